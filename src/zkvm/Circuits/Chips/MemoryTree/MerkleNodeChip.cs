using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.MemoryTree;

/// <summary>
/// An inner node above touched leaves, in the tree of the segment's start, in that of its end, or in
/// both. It exchanges the claim of its digest for the claims of its children's. Level and index need no
/// range check: every claim descends from a root, one level at a time (docs/internals/circuits-memory.md).
/// </summary>
public sealed class MerkleNodeChip : Chip
{
    private const int InFirst = 0;
    private const int InLast = 1;
    private const int Level = 2;
    private const int Index = 3;
    private const int LeftUntouched = 4;
    private const int RightUntouched = 5;
    private const int Left = 6;
    private const int Right = Left + MemoryDigest.Length;
    private const int Digest = Right + MemoryDigest.Length;

    public override string Name => "MerkleNode";

    public override int Width => Digest + MemoryDigest.Length;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        row.AssertBoolean(row[InFirst], "in the first tree");
        row.AssertBoolean(row[InLast], "in the last tree");
        row.AssertBoolean(row[LeftUntouched], "left is untouched");
        row.AssertBoolean(row[RightUntouched], "right is untouched");
        MerkleColumns.HashNode(row, row[InFirst] + row[InLast], Left, Right, Digest);

        T childLevel = row[Level] + T.One;
        T leftIndex = row[Index] + row[Index];
        InteractInTree(row, row[InFirst], MerkleColumns.FirstLabel, childLevel, leftIndex);
        InteractInTree(row, -row[InLast], MerkleColumns.LastLabel, childLevel, leftIndex);
    }

    public override int CountRows(SegmentRecord segment) => segment.Nodes.Count;

    public override void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        Span<NodeRecord> nodes = segment.Nodes.Span.Slice(first, count);
        using TraceWriter rows = new(trace, lookups);
        for (int i = 0; i < nodes.Length; i++)
        {
            RowWriter row = rows.Next();
            ref readonly NodeRecord node = ref nodes[i];
            row.Set(InFirst, node.InFirst);
            row.Set(InLast, node.InLast);
            row.Set(Level, node.Level);
            row.Set(Index, node.Index);
            row.Set(LeftUntouched, node.LeftUntouched);
            row.Set(RightUntouched, node.RightUntouched);
            MerkleColumns.Fill(row, Left, in node.Left);
            MerkleColumns.Fill(row, Right, in node.Right);
            MerkleColumns.Fill(row, Digest, in node.Digest);
        }
    }

    // Takes the node's own claim, and gives its children's.
    private static void InteractInTree<TBuilder, T>(
        Row<TBuilder, T> row, T multiplicity, uint treeLabel, T childLevel, T leftIndex)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T label = Row<TBuilder, T>.Constant(treeLabel);
        T toUntouched = Row<TBuilder, T>.Constant(MerkleColumns.UntouchedLabel - treeLabel);
        MerkleColumns.Interact(row, -multiplicity, label, row[Level], row[Index], Digest);
        MerkleColumns.Interact(
            row, multiplicity, label + (toUntouched * row[LeftUntouched]), childLevel, leftIndex, Left);
        MerkleColumns.Interact(
            row,
            multiplicity,
            label + (toUntouched * row[RightUntouched]),
            childLevel,
            leftIndex + T.One,
            Right);
    }
}
