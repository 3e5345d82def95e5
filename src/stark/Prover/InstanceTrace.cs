using ZeroSharp.Stark.Air;

namespace ZeroSharp.Stark.Prover;

/// <summary>One instance of a chip: its trace, and all its fixed columns, committed or structured.</summary>
public sealed record InstanceTrace(AirDescription Air, TraceMatrix Main, TraceMatrix? Fixed)
{
    /// <summary>log2 of the number of rows.</summary>
    public int LogHeight => Main.LogHeight;
}
