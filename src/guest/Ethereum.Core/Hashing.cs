namespace ZeroSharp.Ethereum.Core;

/// <summary>A key of <see cref="HashMap{TKey,TValue}"/>: it hashes and compares itself.</summary>
public interface IHashKey<TSelf>
    where TSelf : struct, IHashKey<TSelf>
{
    /// <summary>A hash that depends on the value alone, the same in every run.</summary>
    uint KeyHash();

    /// <summary>Whether the two keys are equal.</summary>
    bool KeyEquals(in TSelf other);
}

/// <summary>Deterministic hashing of machine words for tables (not cryptographic).</summary>
public static class Hashing
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    /// <summary>A 32-bit hash of one word.</summary>
    public static uint Mix(ulong a)
    {
        ulong h = a * Multiplier;
        return (uint)(h >> 32) ^ (uint)h;
    }

    /// <summary>A 32-bit hash of three words.</summary>
    public static uint Mix(ulong a, ulong b, ulong c) => Mix(a, b, c, 0);

    /// <summary>A 32-bit hash of four words.</summary>
    public static uint Mix(ulong a, ulong b, ulong c, ulong d)
    {
        ulong h = ((a * Multiplier) ^ b) * Multiplier;
        h = (h ^ (h >> 32) ^ c) * Multiplier;
        h = (h ^ (h >> 32) ^ d) * Multiplier;
        return (uint)(h >> 32);
    }
}
