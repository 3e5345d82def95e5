using ZeroSharp.Stark.Hashing;

namespace ZeroSharp.Zkvm.Verifier;

/// <summary>A leaf of the memory tree with its digest.</summary>
public readonly struct LeafDigest
{
    /// <summary>Below 2^28: address space &lt;&lt; 27 | byte address &gt;&gt; 5.</summary>
    public readonly uint Index;

    public readonly MemoryDigest Digest;

    public LeafDigest(uint index, in MemoryDigest digest)
    {
        Index = index;
        Digest = digest;
    }
}

/// <summary>
/// The verifier's view of the memory tree (docs/internals/machine.md): roots of trees of which few
/// leaves are not zero, and roots from a node and its siblings. Level 0 is the root.
/// </summary>
public static class MemoryTree
{
    /// <summary>The level of the leaves.</summary>
    public const int Depth = 28;

    private static readonly MemoryDigest[] Zero = ComputeZeroDigests();

    /// <summary>The digest of a subtree whose words are all zero.</summary>
    public static MemoryDigest ZeroDigest(int level) => Zero[level];

    /// <summary>
    /// The digest of the subtree at a level and index, in which only the given leaves are not zero.
    /// </summary>
    /// <param name="leaves">Sorted by index, all of them below this subtree.</param>
    public static MemoryDigest Subtree(int level, uint index, ReadOnlySpan<LeafDigest> leaves)
    {
        if (leaves.Length == 0)
        {
            return Zero[level];
        }

        if (level == Depth)
        {
            return leaves[0].Digest;
        }

        ulong firstRight = (((ulong)index << 1) | 1) << (Depth - level - 1);
        int split = 0;
        while (split < leaves.Length && leaves[split].Index < firstRight)
        {
            split++;
        }

        MemoryDigest left = Subtree(level + 1, index << 1, leaves.Slice(0, split));
        MemoryDigest right = Subtree(level + 1, (index << 1) | 1, leaves.Slice(split));
        return MemoryTreeHash.Node(in left, in right);
    }

    /// <summary>The root of the tree that holds a node.</summary>
    /// <param name="node">The node's digest.</param>
    /// <param name="level">The node's level.</param>
    /// <param name="index">The node's index within its level.</param>
    /// <param name="siblings">One digest a level, from the node's own up to level 1.</param>
    public static MemoryDigest Root(
        in MemoryDigest node, int level, uint index, ReadOnlySpan<MemoryDigest> siblings)
    {
        MemoryDigest digest = node;
        for (int i = 0; i < level; i++)
        {
            digest = ((index >> i) & 1) == 0
                ? MemoryTreeHash.Node(in digest, in siblings[i])
                : MemoryTreeHash.Node(in siblings[i], in digest);
        }

        return digest;
    }

    private static MemoryDigest[] ComputeZeroDigests()
    {
        MemoryDigest[] digests = new MemoryDigest[Depth + 1];
        digests[Depth] = MemoryTreeHash.Leaf(0, 0, 0, 0);
        for (int level = Depth - 1; level >= 0; level--)
        {
            digests[level] = MemoryTreeHash.Node(in digests[level + 1], in digests[level + 1]);
        }

        return digests;
    }
}
