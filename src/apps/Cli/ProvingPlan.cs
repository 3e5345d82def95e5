using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli;

/// <summary>Turns a bound on memory into limits of segments.</summary>
internal static class ProvingPlan
{
    /// <summary>Default of --memory.</summary>
    public const string DefaultMemory = "8GiB";

    /// <summary>Plans segments, and lets their memory be used again from one to the next.</summary>
    public static SegmentLimits Limits(ProgramProver prover, long memory)
    {
        LargeBlocks.KeepLimit = (nuint)(memory / 2);
        return prover.Plan.Limits(memory);
    }
}
