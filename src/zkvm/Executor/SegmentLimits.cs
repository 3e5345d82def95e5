using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>
/// When a segment ends: before the clock runs out, and before its traces hold more cells than planned
/// for, counted with the widths of the machine's chips.
/// </summary>
public sealed class SegmentLimits
{
    /// <summary>Most instructions that the clock of 2^26 ticks, four an instruction, has room for.</summary>
    public const int ClockSteps = (1 << 24) - 4;

    /// <summary>Most instructions of a segment.</summary>
    public int MaxSteps { get; init; } = ClockSteps;

    /// <summary>Most trace cells of a segment, padding not counted.</summary>
    public long MaxCells { get; init; } = long.MaxValue;

    /// <summary>Cells of one row by <see cref="OpcodeClass"/>.</summary>
    public int[] CellsPerStep { get; init; } = new int[OpcodeClasses.Count];

    /// <summary>Cells for a leaf of memory that the segment touches, its hashes and path included.</summary>
    public int CellsPerLeaf { get; init; }

    /// <summary>Cells for a word that is accessed after a long time.</summary>
    public int CellsPerRefresh { get; init; }

    /// <summary>Cells for one keccak call, all its rounds included.</summary>
    public int CellsPerKeccak { get; init; }

    /// <summary>Cells for one 256-bit call.</summary>
    public int CellsPerArithmetic256 { get; init; }
}
