using System.Buffers.Binary;

namespace ZeroSharp.Cluster.Witness.ZeroBin;

/// <summary>
/// Reads the bytes, hashes and the few CBOR items (RFC 8949: unsigned integers and byte strings of
/// definite length) that a compact witness consists of.
/// </summary>
internal ref struct CborReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>Bytes read so far, for error texts.</summary>
    public int Offset { get; private set; }

    public readonly bool IsAtEnd => Offset == _data.Length;

    public byte ReadByte() => Take(1)[0];

    public ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_data.Length - Offset))
        {
            throw new WitnessException(
                $"compact witness ends inside an item at byte {Offset} of {_data.Length}");
        }

        ReadOnlySpan<byte> taken = _data.Slice(Offset, (int)count);
        Offset += (int)count;
        return taken;
    }

    public ulong ReadUnsigned() => ReadHead(majorType: 0, "an unsigned integer");

    public ReadOnlySpan<byte> ReadByteString() => Take(ReadHead(majorType: 2, "a byte string"));

    private ulong ReadHead(int majorType, string what)
    {
        int at = Offset;
        byte head = ReadByte();
        int additional = head & 0x1F;
        if (head >> 5 != majorType || additional > 27)
        {
            throw new WitnessException($"compact witness: {what} is due at byte {at}");
        }

        return additional switch
        {
            24 => ReadByte(),
            25 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            26 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            27 => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
            _ => (ulong)additional,
        };
    }
}
