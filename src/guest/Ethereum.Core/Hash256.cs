using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZeroSharp.Ethereum.Core;

/// <summary>32 bytes, in memory order: a keccak digest, a root, a block hash.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Hash256 : IEquatable<Hash256>, IHashKey<Hash256>
{
    // Word i holds bytes 8i .. 8i + 7 in memory order (little-endian), as keccak's lanes do.
    private readonly ulong w0;
    private readonly ulong w1;
    private readonly ulong w2;
    private readonly ulong w3;

    /// <summary>From four little-endian words, as they lie in a keccak state.</summary>
    public Hash256(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        this.w0 = w0;
        this.w1 = w1;
        this.w2 = w2;
        this.w3 = w3;
    }

    /// <summary>From exactly 32 bytes.</summary>
    public Hash256(ReadOnlySpan<byte> bytes)
    {
        w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
    }

    public static Hash256 Zero => default;

    /// <summary>keccak256 of the empty string: the code hash of an account without code.</summary>
    public static Hash256 EmptyKeccak => new(
        0x3C23_F786_0146_D2C5, 0xC003_C7DC_B27D_7E92, 0x3B27_82CA_53B6_00E5,
        0x70A4_855D_04D8_FA7B);

    /// <summary>keccak256 of the RLP of the empty string (0x80): the root of an empty trie.</summary>
    public static Hash256 EmptyTrieRoot => new(
        0xA655_CC1B_171F_E856, 0x6EF8_C092_E645_83FF, 0xC0AD_6C99_1BE0_485B,
        0x21B4_63E3_B52F_6201);

    public bool IsZero => (w0 | w1 | w2 | w3) == 0;

    public static bool operator ==(in Hash256 a, in Hash256 b) =>
        ((a.w0 ^ b.w0) | (a.w1 ^ b.w1) | (a.w2 ^ b.w2) | (a.w3 ^ b.w3)) == 0;

    public static bool operator !=(in Hash256 a, in Hash256 b) => !(a == b);

    /// <summary>The 32 bytes in place; valid as long as this value's storage.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef(in w0), 4));

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, w0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], w1);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], w2);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], w3);
    }

    /// <summary>The bytes as a big-endian integer.</summary>
    public UInt256 ToUInt256() => new(
        BinaryPrimitives.ReverseEndianness(w3),
        BinaryPrimitives.ReverseEndianness(w2),
        BinaryPrimitives.ReverseEndianness(w1),
        BinaryPrimitives.ReverseEndianness(w0));

    /// <summary>The big-endian bytes of an integer.</summary>
    public static Hash256 FromUInt256(in UInt256 value) => new(
        BinaryPrimitives.ReverseEndianness(value.U3),
        BinaryPrimitives.ReverseEndianness(value.U2),
        BinaryPrimitives.ReverseEndianness(value.U1),
        BinaryPrimitives.ReverseEndianness(value.U0));

    public bool Equals(Hash256 other) => this == other;

    public override bool Equals(object? obj) => obj is Hash256 other && this == other;

    public override int GetHashCode() => (int)KeyHash();

    /// <inheritdoc/>
    public uint KeyHash() => Hashing.Mix(w0, w1, w2, w3);

    /// <inheritdoc/>
    public bool KeyEquals(in Hash256 other) => this == other;
}
