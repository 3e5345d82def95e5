using System.Runtime.CompilerServices;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Hashing;

/// <summary>
/// A node of the memory tree: nine field elements, 279 bits, so that collisions cost 2^139
/// (eight elements would give less than 128 bits).
/// </summary>
[InlineArray(Length)]
public struct MemoryDigest : IEquatable<MemoryDigest>
{
    /// <summary>Number of field elements.</summary>
    public const int Length = 9;

    private BabyBear _first;

    public static bool operator ==(MemoryDigest left, MemoryDigest right) => left.Equals(right);

    public static bool operator !=(MemoryDigest left, MemoryDigest right) => !left.Equals(right);

    public readonly bool Equals(MemoryDigest other)
    {
        for (int i = 0; i < Length; i++)
        {
            if (this[i] != other[i])
            {
                return false;
            }
        }

        return true;
    }

    public override readonly bool Equals(object? obj) => obj is MemoryDigest other && Equals(other);

    public override readonly int GetHashCode() => (int)this[0].Raw;
}
