using System.Runtime.InteropServices;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs;

/// <summary>
/// The Merkle tree over the rows of an encoded matrix: a leaf is the Blake3 digest of the words of a
/// row, a node that of its children (<see cref="Blake3.HashPair"/>). Depth and row length are fixed by
/// the statement, so a leaf is never taken for a node.
/// </summary>
public sealed unsafe class MerkleTree : ReedSolomonEncoder.IRowConsumer, IDisposable
{
    private const int DigestWords = Blake3.DigestLength / 4;
    private const int Lanes = Blake3Lanes.Lanes;
    private const int LogChunk = 12;

    private readonly EncodedMatrix _matrix;

    // Level by level, the leaves first: level v starts after all levels below.
    private readonly FieldBuffer _digests;

    /// <summary>An empty tree; its leaves come with <see cref="Consume"/>.</summary>
    public MerkleTree(EncodedMatrix matrix)
    {
        _matrix = matrix;
        LogLeaves = matrix.LogRows;
        _digests = new FieldBuffer((nuint)DigestWords << (LogLeaves + 1));
    }

    /// <summary>log2 of the number of leaves, the depth of the tree.</summary>
    public int LogLeaves { get; }

    /// <summary>Hashes final rows into leaves.</summary>
    public void Consume(int firstRow, int rowCount)
    {
        uint* rows = (uint*)_matrix.Pointer + (firstRow * _matrix.Stride);
        uint* digests = Node(0, firstRow);
        int row = 0;
        for (; row <= rowCount - Lanes; row += Lanes)
        {
            Blake3Lanes.Hash(
                rows + (row * _matrix.Stride), _matrix.Stride, _matrix.Width, digests + (row * DigestWords));
        }

        for (; row < rowCount; row++)
        {
            Blake3.Hash(
                new ReadOnlySpan<byte>(rows + (row * _matrix.Stride), 4 * _matrix.Width),
                new Span<byte>(digests + (row * DigestWords), Blake3.DigestLength));
        }
    }

    /// <summary>Hashes all nodes above the leaves.</summary>
    public void HashNodes(int threads)
    {
        // Subtrees of some thousand leaves apart, level by level, then the few levels on top.
        int logChunk = Math.Min(LogChunk, LogLeaves);
        int chunks = 1 << (LogLeaves - logChunk);
        Parallel.For(
            0,
            chunks,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            chunk =>
            {
                for (int level = 0; level < logChunk; level++)
                {
                    int parents = 1 << (logChunk - level - 1);
                    HashLevel(level, chunk * parents, parents);
                }
            });
        for (int level = logChunk; level < LogLeaves; level++)
        {
            HashLevel(level, 0, 1 << (LogLeaves - level - 1));
        }
    }

    /// <summary>Copies the digest at the top.</summary>
    public void CopyRoot(Span<byte> root) => DigestOf(LogLeaves, 0).CopyTo(root);

    /// <summary>
    /// The digests that, with the leaves at the positions, suffice to compute the root: level by level
    /// from the leaves, each from left to right, the siblings of known nodes that are not known.
    /// </summary>
    /// <param name="positions">Ascending, without repetition.</param>
    public byte[] Open(ReadOnlySpan<uint> positions)
    {
        var siblings = new List<byte>();
        uint[] known = positions.ToArray();
        int count = known.Length;
        for (int level = 0; level < LogLeaves; level++)
        {
            int parents = 0;
            for (int i = 0; i < count; i++)
            {
                uint node = known[i];
                bool isPair = (node & 1) == 0 && i + 1 < count && known[i + 1] == node + 1;
                if (isPair)
                {
                    i++;
                }
                else
                {
                    siblings.AddRange(DigestOf(level, (int)(node ^ 1)));
                }

                known[parents] = node >> 1;
                parents++;
            }

            count = parents;
        }

        return CollectionsMarshal.AsSpan(siblings).ToArray();
    }

    public void Dispose() => _digests.Dispose();

    private ReadOnlySpan<byte> DigestOf(int level, int index) =>
        new(Node(level, index), Blake3.DigestLength);

    private uint* Node(int level, int index)
    {
        nint below = ((nint)2 << LogLeaves) - ((nint)2 << (LogLeaves - level));
        return (uint*)_digests.Pointer + ((below + index) * DigestWords);
    }

    /// <summary>Hashes the children of some neighbouring parents.</summary>
    private void HashLevel(int level, int firstParent, int parentCount)
    {
        uint* children = Node(level, 2 * firstParent);
        uint* parents = Node(level + 1, firstParent);
        int i = 0;
        for (; i <= parentCount - Lanes; i += Lanes)
        {
            Blake3Lanes.HashPairs(children + (2 * i * DigestWords), parents + (i * DigestWords));
        }

        for (; i < parentCount; i++)
        {
            Blake3.HashPair(
                DigestOf(level, 2 * (firstParent + i)),
                DigestOf(level, (2 * (firstParent + i)) + 1),
                new Span<byte>(parents + (i * DigestWords), Blake3.DigestLength));
        }
    }
}
