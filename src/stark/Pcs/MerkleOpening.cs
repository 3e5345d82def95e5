using ZeroSharp.Stark.Hashing;

namespace ZeroSharp.Stark.Pcs;

/// <summary>The verifier's side of the opening of several leaves of a Merkle tree.</summary>
public static class MerkleOpening
{
    /// <summary>
    /// Most digests that an opening of <paramref name="positionCount"/> leaves can hold: in a level no
    /// more than known nodes, and no more than half of the nodes.
    /// </summary>
    public static int MaxSiblings(int logLeaves, int positionCount)
    {
        int sum = 0;
        for (int level = 0; level < logLeaves; level++)
        {
            sum += (int)Math.Min((long)positionCount, 1L << (logLeaves - level - 1));
        }

        return sum;
    }

    /// <summary>
    /// True if the leaves and the siblings hash to the root, and no sibling is left over.
    /// </summary>
    /// <param name="logLeaves">The depth of the tree.</param>
    /// <param name="positions">Ascending, without repetition, below 2^logLeaves; overwritten.</param>
    /// <param name="digests">The digests of the leaves, in this order; overwritten.</param>
    /// <param name="siblings">The digests of <see cref="MerkleTree.Open"/>.</param>
    public static bool Verify(
        int logLeaves,
        Span<uint> positions,
        Span<byte> digests,
        ReadOnlySpan<byte> siblings,
        ReadOnlySpan<byte> root)
    {
        int count = positions.Length;
        if (count == 0 || digests.Length != count * Blake3.DigestLength)
        {
            return false;
        }

        Span<byte> parent = stackalloc byte[Blake3.DigestLength];
        for (int level = 0; level < logLeaves; level++)
        {
            int parents = 0;
            int i = 0;
            while (i < count)
            {
                uint node = positions[i];
                ReadOnlySpan<byte> digest = Digest(digests, i);
                i++;
                if ((node & 1) == 0 && i < count && positions[i] == node + 1)
                {
                    Blake3.HashPair(digest, Digest(digests, i), parent);
                    i++;
                }
                else
                {
                    if (siblings.Length < Blake3.DigestLength)
                    {
                        return false;
                    }

                    ReadOnlySpan<byte> sibling = siblings.Slice(0, Blake3.DigestLength);
                    siblings = siblings.Slice(Blake3.DigestLength);
                    if ((node & 1) == 0)
                    {
                        Blake3.HashPair(digest, sibling, parent);
                    }
                    else
                    {
                        Blake3.HashPair(sibling, digest, parent);
                    }
                }

                positions[parents] = node >> 1;
                parent.CopyTo(digests.Slice(parents * Blake3.DigestLength, Blake3.DigestLength));
                parents++;
            }

            count = parents;
        }

        return siblings.Length == 0 && Digest(digests, 0).SequenceEqual(root);
    }

    private static ReadOnlySpan<byte> Digest(Span<byte> digests, int index) =>
        digests.Slice(index * Blake3.DigestLength, Blake3.DigestLength);
}
