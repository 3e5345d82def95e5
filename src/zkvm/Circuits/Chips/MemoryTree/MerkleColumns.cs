using System.Runtime.CompilerServices;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Circuits.Chips.Poseidon2;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.MemoryTree;

/// <summary>Digests in the columns of a row, and what is said about them on the buses.</summary>
internal static class MerkleColumns
{
    /// <summary>The first tree, at the segment's start.</summary>
    public const uint FirstLabel = 0;

    /// <summary>The last tree, at the segment's end.</summary>
    public const uint LastLabel = 1;

    /// <summary>A subtree without touched leaves: the same in both trees.</summary>
    public const uint UntouchedLabel = 2;

    // Label, level, index.
    private const int HeaderLength = 3;

    /// <summary>Says that a tree, or an untouched subtree, has a digest at a level and index.</summary>
    public static void Interact<TBuilder, T>(
        Row<TBuilder, T> row, T multiplicity, T label, T level, T index, int digest)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        MerkleMessage<T> storage = default;
        Span<T> message = storage;
        message[0] = label;
        message[1] = level;
        message[2] = index;
        CopyColumns(row, digest, message.Slice(HeaderLength));
        row.Send(Buses.Merkle, multiplicity, message);
    }

    /// <summary>Demands that a digest is that of a leaf's 16 limbs.</summary>
    public static void HashLeaf<TBuilder, T>(Row<TBuilder, T> row, T multiplicity, int limbs, int digest)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        HashMessage<T> storage = default;
        Span<T> message = storage;
        message.Fill(T.Zero);
        CopyColumns(row, limbs, message.Slice(0, MemoryTreeHash.LeafLimbs));
        message[MemoryTreeHash.LeafLimbs] = Row<TBuilder, T>.Constant(MemoryTreeHash.LeafTag);
        CopyColumns(row, digest, message.Slice(Poseidon2Rounds.InputCount));
        row.Receive(Buses.Poseidon2, multiplicity, message);
    }

    /// <summary>Demands that a digest is that of a node with two children.</summary>
    public static void HashNode<TBuilder, T>(
        Row<TBuilder, T> row, T multiplicity, int left, int right, int digest)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        HashMessage<T> storage = default;
        Span<T> message = storage;
        CopyColumns(row, left, message.Slice(0, MemoryDigest.Length));
        CopyColumns(row, right, message.Slice(MemoryDigest.Length, MemoryDigest.Length));
        message[2 * MemoryDigest.Length] = Row<TBuilder, T>.Constant(MemoryTreeHash.NodeTag);
        CopyColumns(row, digest, message.Slice(Poseidon2Rounds.InputCount));
        row.Receive(Buses.Poseidon2, multiplicity, message);
    }

    public static void Fill(RowWriter row, int first, in DigestWords digest)
    {
        for (int i = 0; i < DigestWords.Length; i++)
        {
            row.Set(first + i, BabyBear.FromRaw(digest[i]));
        }
    }

    private static void CopyColumns<TBuilder, T>(Row<TBuilder, T> row, int first, Span<T> destination)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = row[first + i];
        }
    }

    [InlineArray(HeaderLength + MemoryDigest.Length)]
    private struct MerkleMessage<T>
    {
        private T _first;
    }

    [InlineArray(Poseidon2Rounds.InputCount + MemoryDigest.Length)]
    private struct HashMessage<T>
    {
        private T _first;
    }
}
