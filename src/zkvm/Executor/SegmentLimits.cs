using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>What proving takes: cells of traces, and fractions of the buses' sums (LogUp).</summary>
public readonly record struct TraceCost(long Cells, long Fractions)
{
    public static TraceCost operator +(TraceCost a, TraceCost b) =>
        new(a.Cells + b.Cells, a.Fractions + b.Fractions);

    public static TraceCost operator *(long count, TraceCost cost) =>
        new(count * cost.Cells, count * cost.Fractions);
}

/// <summary>
/// When a segment ends: before the clock runs out, and before its traces cost more than planned for,
/// counted with the widths and interactions of the machine's chips.
/// </summary>
public sealed record SegmentLimits
{
    /// <summary>Most instructions that the clock of 2^26 ticks, four an instruction, has room for.</summary>
    public const int ClockSteps = (1 << 24) - 4;

    /// <summary>Most instructions of a segment.</summary>
    public int MaxSteps { get; init; } = ClockSteps;

    /// <summary>Most that the traces of a segment cost, padding not counted.</summary>
    public TraceCost Max { get; init; } = new(long.MaxValue, long.MaxValue);

    /// <summary>One row by <see cref="OpcodeClass"/>.</summary>
    public TraceCost[] PerStep { get; init; } = new TraceCost[OpcodeClasses.Count];

    /// <summary>A leaf of memory that the segment touches, its hashes and path included.</summary>
    public TraceCost PerLeaf { get; init; }

    /// <summary>A word that is accessed after a long time.</summary>
    public TraceCost PerRefresh { get; init; }

    /// <summary>One keccak call, all its rounds included.</summary>
    public TraceCost PerKeccak { get; init; }

    /// <summary>One 256-bit call.</summary>
    public TraceCost PerArithmetic256 { get; init; }
}
