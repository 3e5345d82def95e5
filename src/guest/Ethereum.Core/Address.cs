using System.Buffers.Binary;

namespace ZeroSharp.Ethereum.Core;

/// <summary>A 20-byte account address, held as a 160-bit integer.</summary>
/// <remarks>
/// Little-endian limbs of the big-endian number, so that the way to and from an EVM word is free;
/// byte order appears only in <see cref="CopyTo"/> and the span constructor.
/// </remarks>
public readonly struct Address : IEquatable<Address>, IHashKey<Address>
{
    public const int ByteLength = 20;

    private readonly ulong u0;
    private readonly ulong u1;
    private readonly uint u2;

    private Address(ulong u0, ulong u1, uint u2)
    {
        this.u0 = u0;
        this.u1 = u1;
        this.u2 = u2;
    }

    /// <summary>From exactly 20 bytes.</summary>
    public Address(ReadOnlySpan<byte> bytes)
    {
        u2 = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        u1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[4..]);
        u0 = BinaryPrimitives.ReadUInt64BigEndian(bytes[12..]);
    }

    public static Address Zero => default;

    public bool IsZero => (u0 | u1 | u2) == 0;

    public static bool operator ==(in Address a, in Address b) =>
        ((a.u0 ^ b.u0) | (a.u1 ^ b.u1) | (a.u2 ^ b.u2)) == 0;

    public static bool operator !=(in Address a, in Address b) => !(a == b);

    /// <summary>The low 160 bits of an EVM word.</summary>
    public static Address FromUInt256(in UInt256 word) => new(word.U0, word.U1, (uint)word.U2);

    /// <summary>The last 20 bytes of a hash.</summary>
    public static Address FromHash(in Hash256 hash)
    {
        UInt256 word = hash.ToUInt256();
        return FromUInt256(in word);
    }

    /// <summary>A small number as an address: precompiles and system contracts.</summary>
    public static Address FromNumber(ulong number) => new(number, 0, 0);

    public UInt256 ToUInt256() => new(u0, u1, u2, 0);

    /// <summary>The address as a number; false where it needs more than 64 bits.</summary>
    public bool TryToUInt64(out ulong number)
    {
        number = u0;
        return (u1 | u2) == 0;
    }

    /// <summary>Writes the 20 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, u2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[4..], u1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[12..], u0);
    }

    public bool Equals(Address other) => this == other;

    public override bool Equals(object? obj) => obj is Address other && this == other;

    public override int GetHashCode() => (int)KeyHash();

    /// <inheritdoc/>
    public uint KeyHash() => Hashing.Mix(u0, u1, u2);

    /// <inheritdoc/>
    public bool KeyEquals(in Address other) => this == other;
}
