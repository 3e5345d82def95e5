using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Circuits.Chips;
using ZeroSharp.Zkvm.Circuits.Chips.Arithmetic256;
using ZeroSharp.Zkvm.Circuits.Chips.Keccak;
using ZeroSharp.Zkvm.Circuits.Chips.MemoryTree;
using ZeroSharp.Zkvm.Circuits.Chips.Poseidon2;
using ZeroSharp.Zkvm.Circuits.Chips.Tables;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Prover;

/// <summary>
/// How large segments are. The memory that a proof takes, and its length, follow from two numbers: the
/// cells of its traces, each of which is kept with its code word, and 2^n, the fractions of the LogUp tree
/// rounded up. So segments fill 2^n, and n is as large as memory allows, but no larger than
/// <see cref="MaxLogFractions"/>: beyond that proofs only grow.
/// </summary>
public sealed class SegmentPlan
{
    /// <summary>Largest n that is planned for.</summary>
    public const int MaxLogFractions = 25;

    /// <summary>Most cells, padding included: about 90 stack columns, for a proof of less than 700 KiB.</summary>
    private const long MaxPaddedCells = 88L << 20;

    private const int MinLogFractions = 20;

    /// <summary>Memory besides the segment's: runtime, program, and the records of two segments.</summary>
    private const long BaseBytes = 1L << 30;

    /// <summary>A cell in the trace (4) and in the code word (8).</summary>
    private const int BytesPerCell = 12;

    /// <summary>A leaf of the tree, its share of the layers above included.</summary>
    private const int BytesPerFraction = 40;

    // Typical of guest programs; only to choose n.
    private const int CellsPerFraction = 5;

    // Padding to powers of two adds an eighth; see TraceBuilder.
    private const double Padding = 1.125;

    // A touched leaf has two hashes and, as most leaves have touched neighbours, about two inner nodes.
    private const int HashesPerLeaf = 4;
    private const int NodesPerLeaf = 2;
    private const int KeccakRounds = 24;

    private readonly IReadOnlyList<AirKey> _airs;

    /// <param name="airs">The machine's chips.</param>
    public SegmentPlan(IReadOnlyList<AirKey> airs) => _airs = airs;

    /// <summary>The plan for a program, without what proving it needs.</summary>
    public static SegmentPlan Of(ProgramImage program) =>
        new([.. MachineChips.All(program).Select(chip => AirKey.Create(AirDescription.Create(chip)))]);

    /// <summary>The least memory in bytes that leaves room for useful segments.</summary>
    public const long MinMemory = 3L << 29;

    /// <summary>Limits of segments whose proofs take at most so much memory, in bytes.</summary>
    public SegmentLimits Limits(long memory)
    {
        long room = memory - BaseBytes;
        int logFractions = MinLogFractions;
        while (logFractions < MaxLogFractions
            && (BytesPerFraction + (BytesPerCell * CellsPerFraction)) * (2L << logFractions) <= room)
        {
            logFractions++;
        }

        long cells = Math.Min(
            MaxPaddedCells, (room - ((long)BytesPerFraction << logFractions)) / BytesPerCell);
        TraceCost tables = TableCost();
        return new SegmentLimits
        {
            Max = new TraceCost(
                (long)((cells - tables.Cells) / Padding),
                (long)(((1L << logFractions) - tables.Fractions) / Padding)),
            PerStep = StepCosts(),
            PerLeaf = Row<MemoryLeafChip>() + (HashesPerLeaf * Row<Poseidon2Chip>())
                + (NodesPerLeaf * Row<MerkleNodeChip>()),
            PerRefresh = Row<RefreshChip>(),
            PerKeccak = Row<KeccakCallChip>() + ((KeccakRounds + 1) * Row<KeccakRoundChip>()),
            PerArithmetic256 = Row<MulModCallChip>(),
        };
    }

    private static TraceCost RowOf(AirKey air) => new(air.Air.Width, air.BusUses.Length);

    private TraceCost Row<TChip>()
        where TChip : Chip => RowOf(_airs.Single(air => air.Air is TChip));

    private TraceCost[] StepCosts()
    {
        TraceCost[] costs = new SegmentLimits().PerStep;
        foreach (AirKey air in _airs)
        {
            if (air.Air is InstructionChip chip)
            {
                costs[(int)chip.OpcodeClass] = RowOf(air);
            }
        }

        return costs;
    }

    private TraceCost TableCost()
    {
        TraceCost cost = default;
        foreach (AirKey air in _airs)
        {
            if (air.Air is LookupTableChip table)
            {
                cost += (1 << table.Fixed!.LogHeight) * RowOf(air);
            }
        }

        return cost;
    }
}
