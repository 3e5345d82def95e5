using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Circuits.Chips;
using ZeroSharp.Zkvm.Circuits.Chips.Arithmetic256;
using ZeroSharp.Zkvm.Circuits.Chips.Keccak;
using ZeroSharp.Zkvm.Circuits.Chips.MemoryTree;
using ZeroSharp.Zkvm.Circuits.Chips.Poseidon2;
using ZeroSharp.Zkvm.Executor;

namespace ZeroSharp.Zkvm.Prover;

/// <summary>How many cells of which chips a segment's events cost.</summary>
internal static class SegmentPlan
{
    // A touched leaf has two hashes and, as most leaves have touched neighbours, about two inner nodes.
    private const int HashesPerLeaf = 4;
    private const int NodesPerLeaf = 2;
    private const int KeccakRounds = 24;

    public static SegmentLimits Limits(IReadOnlyList<Chip> chips, long maxCells, int maxSteps)
    {
        SegmentLimits limits = new()
        {
            MaxCells = maxCells,
            MaxSteps = maxSteps,
            CellsPerLeaf = Width<MemoryLeafChip>(chips) + (HashesPerLeaf * Width<Poseidon2Chip>(chips))
                + (NodesPerLeaf * Width<MerkleNodeChip>(chips)),
            CellsPerRefresh = Width<RefreshChip>(chips),
            CellsPerKeccak =
                Width<KeccakCallChip>(chips) + ((KeccakRounds + 1) * Width<KeccakRoundChip>(chips)),
            CellsPerArithmetic256 = Width<MulModCallChip>(chips),
        };
        foreach (InstructionChip chip in chips.OfType<InstructionChip>())
        {
            limits.CellsPerStep[(int)chip.OpcodeClass] = chip.Width;
        }

        return limits;
    }

    private static int Width<TChip>(IReadOnlyList<Chip> chips)
        where TChip : Chip => chips.OfType<TChip>().Single().Width;
}
