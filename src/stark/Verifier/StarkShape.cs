using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>An instance of a proof: which of the machine's AIRs it is of, and log2 of its rows.</summary>
public readonly record struct InstanceShape(int AirIndex, int LogHeight);

/// <summary>
/// The shape of a proof: its instances, and everything that follows from them. All lengths in a proof are
/// functions of it.
/// </summary>
public sealed class StarkShape
{
    private StarkShape(
        InstanceShape[] instances,
        int[] logHeights,
        AirKey[] airs,
        LogUpShape logUp,
        StackingShape stacking,
        PcsParameters pcs,
        int logUpWorkBits)
    {
        Instances = instances;
        LogHeights = logHeights;
        Airs = airs;
        LogUp = logUp;
        Stacking = stacking;
        Pcs = pcs;
        LogUpWorkBits = logUpWorkBits;
        MainEvaluationCount = StackingShape.EvaluationCount(stacking.Main);
        FixedEvaluationCount = StackingShape.EvaluationCount(stacking.Fixed);
    }

    /// <summary>Tallest first, those of one height in the order of the machine's AIRs.</summary>
    public InstanceShape[] Instances { get; }

    public int[] LogHeights { get; }

    /// <summary>The AIR of each instance.</summary>
    public AirKey[] Airs { get; }

    public LogUpShape LogUp { get; }

    public StackingShape Stacking { get; }

    public PcsParameters Pcs { get; }

    /// <summary>Bits of proof of work before the challenges of LogUp.</summary>
    public int LogUpWorkBits { get; }

    /// <summary>Committed columns of all instances.</summary>
    public int MainEvaluationCount { get; }

    /// <summary>Columns that the verifying key commits to.</summary>
    public int FixedEvaluationCount { get; }

    /// <summary>Widths of the committed matrices, main then fixed.</summary>
    public int[] MatrixWidths => Stacking.Fixed.ColumnCount == 0
        ? [Stacking.Main.ColumnCount]
        : [Stacking.Main.ColumnCount, Stacking.Fixed.ColumnCount];

    /// <summary>The computed security of a proof of this shape, by a host.</summary>
    public SecurityReport Security(ReadOnlySpan<PublicInteraction> publicInteractions) =>
        SecurityCalculator.Compute(Airs, publicInteractions, LogUp, LogUpWorkBits, Stacking, Pcs);

    /// <summary>
    /// False unless the instances are sorted, of allowed heights, not too many, hold each AIR with
    /// fixed columns exactly once and at its height, and every challenge reaches the target of security.
    /// </summary>
    public static bool TryCreate(
        VerifyingKey key,
        InstanceShape[] instances,
        ReadOnlySpan<PublicInteraction> publicInteractions,
        out StarkShape? shape)
    {
        shape = null;
        if (instances.Length == 0 || instances.Length > StarkParameters.MaxInstanceCount
            || !AreSorted(key, instances) || !HaveFixedOnce(key, instances))
        {
            return false;
        }

        int logStack = key.Parameters.LogStackHeight;
        StackedMatrix[] main = new StackedMatrix[instances.Length];
        int[] logHeights = new int[instances.Length];
        int[] interactionCounts = new int[instances.Length];
        AirKey[] airs = new AirKey[instances.Length];
        for (int i = 0; i < instances.Length; i++)
        {
            airs[i] = key.Airs[instances[i].AirIndex];
            logHeights[i] = instances[i].LogHeight;
            interactionCounts[i] = airs[i].BusUses.Length;
            main[i] = new StackedMatrix(airs[i].Air.Width, logHeights[i]);
        }

        if (!LogUpShape.TryCreate(logHeights, interactionCounts, out LogUpShape? logUp)
            || !StackingShape.TryCreate(
                main, key.FixedMatrices, logStack, SkipDomain.LogSize, out StackingShape? stacking)
            || stacking!.Main.ColumnCount == 0)
        {
            return false;
        }

        PcsOptions options = key.Parameters.Pcs;
        long degree = SecurityCalculator.LogUpDegree(airs, publicInteractions, logUp!);
        int workBits = SecurityCalculator.LogUpWorkBits(options.TargetBits, degree);

        // The prover chooses the shape, so that nothing but this keeps a challenge of a proof at the target.
        if (workBits > options.MaxWorkBits
            || !SecurityCalculator.ReachesWithoutWork(options.TargetBits, airs, stacking)
            || !PcsParameters.TryCreate(logStack, stacking.ColumnCount, options, out PcsParameters? pcs))
        {
            return false;
        }

        shape = new StarkShape(instances, logHeights, airs, logUp!, stacking, pcs!, workBits);
        return true;
    }

    private static bool AreSorted(VerifyingKey key, InstanceShape[] instances)
    {
        for (int i = 0; i < instances.Length; i++)
        {
            InstanceShape instance = instances[i];
            if ((uint)instance.AirIndex >= (uint)key.Airs.Length
                || instance.LogHeight < key.Parameters.MinLogHeight
                || instance.LogHeight > key.Parameters.LogStackHeight)
            {
                return false;
            }

            if (i > 0
                && (instance.LogHeight > instances[i - 1].LogHeight
                    || (instance.LogHeight == instances[i - 1].LogHeight
                        && instance.AirIndex < instances[i - 1].AirIndex)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HaveFixedOnce(VerifyingKey key, InstanceShape[] instances)
    {
        for (int air = 0; air < key.Airs.Length; air++)
        {
            int logHeight = key.Airs[air].FixedLogHeight;
            if (logHeight < 0)
            {
                continue;
            }

            int count = 0;
            for (int i = 0; i < instances.Length; i++)
            {
                if (instances[i].AirIndex == air)
                {
                    count += instances[i].LogHeight == logHeight ? 1 : 2;
                }
            }

            if (count != 1)
            {
                return false;
            }
        }

        return true;
    }
}
