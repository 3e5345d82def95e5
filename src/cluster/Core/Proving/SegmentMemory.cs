using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cluster.Core.Proving;

/// <summary>Turns a bound on memory into limits of segments.</summary>
public static class SegmentMemory
{
    /// <summary>The bound where nobody names one, in bytes.</summary>
    public const long Default = 8L << 30;

    /// <summary>
    /// Limits for one run whose segments are all about as long, and each of which can be proven within the
    /// bound. The same for the same program, input and bound.
    /// </summary>
    public static SegmentLimits Limits(
        ProgramImage program, SegmentPlan plan, long memory, ReadOnlySpan<byte> input) =>
        CellCount.Of(program, input, plan.Limits(memory)).BalancedLimits();
}
