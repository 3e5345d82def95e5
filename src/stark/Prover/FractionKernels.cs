using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover;

/// <summary>
/// Eight fractions of each of the two halves of a layer: half 0 (p0, q0) and half 1 (p1, q1). A step of
/// zero makes a block stand for a whole run of equal ones, which is how the tail 0/1 is read.
/// </summary>
internal unsafe struct FractionCursor
{
    public BabyBear* Half0;
    public BabyBear* Half1;
    public int Step1;

    public void Advance()
    {
        Half0 += PackedFractions.BlockWords;
        Half1 += Step1;
    }
}

/// <summary>
/// Sums over x of a weight times t(X) = p0 q1 + q0 (p1 + lambda q1), each of p0, p1, q0, q1 being linear
/// in X, at X = 0 and at infinity (the coefficient of X^2).
/// </summary>
internal struct RoundSums
{
    public Ext5 AtZero;
    public Ext5 AtInfinity;

    public static RoundSums operator +(RoundSums a, RoundSums b) => new()
    {
        AtZero = a.AtZero + b.AtZero,
        AtInfinity = a.AtInfinity + b.AtInfinity,
    };
}

/// <summary>The inner loops over blocks of eight positions of a layer's sumcheck.</summary>
internal static unsafe class FractionKernels
{
    /// <summary>Evaluates pairs of positions: <paramref name="low"/> with X = 0, high with X = 1.</summary>
    public static RoundSums Evaluate(
        FractionCursor low, FractionCursor high, BabyBear* weights, int count, Ext5 lambda)
    {
        PackedExt5 packedLambda = PackedExt5.Broadcast(lambda);
        PackedExt5 atZero = PackedExt5.Zero;
        PackedExt5 atInfinity = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            PackedExt5 p0 = PackedFractions.Numerator(low.Half0);
            PackedExt5 q0 = PackedFractions.Denominator(low.Half0);
            PackedExt5 p1 = PackedFractions.Numerator(low.Half1);
            PackedExt5 q1 = PackedFractions.Denominator(low.Half1);
            atZero += weight * Term(p0, q0, p1, q1, packedLambda);
            p0 = PackedFractions.Numerator(high.Half0) - p0;
            q0 = PackedFractions.Denominator(high.Half0) - q0;
            p1 = PackedFractions.Numerator(high.Half1) - p1;
            q1 = PackedFractions.Denominator(high.Half1) - q1;
            atInfinity += weight * Term(p0, q0, p1, q1, packedLambda);
            low.Advance();
            high.Advance();
            weights += PackedFractions.ElementWords;
        }

        return new RoundSums { AtZero = atZero.SumLanes(), AtInfinity = atInfinity.SumLanes() };
    }

    /// <summary>
    /// Binds the first variable of a table, whose four quarters are read at <paramref name="quarters"/>,
    /// to the challenge; writes the result over the first and the second quarter, and evaluates the next
    /// round. Half 1 is not written where it is the constant tail.
    /// </summary>
    public static RoundSums BindAndEvaluate(
        ReadOnlySpan<FractionCursor> quarters,
        BabyBear* weights,
        int count,
        Ext5 challenge,
        Ext5 lambda)
    {
        FractionCursor low = quarters[0];
        FractionCursor high = quarters[1];
        FractionCursor low2 = quarters[2];
        FractionCursor high2 = quarters[3];
        PackedExt5 packedLambda = PackedExt5.Broadcast(lambda);
        PackedExt5 rho = PackedExt5.Broadcast(challenge);
        PackedExt5 atZero = PackedExt5.Zero;
        PackedExt5 atInfinity = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            PackedExt5 p0 = BindNumerator(low.Half0, low2.Half0, rho);
            PackedExt5 q0 = BindDenominator(low.Half0, low2.Half0, rho);
            PackedExt5 p1 = BindNumerator(low.Half1, low2.Half1, rho);
            PackedExt5 q1 = BindDenominator(low.Half1, low2.Half1, rho);
            PackedFractions.Store(low.Half0, p0, q0);
            if (low.Step1 != 0)
            {
                PackedFractions.Store(low.Half1, p1, q1);
            }

            atZero += weight * Term(p0, q0, p1, q1, packedLambda);
            PackedExt5 p0High = BindNumerator(high.Half0, high2.Half0, rho);
            PackedExt5 q0High = BindDenominator(high.Half0, high2.Half0, rho);
            PackedExt5 p1High = BindNumerator(high.Half1, high2.Half1, rho);
            PackedExt5 q1High = BindDenominator(high.Half1, high2.Half1, rho);
            PackedFractions.Store(high.Half0, p0High, q0High);
            if (high.Step1 != 0)
            {
                PackedFractions.Store(high.Half1, p1High, q1High);
            }

            atInfinity += weight
                * Term(p0High - p0, q0High - q0, p1High - p1, q1High - q1, packedLambda);
            low.Advance();
            high.Advance();
            low2.Advance();
            high2.Advance();
            weights += PackedFractions.ElementWords;
        }

        return new RoundSums { AtZero = atZero.SumLanes(), AtInfinity = atInfinity.SumLanes() };
    }

    /// <summary>
    /// The same where half 1 of all four quarters is the tail 0/1: then t = p0 + lambda q0 is linear, and
    /// only half 0 is bound.
    /// </summary>
    public static RoundSums BindAndEvaluateTail(
        ReadOnlySpan<FractionCursor> quarters,
        BabyBear* weights,
        int count,
        Ext5 challenge,
        Ext5 lambda)
    {
        FractionCursor low = quarters[0];
        FractionCursor high = quarters[1];
        FractionCursor low2 = quarters[2];
        FractionCursor high2 = quarters[3];
        PackedExt5 packedLambda = PackedExt5.Broadcast(lambda);
        PackedExt5 rho = PackedExt5.Broadcast(challenge);
        PackedExt5 atZero = PackedExt5.Zero;
        for (int i = 0; i < count; i += PackedFractions.Lanes)
        {
            PackedExt5 weight = PackedExt5.Load(weights, PackedFractions.Lanes);
            PackedExt5 p0 = BindNumerator(low.Half0, low2.Half0, rho);
            PackedExt5 q0 = BindDenominator(low.Half0, low2.Half0, rho);
            PackedFractions.Store(low.Half0, p0, q0);
            atZero += weight * (p0 + (packedLambda * q0));
            p0 = BindNumerator(high.Half0, high2.Half0, rho);
            q0 = BindDenominator(high.Half0, high2.Half0, rho);
            PackedFractions.Store(high.Half0, p0, q0);
            low.Advance();
            high.Advance();
            low2.Advance();
            high2.Advance();
            weights += PackedFractions.ElementWords;
        }

        return new RoundSums { AtZero = atZero.SumLanes() };
    }

    private static PackedExt5 Term(
        in PackedExt5 p0,
        in PackedExt5 q0,
        in PackedExt5 p1,
        in PackedExt5 q1,
        in PackedExt5 lambda) => (p0 * q1) + (q0 * (p1 + (lambda * q1)));

    private static PackedExt5 BindNumerator(BabyBear* zero, BabyBear* one, in PackedExt5 rho)
    {
        PackedExt5 atZero = PackedFractions.Numerator(zero);
        return atZero + (rho * (PackedFractions.Numerator(one) - atZero));
    }

    private static PackedExt5 BindDenominator(BabyBear* zero, BabyBear* one, in PackedExt5 rho) =>
        BindNumerator(zero + PackedFractions.ElementWords, one + PackedFractions.ElementWords, rho);
}
