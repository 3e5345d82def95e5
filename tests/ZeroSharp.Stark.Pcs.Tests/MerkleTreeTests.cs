using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs.Tests;

public sealed class MerkleTreeTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 5)]
    [InlineData(3, 300)]
    [InlineData(6, 17)]
    [InlineData(13, 2)]
    public void CopyRoot_AnyShape_EqualsPlainHashing(int logRows, int width)
    {
        using EncodedMatrix matrix = CreateMatrix(logRows, width);
        using MerkleTree tree = CreateTree(matrix);
        byte[][] level = [.. Enumerable.Range(0, 1 << logRows).Select(row => Leaf(matrix, row))];
        while (level.Length > 1)
        {
            level = [.. level.Chunk(2).Select(pair => Parent(pair[0], pair[1]))];
        }

        Assert.Equal(level[0], Root(tree));
    }

    [Theory]
    [InlineData(new uint[] { 0 })]
    [InlineData(new uint[] { 63 })]
    [InlineData(new uint[] { 2, 3 })]
    [InlineData(new uint[] { 1, 2 })]
    [InlineData(new uint[] { 0, 5, 6, 7, 40, 41, 63 })]
    public void Verify_HonestOpening_AcceptsAndAnyChangeRejects(uint[] positions)
    {
        using EncodedMatrix matrix = CreateMatrix(6, 3);
        using MerkleTree tree = CreateTree(matrix);
        byte[] leaves = [.. positions.SelectMany(position => Leaf(matrix, (int)position))];
        byte[] siblings = tree.Open(positions);
        byte[] root = Root(tree);
        Assert.True(Verify(positions, leaves, siblings, root));
        Assert.False(Verify(positions, Flip(leaves), siblings, root));
        Assert.False(Verify(positions, leaves, Flip(siblings), root));
        Assert.False(Verify(positions, leaves, siblings, Flip(root)));
        Assert.False(Verify(positions, leaves, siblings[..^32], root));
        Assert.False(Verify(positions, leaves, [.. siblings, .. new byte[32]], root));
        uint[] moved = [.. positions];
        moved[0] ^= 16;
        Array.Sort(moved);
        Assert.False(Verify(moved, leaves, siblings, root));
    }

    [Fact]
    public void Open_AllLeaves_NeedsNoSibling()
    {
        using EncodedMatrix matrix = CreateMatrix(4, 3);
        using MerkleTree tree = CreateTree(matrix);
        Assert.Empty(tree.Open([.. Enumerable.Range(0, 16).Select(i => (uint)i)]));
    }

    [Fact]
    public void Open_TwoLeavesOfOneHalf_SharesTheUpperPath()
    {
        using EncodedMatrix matrix = CreateMatrix(6, 3);
        using MerkleTree tree = CreateTree(matrix);
        // Siblings below the common ancestor of 0 and 4 on both sides: 2 each; above it: 3.
        Assert.Equal((2 + 2 + 3) * 32, tree.Open([0, 4]).Length);
    }

    [Fact]
    public void Verify_NoPositions_Rejects() => Assert.False(Verify([], [], [], new byte[32]));

    private static bool Verify(uint[] positions, byte[] leaves, byte[] siblings, byte[] root) =>
        MerkleOpening.Verify(6, [.. positions], [.. leaves], siblings, root);

    private static byte[] Flip(byte[] bytes)
    {
        byte[] flipped = [.. bytes];
        flipped[^1] ^= 0x40;
        return flipped;
    }

    private static EncodedMatrix CreateMatrix(int logRows, int width)
    {
        var matrix = new EncodedMatrix(logRows, width);
        var columns = new RandomColumns(width, logRows, 3);
        new ReedSolomonEncoder(new CodewordDomain(logRows, 0), 1).Encode(columns, matrix, null);
        return matrix;
    }

    private static MerkleTree CreateTree(EncodedMatrix matrix)
    {
        var tree = new MerkleTree(matrix);
        tree.Consume(0, 1 << matrix.LogRows);
        tree.HashNodes(2);
        return tree;
    }

    private static byte[] Leaf(EncodedMatrix matrix, int row)
    {
        byte[] bytes = [.. matrix.Row(row).ToArray().SelectMany(e => BitConverter.GetBytes(e.Raw))];
        byte[] digest = new byte[32];
        Blake3.Hash(bytes, digest);
        return digest;
    }

    private static byte[] Parent(byte[] left, byte[] right)
    {
        byte[] digest = new byte[32];
        Blake3.HashPair(left, right, digest);
        return digest;
    }

    private static byte[] Root(MerkleTree tree)
    {
        byte[] root = new byte[32];
        tree.CopyRoot(root);
        return root;
    }
}
