using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.MemoryTree;

/// <summary>
/// A leaf of the memory tree that the segment touches: puts its four words on the memory bus as they
/// were at the segment's start, with time zero, and takes them off as they are at its end. The digests
/// of both go to the Merkle bus, where they hang on the two roots. The argument that this leaves a prover
/// no choice is in docs/internals/circuits-memory.md.
/// </summary>
public sealed class MemoryLeafChip : Chip
{
    private const int IsReal = 0;

    /// <summary>1 for registers, 0 for memory.</summary>
    private const int Space = 1;

    // The leaf's index within its address space is high << 16 | low.
    private const int IndexLow = 2;
    private const int IndexHigh = 3;
    private const int First = 4;
    private const int Last = First + MemoryTreeHash.LeafLimbs;
    private const int Time = Last + MemoryTreeHash.LeafLimbs;
    private const int FirstDigest = Time + LeafWords.Length;
    private const int LastDigest = FirstDigest + MemoryDigest.Length;

    private const int LowBits = 16;
    private const int HighBits = 11;
    private const int SpaceBit = LowBits + HighBits;
    private const int LeafLevel = 28;

    public override string Name => "MemoryLeaf";

    public override int Width => LastDigest + MemoryDigest.Length;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = row[IsReal];
        T space = row[Space];
        row.AssertBoolean(isReal, "is real");
        row.AssertBoolean(space, "address space");
        row.Range(isReal, row[IndexLow], LowBits);
        row.Range(isReal, row[IndexHigh], HighBits);
        T inSpace = row[IndexLow] + (Row<TBuilder, T>.Constant(1 << LowBits) * row[IndexHigh]);
        for (int word = 0; word < LeafWords.Length; word++)
        {
            T address = (Row<TBuilder, T>.Constant(LeafWords.Length) * inSpace)
                + Row<TBuilder, T>.Constant((uint)word);
            Limbs<T> first = row.Limbs(First + (4 * word));
            Limbs<T> last = row.Limbs(Last + (4 * word));
            row.Send(
                Buses.Memory, isReal, [space, address, first.L0, first.L1, first.L2, first.L3, T.Zero]);
            row.Receive(
                Buses.Memory,
                isReal,
                [space, address, last.L0, last.L1, last.L2, last.L3, row[Time + word]]);
            for (int limb = 0; limb < 4; limb++)
            {
                row.Range(isReal, first[limb], 16);
            }
        }

        T index = inSpace + (Row<TBuilder, T>.Constant(1 << SpaceBit) * space);
        T level = Row<TBuilder, T>.Constant(LeafLevel);
        MerkleColumns.HashLeaf(row, isReal, First, FirstDigest);
        MerkleColumns.HashLeaf(row, isReal, Last, LastDigest);
        MerkleColumns.Interact(row, -isReal, T.Zero, level, index, FirstDigest);
        MerkleColumns.Interact(row, isReal, T.One, level, index, LastDigest);
    }

    public override int CountRows(SegmentRecord segment) => segment.Leaves.Count;

    public override void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        Span<LeafRecord> leaves = segment.Leaves.Span.Slice(first, count);
        using TraceWriter rows = new(trace, lookups);
        for (int i = 0; i < leaves.Length; i++)
        {
            FillRow(rows.Next(), in leaves[i]);
        }
    }

    private static void FillRow(RowWriter row, in LeafRecord leaf)
    {
        row.Set(IsReal, BabyBear.One);
        row.Set(Space, leaf.Index >> SpaceBit);
        row.SetRanged(IndexLow, (ushort)leaf.Index, LowBits);
        row.SetRanged(IndexHigh, (leaf.Index >> LowBits) & ((1 << HighBits) - 1), HighBits);
        for (int word = 0; word < LeafWords.Length; word++)
        {
            row.SetRangedLimbs(First + (4 * word), leaf.First[word]);
            row.SetLimbs(Last + (4 * word), leaf.Last[word]);
            row.Set(Time + word, leaf.Timestamps[word]);
        }

        MerkleColumns.Fill(row, FirstDigest, in leaf.FirstDigest);
        MerkleColumns.Fill(row, LastDigest, in leaf.LastDigest);
    }
}
