using System.Buffers.Binary;
using System.Numerics;

namespace ZeroSharp.Ethereum.Core;

/// <summary>
/// An unsigned 256-bit integer: the word of the EVM. Arithmetic wraps modulo 2^256.
/// </summary>
/// <remarks>Four little-endian 64-bit limbs: value = U0 + U1 2^64 + U2 2^128 + U3 2^192.</remarks>
public readonly partial struct UInt256 : IEquatable<UInt256>, IHashKey<UInt256>
{
    public readonly ulong U0;
    public readonly ulong U1;
    public readonly ulong U2;
    public readonly ulong U3;

    public UInt256(ulong u0, ulong u1, ulong u2, ulong u3)
    {
        U0 = u0;
        U1 = u1;
        U2 = u2;
        U3 = u3;
    }

    public static UInt256 Zero => default;

    public static UInt256 One => new(1, 0, 0, 0);

    public static UInt256 MaxValue => new(~0UL, ~0UL, ~0UL, ~0UL);

    public bool IsZero => (U0 | U1 | U2 | U3) == 0;

    public bool IsOne => ((U0 ^ 1) | U1 | U2 | U3) == 0;

    /// <summary>Whether the value is below 2^64.</summary>
    public bool FitsUInt64 => (U1 | U2 | U3) == 0;

    /// <summary>Whether bit 255 is set: the sign in two's complement.</summary>
    public bool IsNegative => (long)U3 < 0;

    /// <summary>The number of bits without leading zeros; 0 for zero.</summary>
    public int BitLength
    {
        get
        {
            if (U3 != 0)
            {
                return 256 - BitOperations.LeadingZeroCount(U3);
            }
            if (U2 != 0)
            {
                return 192 - BitOperations.LeadingZeroCount(U2);
            }
            return U1 != 0
                ? 128 - BitOperations.LeadingZeroCount(U1)
                : 64 - BitOperations.LeadingZeroCount(U0);
        }
    }

    /// <summary>The number of bytes without leading zeros; 0 for zero.</summary>
    public int ByteLength => (BitLength + 7) >> 3;

    public static implicit operator UInt256(ulong value) => new(value, 0, 0, 0);

    public static implicit operator UInt256(uint value) => new(value, 0, 0, 0);

    /// <summary>The low 64 bits.</summary>
    public static explicit operator ulong(in UInt256 value) => value.U0;

    /// <summary>The low 32 bits.</summary>
    public static explicit operator uint(in UInt256 value) => (uint)value.U0;

    public static bool operator ==(in UInt256 a, in UInt256 b) =>
        ((a.U0 ^ b.U0) | (a.U1 ^ b.U1) | (a.U2 ^ b.U2) | (a.U3 ^ b.U3)) == 0;

    public static bool operator !=(in UInt256 a, in UInt256 b) => !(a == b);

    public static bool operator <(in UInt256 a, in UInt256 b)
    {
        if (a.U3 != b.U3)
        {
            return a.U3 < b.U3;
        }
        if (a.U2 != b.U2)
        {
            return a.U2 < b.U2;
        }
        return a.U1 != b.U1 ? a.U1 < b.U1 : a.U0 < b.U0;
    }

    public static bool operator >(in UInt256 a, in UInt256 b) => b < a;

    public static bool operator <=(in UInt256 a, in UInt256 b) => !(b < a);

    public static bool operator >=(in UInt256 a, in UInt256 b) => !(a < b);

    /// <summary>The value as a 64-bit integer; false (and 0) where it needs more bits.</summary>
    public bool TryToUInt64(out ulong value)
    {
        bool fits = FitsUInt64;
        value = fits ? U0 : 0;
        return fits;
    }

    /// <summary>The value, or <paramref name="limit"/> where the value is larger.</summary>
    public ulong Saturate(ulong limit) => FitsUInt64 && U0 < limit ? U0 : limit;

    /// <summary>Reads a big-endian integer of at most 32 bytes; an empty span is zero.</summary>
    public static UInt256 FromBigEndian(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 32)
        {
            return new UInt256(
                BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
                BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
                BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
                BinaryPrimitives.ReadUInt64BigEndian(bytes));
        }
        int end = bytes.Length;
        ulong u0 = ReadLimb(bytes, end);
        ulong u1 = ReadLimb(bytes, end - 8);
        ulong u2 = ReadLimb(bytes, end - 16);
        ulong u3 = ReadLimb(bytes, end - 24);
        return new UInt256(u0, u1, u2, u3);
    }

    /// <summary>
    /// Writes the low bytes of the value, big-endian, over all of <paramref name="destination"/>
    /// (at most 32 bytes): 32 for an EVM word, <see cref="ByteLength"/> for RLP.
    /// </summary>
    public void ToBigEndian(Span<byte> destination)
    {
        if (destination.Length == 32)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination, U3);
            BinaryPrimitives.WriteUInt64BigEndian(destination[8..], U2);
            BinaryPrimitives.WriteUInt64BigEndian(destination[16..], U1);
            BinaryPrimitives.WriteUInt64BigEndian(destination[24..], U0);
            return;
        }
        int end = destination.Length;
        WriteLimb(destination, end, U0);
        WriteLimb(destination, end - 8, U1);
        WriteLimb(destination, end - 16, U2);
        WriteLimb(destination, end - 24, U3);
    }

    public bool Equals(UInt256 other) => this == other;

    public override bool Equals(object? obj) => obj is UInt256 other && this == other;

    public override int GetHashCode() => (int)KeyHash();

    /// <inheritdoc/>
    public uint KeyHash() => Hashing.Mix(U0, U1, U2, U3);

    /// <inheritdoc/>
    public bool KeyEquals(in UInt256 other) => this == other;

    public int CompareTo(in UInt256 other) => this < other ? -1 : this == other ? 0 : 1;

    private static ulong ReadLimb(ReadOnlySpan<byte> bytes, int end)
    {
        if (end >= 8)
        {
            return BinaryPrimitives.ReadUInt64BigEndian(bytes[(end - 8)..]);
        }
        ulong limb = 0;
        for (int i = 0; i < end; i++)
        {
            limb = (limb << 8) | bytes[i];
        }
        return limb;
    }

    private static void WriteLimb(Span<byte> destination, int end, ulong limb)
    {
        if (end >= 8)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination[(end - 8)..], limb);
            return;
        }
        for (int i = end - 1; i >= 0; i--)
        {
            destination[i] = (byte)limb;
            limb >>= 8;
        }
    }
}
