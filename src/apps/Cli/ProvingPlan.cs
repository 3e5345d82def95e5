using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli;

/// <summary>Turns a bound on memory into limits of segments.</summary>
internal static class ProvingPlan
{
    /// <summary>Default of --memory.</summary>
    public const string DefaultMemory = "8GiB";

    /// <summary>
    /// Plans the segments of a run, all about as long, and lets their memory be used again from one to the
    /// next.
    /// </summary>
    public static SegmentLimits Limits(ProgramProver prover, long memory, ReadOnlySpan<byte> input)
    {
        LargeBlocks.KeepLimit = (nuint)(memory / 2);
        return CellCount.Of(prover.Program, input, prover.Plan.Limits(memory)).BalancedLimits();
    }

    /// <summary>The limits of the default bound, for a program that is only executed.</summary>
    public static SegmentLimits DefaultLimits(ProgramImage program) =>
        ByteSize.TryParse(DefaultMemory, out long memory)
            ? SegmentPlan.Of(program).Limits(memory)
            : throw new InvalidOperationException($"{DefaultMemory} is not a size");
}
