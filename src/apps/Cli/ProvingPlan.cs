using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli;

/// <summary>Turns a bound on memory into limits of segments.</summary>
internal static class ProvingPlan
{
    /// <summary>Default of --memory.</summary>
    public const string DefaultMemory = "8GiB";

    /// <summary>Memory that a prover takes besides its segment: program, fixed columns, runtime.</summary>
    private const long BaseBytes = 1L << 30;

    /// <summary>Measured peak bytes for each trace cell of a segment: traces, code words, LogUp tree.</summary>
    private const long BytesPerCell = 40;

    /// <summary>The smallest bound that leaves room for useful segments.</summary>
    public const long MinMemory = 3L << 29;

    public static SegmentLimits Limits(ProgramProver prover, long memory) =>
        prover.LimitsFor((memory - BaseBytes) / BytesPerCell);

    /// <summary>The limits of the default bound, for a program that is only executed.</summary>
    public static SegmentLimits DefaultLimits(ProgramImage program) =>
        ByteSize.TryParse(DefaultMemory, out long memory)
            ? ProgramProver.LimitsFor(program, (memory - BaseBytes) / BytesPerCell)
            : throw new InvalidOperationException($"{DefaultMemory} is not a size");
}
