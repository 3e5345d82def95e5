using System.Buffers.Binary;
using ZeroSharp.Guest.Abi;
using ZeroSharp.Stark.Hashing;

namespace ZeroSharp.Zkvm.Verifier;

/// <summary>
/// The subtree of the memory tree that holds a program's output: a length word, the bytes, and zeros up
/// to its end. A program writes nothing else there.
/// </summary>
public static class OutputRegion
{
    /// <summary>log2 of the leaves of the subtree.</summary>
    public const int LogLeafCount = 5;

    /// <summary>Largest output in bytes that a proof can have.</summary>
    public const int MaxLength = (LeafLength << LogLeafCount) - 8;

    /// <summary>Level of the subtree's top node.</summary>
    public const int Level = MemoryTree.Depth - LogLeafCount;

    /// <summary>Index of the subtree's top node.</summary>
    public const uint Index = MemoryMap.OutputBase / (LeafLength << LogLeafCount);

    private const int LeafLength = 32;

    /// <summary>The subtree's digest for an output of at most <see cref="MaxLength"/> bytes.</summary>
    public static MemoryDigest Digest(ReadOnlySpan<byte> output)
    {
        Span<byte> region = stackalloc byte[LeafLength << LogLeafCount];
        region.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(region, (ulong)output.Length);
        output.CopyTo(region.Slice(8));
        Span<MemoryDigest> nodes = stackalloc MemoryDigest[1 << LogLeafCount];
        for (int i = 0; i < nodes.Length; i++)
        {
            ReadOnlySpan<byte> leaf = region.Slice(LeafLength * i, LeafLength);
            nodes[i] = MemoryTreeHash.Leaf(
                BinaryPrimitives.ReadUInt64LittleEndian(leaf),
                BinaryPrimitives.ReadUInt64LittleEndian(leaf.Slice(8)),
                BinaryPrimitives.ReadUInt64LittleEndian(leaf.Slice(16)),
                BinaryPrimitives.ReadUInt64LittleEndian(leaf.Slice(24)));
        }

        for (int count = nodes.Length / 2; count > 0; count /= 2)
        {
            for (int i = 0; i < count; i++)
            {
                nodes[i] = MemoryTreeHash.Node(in nodes[2 * i], in nodes[(2 * i) + 1]);
            }
        }

        return nodes[0];
    }
}
