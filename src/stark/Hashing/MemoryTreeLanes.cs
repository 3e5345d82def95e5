using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Hashing;

/// <summary>
/// <see cref="MemoryTreeHash"/> of many leaves or nodes, eight at once; the results are the same.
/// </summary>
public static class MemoryTreeLanes
{
    /// <summary>Words of a leaf.</summary>
    public const int LeafWords = 4;

    private const int LimbsPerWord = 4;

    // Lanes that are left empty cost as much as others; fewer hashes than these are made one by one.
    private const int MinLanes = 2;

    // Times this, Montgomery's way, a limb becomes an element.
    private static readonly BabyBear ToMontgomery = BabyBear.FromUInt32(BabyBear.One.Raw);

    /// <summary>Digests of leaves.</summary>
    /// <param name="words">Four words a leaf.</param>
    /// <param name="digests">Receives one digest a leaf.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Leaves(ReadOnlySpan<ulong> words, Span<MemoryDigest> digests)
    {
        RequireLength(words.Length, LeafWords, digests.Length);
        while (digests.Length >= MinLanes)
        {
            int count = Math.Min(PackedBabyBear.Lanes, digests.Length);
            EightLeaves(words[..(LeafWords * count)], digests[..count]);
            words = words[(LeafWords * count)..];
            digests = digests[count..];
        }

        for (int i = 0; i < digests.Length; i++)
        {
            ReadOnlySpan<ulong> leaf = words.Slice(LeafWords * i, LeafWords);
            digests[i] = MemoryTreeHash.Leaf(leaf[0], leaf[1], leaf[2], leaf[3]);
        }
    }

    /// <summary>Digests of inner nodes.</summary>
    /// <param name="children">Two digests a node, the left one first.</param>
    /// <param name="digests">Receives one digest a node.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Nodes(ReadOnlySpan<MemoryDigest> children, Span<MemoryDigest> digests)
    {
        RequireLength(children.Length, 2, digests.Length);
        while (digests.Length >= MinLanes)
        {
            int count = Math.Min(PackedBabyBear.Lanes, digests.Length);
            EightNodes(children[..(2 * count)], digests[..count]);
            children = children[(2 * count)..];
            digests = digests[count..];
        }

        for (int i = 0; i < digests.Length; i++)
        {
            digests[i] = MemoryTreeHash.Node(in children[2 * i], in children[(2 * i) + 1]);
        }
    }

    [SkipLocalsInit]
    private static void EightLeaves(ReadOnlySpan<ulong> words, Span<MemoryDigest> digests)
    {
        Span<PackedBabyBear> input = stackalloc PackedBabyBear[Poseidon2Width24.Width];
        input.Clear();
        PackedBabyBear toMontgomery = PackedBabyBear.Broadcast(ToMontgomery);
        Span<uint> limbs = stackalloc uint[PackedBabyBear.Lanes];
        for (int i = 0; i < MemoryTreeHash.LeafLimbs; i++)
        {
            limbs.Clear();
            for (int lane = 0; lane < digests.Length; lane++)
            {
                limbs[lane] = (ushort)(words[(LeafWords * lane) + (i / LimbsPerWord)] >> (16 * (i % LimbsPerWord)));
            }

            input[i] = new PackedBabyBear(Vector256.Create<uint>(limbs)) * toMontgomery;
        }

        input[MemoryTreeHash.LeafLimbs] = PackedBabyBear.FromUInt32(MemoryTreeHash.LeafTag);
        Compress(input, digests);
    }

    [SkipLocalsInit]
    private static void EightNodes(ReadOnlySpan<MemoryDigest> children, Span<MemoryDigest> digests)
    {
        Span<PackedBabyBear> input = stackalloc PackedBabyBear[Poseidon2Width24.Width];
        input.Clear();
        Span<uint> words = stackalloc uint[PackedBabyBear.Lanes];
        for (int i = 0; i < 2 * MemoryDigest.Length; i++)
        {
            words.Clear();
            for (int lane = 0; lane < digests.Length; lane++)
            {
                ref readonly MemoryDigest child = ref children[(2 * lane) + (i / MemoryDigest.Length)];
                words[lane] = child[i % MemoryDigest.Length].Raw;
            }

            input[i] = new PackedBabyBear(Vector256.Create<uint>(words));
        }

        input[2 * MemoryDigest.Length] = PackedBabyBear.FromUInt32(MemoryTreeHash.NodeTag);
        Compress(input, digests);
    }

    // The first nine elements of P(x) + x, of each lane that has a digest.
    [SkipLocalsInit]
    private static void Compress(ReadOnlySpan<PackedBabyBear> input, Span<MemoryDigest> digests)
    {
        Span<PackedBabyBear> state = stackalloc PackedBabyBear[Poseidon2Width24.Width];
        input.CopyTo(state);
        Poseidon2Width24Lanes.Permute(state);
        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            Vector256<uint> words = (state[i] + input[i]).Words;
            for (int lane = 0; lane < digests.Length; lane++)
            {
                digests[lane][i] = BabyBear.FromRaw(words[lane]);
            }
        }
    }

    private static void RequireLength(int inputs, int inputsPerDigest, int digests)
    {
        if (inputs != (long)inputsPerDigest * digests)
        {
            throw new ArgumentException($"{inputs} inputs for {digests} digests");
        }
    }
}
