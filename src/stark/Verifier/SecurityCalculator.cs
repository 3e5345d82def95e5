using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>
/// Computes the soundness error of every challenge from the shape of a proof; the formulas are argued
/// in docs/internals/soundness.md. The table is for a host; a verifier derives only the grinding.
/// </summary>
public static class SecurityCalculator
{
    /// <summary>Collision resistance of the hash of transcript and Merkle trees.</summary>
    public const int HashBits = 128;

    private const int WholeExtensionBits = 154;

    /// <summary>log2 |E|.</summary>
    public static double ExtensionBits { get; } = Ext5.Degree * Math.Log2(BabyBear.Modulus);

    /// <summary>
    /// All terms of a proof. <paramref name="airs"/> are those of the instances, in the order of both
    /// shapes; <paramref name="opening"/> has the parameters of the opening of both stacks.
    /// </summary>
    public static SecurityReport Compute(
        ReadOnlySpan<AirKey> airs,
        ReadOnlySpan<PublicInteraction> publicInteractions,
        LogUpShape logUp,
        int logUpWorkBits,
        StackingShape stacking,
        PcsParameters opening)
    {
        long constraintCount = 0;
        for (int i = 0; i < airs.Length; i++)
        {
            constraintCount += airs[i].ConstraintCount;
        }

        int factorDegree = AirLimits.MaxConstraintDegree + 1;
        int skipDegree = SkipDegree(stacking.LogSkip);
        List<SecurityTerm> terms =
        [
            new("hash collisions", HashBits),
            new(
                "LogUp: alpha, beta",
                Bits(LogUpDegree(airs, publicInteractions, logUp)) + logUpWorkBits),
            new("GKR: lambda of a layer", Bits(1)),

            // Two for the sumcheck, one for the coordinate of the zerocheck's point.
            new("GKR: sumcheck round", Bits(2 + 1)),
            new("GKR: joining the halves", Bits(1 + 1)),
            new("zerocheck: lambda, theta", Bits(Math.Max(1, constraintCount))),
            new("zerocheck: skip round", Bits(skipDegree)),
            new("zerocheck: multilinear round", Bits(factorDegree)),
            new("stacking: gamma", Bits(Math.Max(1, stacking.SlotCount - 1))),
            new("stacking: sumcheck round", Bits(2)),
        ];
        terms.AddRange(PcsSecurity.Terms(opening)
            .Select(term => new SecurityTerm($"WHIR: {term.Name}", term.Bits)));
        return new SecurityReport(terms);
    }

    /// <summary>
    /// The total degree in alpha and beta of the numerator of the sum of all fractions: each of them
    /// multiplies it by its denominator, whose degree is the length of its message.
    /// </summary>
    public static long LogUpDegree(
        ReadOnlySpan<AirKey> airs,
        ReadOnlySpan<PublicInteraction> publicInteractions,
        LogUpShape logUp)
    {
        long degree = 0;
        for (int i = 0; i < publicInteractions.Length; i++)
        {
            degree += Math.Max(1, publicInteractions[i].Message.Length);
        }

        for (int instance = 0; instance < logUp.InstanceCount; instance++)
        {
            degree += (long)airs[instance].RowDegree << logUp.LogHeight(instance);
        }

        return Math.Max(1, degree);
    }

    /// <summary>
    /// The bits of grinding before alpha and beta that lift their term to a target; zero or more. Both
    /// sides derive it, hence in integers: |E| > 2^154, and the degree is rounded up to a power of two.
    /// </summary>
    public static int LogUpWorkBits(int targetBits, long logUpDegree)
    {
        int logDegree = 0;
        while (1L << logDegree < logUpDegree)
        {
            logDegree++;
        }

        return Math.Max(0, targetBits - (WholeExtensionBits - logDegree));
    }

    /// <summary>
    /// Whether the challenges of zerocheck and stacking, which have no proof of work, reach a target. Their
    /// degrees are the number of constraints, that of slots, and constants. In integers, as a verifier's.
    /// </summary>
    public static bool ReachesWithoutWork(
        int targetBits, AirKey[] airs, StackingShape stacking)
    {
        long degree = Math.Max(SkipDegree(stacking.LogSkip), stacking.SlotCount);
        long constraintCount = 0;
        for (int i = 0; i < airs.Length; i++)
        {
            constraintCount += airs[i].ConstraintCount;
        }

        return LogUpWorkBits(targetBits, Math.Max(degree, constraintCount)) == 0;
    }

    // The degree of the skip round's polynomial.
    private static int SkipDegree(int logSkip) => (AirLimits.MaxConstraintDegree + 1) * ((1 << logSkip) - 1);

    // The error degree / |E| of a random point on a non-zero polynomial (Schwartz-Zippel).
    private static double Bits(double degree) => ExtensionBits - Math.Log2(degree);
}
