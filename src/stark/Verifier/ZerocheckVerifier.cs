using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// Verifies, in one sumcheck over all instances, that their constraints vanish on all rows and that the
/// interactions have the values that LogUp claims (step 4 and 5 of the transcript,
/// docs/internals/proof-system.md).
/// </summary>
public static class ZerocheckVerifier
{
    /// <summary>
    /// Checks the rounds. False if the proof does not fit the shape or a round does not continue the claim.
    /// </summary>
    /// <param name="logHeights">log2 of the rows of each instance, tallest first, each at least k.</param>
    /// <param name="shape">Where the interactions lie among LogUp's leaves.</param>
    /// <param name="logUp">What LogUp claims about the leaves.</param>
    /// <param name="proof">The messages.</param>
    /// <param name="challenger">The transcript.</param>
    /// <param name="claim">What is left to be checked by <see cref="CheckEvaluations"/>.</param>
    public static bool Verify(
        ReadOnlySpan<int> logHeights,
        LogUpShape shape,
        LogUpClaim logUp,
        ZerocheckProof proof,
        Challenger challenger,
        out ZerocheckClaim? claim)
    {
        claim = null;
        int roundCount = logHeights[0] - SkipDomain.LogSize;
        if (proof.Skip.Length != ZerocheckProof.SkipLength
            || proof.Rounds.Length != ZerocheckProof.RoundLength * roundCount)
        {
            return false;
        }

        Ext5 lambda = challenger.SampleExtension();
        Ext5 theta = challenger.SampleExtension();
        Ext5 value = logUp.Numerator
            + (lambda * (logUp.Denominator - shape.PaddingWeight(logUp.Point)));
        challenger.Observe(proof.Skip);
        if (SumOverDomain(proof.Skip) != value)
        {
            return false;
        }

        Ext5 zeta = challenger.SampleExtension();
        value = EvaluatePolynomial(proof.Skip, zeta);
        Ext5[] point = new Ext5[roundCount];
        for (int round = 0; round < roundCount; round++)
        {
            ReadOnlySpan<Ext5> values = proof.Rounds.AsSpan(
                ZerocheckProof.RoundLength * round, ZerocheckProof.RoundLength);
            challenger.Observe(values);
            point[round] = challenger.SampleExtension();
            value = EvaluateRound(values, value - values[0], point[round]);
        }

        claim = new ZerocheckClaim(lambda, theta, SkipDomain.LagrangeWeights(zeta), point, value);
        return true;
    }

    /// <summary>
    /// Evaluates all constraints and interactions on the columns' evaluations, and compares with the claim.
    /// </summary>
    /// <param name="airs">The AIR of each instance.</param>
    /// <param name="logHeights">log2 of the rows of each instance.</param>
    /// <param name="shape">Where the interactions lie among LogUp's leaves.</param>
    /// <param name="logUp">What LogUp claims about the leaves.</param>
    /// <param name="claim">What the rounds left to be checked.</param>
    /// <param name="mainEvaluations">Of all committed columns, instance by instance.</param>
    /// <param name="fixedEvaluations">
    /// Of all fixed columns that the verifying key commits to, instance by instance.
    /// </param>
    public static bool CheckEvaluations(
        ReadOnlySpan<IAir> airs,
        ReadOnlySpan<int> logHeights,
        LogUpShape shape,
        LogUpClaim logUp,
        ZerocheckClaim claim,
        Ext5[] mainEvaluations,
        Ext5[] fixedEvaluations)
    {
        Ext5 sum = Ext5.Zero;
        Ext5 theta = claim.Theta;
        int mainOffset = 0;
        int fixedOffset = 0;
        for (int i = 0; i < airs.Length; i++)
        {
            IAir air = airs[i];
            int variables = logHeights[i] - SkipDomain.LogSize;
            ReadOnlySpan<Ext5> rest = claim.Point.Slice(claim.Point.Length - variables);
            Ext5[] fixedValues = new Ext5[air.Fixed is null ? 0 : air.Fixed.Width];
            for (int column = 0; column < fixedValues.Length; column++)
            {
                fixedValues[column] = air.Fixed!.IsCommitted
                    ? fixedEvaluations[fixedOffset + column]
                    : air.Fixed.Evaluate(column, claim.SkipWeights, rest);
            }

            EvaluationBuilder builder = new(
                mainEvaluations, mainOffset, fixedValues, shape, logUp, claim.Lambda, i)
            {
                ThetaPower = theta,
                Theta = claim.Theta,
            };
            air.Eval<EvaluationBuilder, Ext5>(ref builder);
            theta = builder.ThetaPower;
            sum += builder.Sum * EqualityFactor(logUp.Point, claim, logHeights[i]);
            mainOffset += air.Width;
            fixedOffset += air.Fixed is not null && air.Fixed.IsCommitted ? fixedValues.Length : 0;
        }

        return sum == claim.Value;
    }

    /// <summary>
    /// 2^-e eq(r_c, .) at the final point, for an instance with e variables less than the tallest, r_c being
    /// the last coordinates of r.
    /// </summary>
    public static Ext5 EqualityFactor(ReadOnlySpan<Ext5> r, ZerocheckClaim claim, int logHeight)
    {
        ReadOnlySpan<Ext5> own = r.Slice(r.Length - logHeight);
        Ext5 factor = SkipFactor(own, claim.SkipWeights);
        int variables = logHeight - SkipDomain.LogSize;
        int missing = claim.Point.Length - variables;
        for (int i = 0; i < variables; i++)
        {
            Ext5 a = own[SkipDomain.LogSize + i];
            Ext5 b = claim.Point[missing + i];
            Ext5 ab = a * b;
            factor *= Ext5.One - a - b + ab + ab;
        }

        BabyBear half = BabyBear.FromUInt32(2).Inverse();
        return factor * half.Pow((ulong)missing);
    }

    /// <summary>The sum over t of L_t(zeta) eq(first k coordinates, t).</summary>
    public static Ext5 SkipFactor(ReadOnlySpan<Ext5> point, ReadOnlySpan<Ext5> skipWeights)
    {
        Ext5 sum = Ext5.Zero;
        for (int t = 0; t < SkipDomain.Size; t++)
        {
            Ext5 weight = skipWeights[t];
            for (int i = 0; i < SkipDomain.LogSize; i++)
            {
                bool bit = ((t >> (SkipDomain.LogSize - 1 - i)) & 1) != 0;
                weight *= bit ? point[i] : Ext5.One - point[i];
            }

            sum += weight;
        }

        return sum;
    }

    /// <summary>The value at a point of the polynomial with these coefficients.</summary>
    public static Ext5 EvaluatePolynomial(ReadOnlySpan<Ext5> coefficients, Ext5 point)
    {
        Ext5 value = Ext5.Zero;
        for (int i = coefficients.Length - 1; i >= 0; i--)
        {
            value = (value * point) + coefficients[i];
        }

        return value;
    }

    // The powers X^i with i not a multiple of |D| sum to zero over D.
    private static Ext5 SumOverDomain(ReadOnlySpan<Ext5> coefficients)
    {
        Ext5 sum = Ext5.Zero;
        for (int i = 0; i < coefficients.Length; i += SkipDomain.Size)
        {
            sum += coefficients[i];
        }

        return sum * BabyBear.FromUInt32(SkipDomain.Size);
    }

    // The polynomial of degree 4 through the values at 0, 1, 2, 3, 4.
    private static Ext5 EvaluateRound(ReadOnlySpan<Ext5> sent, Ext5 atOne, Ext5 point)
    {
        Span<Ext5> values = [sent[0], atOne, sent[1], sent[2], sent[3]];
        Ext5 sum = Ext5.Zero;
        for (int i = 0; i < values.Length; i++)
        {
            Ext5 numerator = values[i];
            BabyBear denominator = BabyBear.One;
            for (int j = 0; j < values.Length; j++)
            {
                if (j != i)
                {
                    numerator *= point - BabyBear.FromUInt32((uint)j);
                    denominator *= BabyBear.FromUInt32((uint)i) - BabyBear.FromUInt32((uint)j);
                }
            }

            sum += numerator * denominator.Inverse();
        }

        return sum;
    }

    // Sums theta powers times constraints, and weights times interactions, at the opened point.
    private struct EvaluationBuilder : IAirBuilder<Ext5>
    {
        private readonly Ext5[] _main;
        private readonly int _mainOffset;
        private readonly Ext5[] _fixed;
        private readonly LogUpShape _shape;
        private readonly LogUpClaim _logUp;
        private readonly Ext5 _lambda;
        private int _slice;

        public EvaluationBuilder(
            Ext5[] main,
            int mainOffset,
            Ext5[] fixedColumns,
            LogUpShape shape,
            LogUpClaim logUp,
            Ext5 lambda,
            int instance)
        {
            _main = main;
            _mainOffset = mainOffset;
            _fixed = fixedColumns;
            _shape = shape;
            _logUp = logUp;
            _lambda = lambda;
            _slice = shape.FirstSlice(instance);
        }

        public Ext5 Sum { get; private set; }

        public Ext5 Theta { get; init; }

        public Ext5 ThetaPower { get; set; }

        public readonly Ext5 Main(int column) => _main[_mainOffset + column];

        public readonly Ext5 FixedColumn(int column) => _fixed[column];

        public void AssertZero(Ext5 value, string label)
        {
            Sum += ThetaPower * value;
            ThetaPower *= Theta;
        }

        public void Interact(int bus, Ext5 multiplicity, ReadOnlySpan<Ext5> message)
        {
            Ext5 denominator = Ext5.Zero;
            for (int i = message.Length - 1; i >= 0; i--)
            {
                denominator = (denominator + message[i]) * _logUp.Challenges.Beta;
            }

            denominator += _logUp.Challenges.BusTerm(bus);
            Sum += _shape.SliceWeight(_slice, _logUp.Point) * (multiplicity + (_lambda * denominator));
            _slice++;
        }
    }
}
