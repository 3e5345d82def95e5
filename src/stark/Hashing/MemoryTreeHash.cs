using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Hashing;

/// <summary>
/// The compression functions of the memory tree (docs/internals/machine.md): the first nine elements
/// of P(x) + x, with a domain tag in x that tells leaves from nodes.
/// </summary>
public static class MemoryTreeHash
{
    /// <summary>16-bit limbs in a leaf: four words of eight bytes.</summary>
    public const int LeafLimbs = 16;

    public const uint LeafTag = 1;
    public const uint NodeTag = 2;

    /// <summary>Digest of a leaf from its 16 limbs, each below 2^16.</summary>
    public static MemoryDigest Leaf(ReadOnlySpan<ushort> limbs)
    {
        Span<BabyBear> input = stackalloc BabyBear[Poseidon2Width24.Width];
        for (int i = 0; i < LeafLimbs; i++)
        {
            input[i] = BabyBear.FromUInt32(limbs[i]);
        }

        input[LeafLimbs] = BabyBear.FromUInt32(LeafTag);
        return Compress(input);
    }

    /// <summary>Digest of a leaf from its four words.</summary>
    public static MemoryDigest Leaf(ulong word0, ulong word1, ulong word2, ulong word3)
    {
        Span<ulong> words = [word0, word1, word2, word3];
        Span<ushort> limbs = stackalloc ushort[LeafLimbs];
        for (int i = 0; i < LeafLimbs; i++)
        {
            limbs[i] = (ushort)(words[i / 4] >> (16 * (i % 4)));
        }

        return Leaf(limbs);
    }

    /// <summary>Digest of an inner node from its children's.</summary>
    public static MemoryDigest Node(in MemoryDigest left, in MemoryDigest right)
    {
        Span<BabyBear> input = stackalloc BabyBear[Poseidon2Width24.Width];
        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            input[i] = left[i];
            input[MemoryDigest.Length + i] = right[i];
        }

        input[2 * MemoryDigest.Length] = BabyBear.FromUInt32(NodeTag);
        return Compress(input);
    }

    /// <summary>The first nine elements of P(x) + x.</summary>
    public static MemoryDigest Compress(ReadOnlySpan<BabyBear> input)
    {
        Span<BabyBear> state = stackalloc BabyBear[Poseidon2Width24.Width];
        input.CopyTo(state);
        Poseidon2Width24.Permute(state);
        MemoryDigest digest = default;
        for (int i = 0; i < MemoryDigest.Length; i++)
        {
            digest[i] = state[i] + input[i];
        }

        return digest;
    }
}
