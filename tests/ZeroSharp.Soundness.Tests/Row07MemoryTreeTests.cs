using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Circuits.Tests;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 7 of the checklist: a word has one value at a segment's start, leaves lie at one level, and every
/// node hangs on the two roots of the statement.
/// </summary>
public sealed class Row07MemoryTreeTests
{
    private const uint DataLeaf = SmallMachine.DataBase / 32;

    // Columns of MerkleNode and MemoryLeaf.
    private const int NodeLevel = 2;
    private const int LeafFirst = 4;

    [Fact]
    public void FindProblems_HonestSegments_AreNone()
    {
        using ForgedSegment calculation = new(ProvenCalculation.Program);
        Assert.Empty(calculation.FindProblems());
        using ForgedSegment keccak = new(SmallMachine.Keccak());
        Assert.Empty(keccak.FindProblems());
    }

    // An address initialised twice: the second row offers another first value.
    [Fact]
    public void FindProblems_SecondRowOfALeaf_FindsNoClaimToTake()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program, segment =>
        {
            LeafRecord fake = FakeLeaf(segment);
            segment.Leaves.Add() = fake;
        });
        AssertUnbalanced(forged, Buses.Merkle, $"(0, {MemorySamples.LeafLevel}, {DataLeaf},");
        Assert.Equal(RunResult.SegmentRejected, ProvenCalculation.Verify(forged));
    }

    // The same with a path of its own up to a root: that root is not in the statement.
    [Fact]
    public void FindProblems_SecondTree_HangsOnNoRoot()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program, segment => AddTree(segment));

        // Nothing else is wrong: the first and the last root of the second tree.
        Assert.Equal(2, forged.FindProblems().Count);
        AssertUnbalanced(forged, Buses.Merkle, "(0, 0, 0,");
        AssertUnbalanced(forged, Buses.Merkle, "(1, 0, 0,");
        Assert.Equal(RunResult.SegmentRejected, ProvenCalculation.Verify(forged));
    }

    // Or on a node above the root, at a level of -1: the level is a field element without a range check, but
    // whoever gives a claim takes one a level above.
    [Fact]
    public void FindProblems_TreeBelowALevelOfMinusOne_HangsOnNothing()
    {
        int above = 0;
        using ForgedSegment forged = new(ProvenCalculation.Program, segment =>
        {
            MemoryDigest root = AddTree(segment);
            above = segment.Nodes.Count;
            segment.Nodes.Add() = Node(0, 0, root, root, rightUntouched: true);
        });
        TraceMatrix nodes = forged.Trace("MerkleNode");
        Assert.Equal(BabyBear.Zero, nodes[above, NodeLevel]);
        nodes[above, NodeLevel] = -BabyBear.One;
        AssertUnbalanced(forged, Buses.Merkle, $"(0, {BabyBear.Modulus - 1}, 0,");
        Assert.Equal(RunResult.SegmentRejected, ProvenCalculation.Verify(forged));
    }

    // A node instead of a leaf at the leaves' level would hide other words below: no node has a leaf's digest.
    [Fact]
    public void FindProblems_NodeAtTheLevelOfTheLeaves_HasNoPreimage()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program, segment =>
        {
            foreach (LeafRecord leaf in segment.Leaves.Span)
            {
                if (leaf.Index == DataLeaf)
                {
                    NodeRecord node = Node(MemorySamples.LeafLevel, DataLeaf, default, default, rightUntouched: true);
                    node.Digest = leaf.FirstDigest;
                    node.LeftUntouched = true;
                    segment.Nodes.Add() = node;
                }
            }
        });
        AssertUnbalanced(forged, Buses.Poseidon2, "(0, 0,");
    }

    // A leaf row at another level than 28, or for an index beyond its space, cannot be stated at all: level is
    // a constant, and both parts of the index are in range.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void FindProblems_LeafIndexOutOfRange_IsNoLookup(int column)
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        TraceMatrix leaves = forged.Trace("MemoryLeaf");
        leaves[0, column] += BabyBear.FromUInt32(1 << 16);
        uint value = leaves[0, column].Value;
        AssertUnbalanced(forged, Buses.Range, $"({value}, {(column == 2 ? 16 : 11)})");
    }

    // The prover chooses the digests of the input region, and may hash what are no limbs.
    [Fact]
    public void FindProblems_FirstLimbThatIsNone_IsNoLookup()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program);
        TraceMatrix leaves = forged.Trace("MemoryLeaf");
        leaves[0, LeafFirst] += BabyBear.FromUInt32(1 << 16);
        leaves[0, LeafFirst + 1] -= BabyBear.One;
        AssertUnbalanced(forged, Buses.Range, $"({leaves[0, LeafFirst].Value}, 16)");
    }

    // Both roots are in the statement, and what the segments before and after say of them.
    [Fact]
    public void FindProblems_OtherRoots_DoNotBalance()
    {
        using ForgedSegment first = new(
            ProvenCalculation.Program, segment => segment.FirstRoot = Changed(segment.FirstRoot));
        AssertUnbalanced(first, Buses.Merkle, "(0, 0, 0,");
        using ForgedSegment last = new(
            ProvenCalculation.Program, segment => segment.LastRoot = Changed(segment.LastRoot));
        AssertUnbalanced(last, Buses.Merkle, "(1, 0, 0,");
    }

    internal static void AssertUnbalanced(ForgedSegment forged, int bus, string message) => Assert.Contains(
        forged.FindProblems(),
        problem => problem.StartsWith($"bus {bus}: message {message}", StringComparison.Ordinal));

    private static DigestWords Changed(DigestWords digest)
    {
        digest[0] = digest[0] == 0 ? 1u : digest[0] - 1;
        return digest;
    }

    private static LeafRecord FakeLeaf(SegmentRecord segment)
    {
        LeafRecord leaf = default;
        foreach (LeafRecord candidate in segment.Leaves.Span)
        {
            leaf = candidate.Index == DataLeaf ? candidate : leaf;
        }

        Assert.Equal(DataLeaf, leaf.Index);
        leaf.First[0]++;
        leaf.FirstDigest = MemorySamples.Words(
            MemoryTreeHash.Leaf(leaf.First[0], leaf.First[1], leaf.First[2], leaf.First[3]));
        return leaf;
    }

    // A second row of a leaf, and nodes of both trees from it to a root, which is returned.
    private static MemoryDigest AddTree(SegmentRecord segment)
    {
        LeafRecord leaf = FakeLeaf(segment);

        // Nobody accesses its words, so that the memory bus balances.
        leaf.Last = leaf.First;
        leaf.LastDigest = leaf.FirstDigest;
        leaf.Timestamps = default;
        segment.Leaves.Add() = leaf;
        MemoryDigest digest = MemoryTreeHash.Leaf(leaf.First[0], leaf.First[1], leaf.First[2], leaf.First[3]);
        for (int level = MemorySamples.LeafLevel - 1; level >= 0; level--)
        {
            bool isRight = ((DataLeaf >> (MemorySamples.LeafLevel - level - 1)) & 1) != 0;
            MemoryDigest left = isRight ? default : digest;
            MemoryDigest right = isRight ? digest : default;
            NodeRecord node = Node(
                (byte)level, DataLeaf >> (MemorySamples.LeafLevel - level), left, right, rightUntouched: !isRight);
            node.LeftUntouched = isRight;
            segment.Nodes.Add() = node;
            digest = MemoryTreeHash.Node(left, right);
        }

        return digest;
    }

    private static NodeRecord Node(
        byte level, uint index, MemoryDigest left, MemoryDigest right, bool rightUntouched) => new()
        {
            Level = level,
            Index = index,
            InFirst = true,
            InLast = true,
            RightUntouched = rightUntouched,
            Left = MemorySamples.Words(left),
            Right = MemorySamples.Words(right),
            Digest = MemorySamples.Words(MemoryTreeHash.Node(left, right)),
        };
}
