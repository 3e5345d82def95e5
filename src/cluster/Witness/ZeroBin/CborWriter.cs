using System.Buffers;
using System.Buffers.Binary;

namespace ZeroSharp.Cluster.Witness.ZeroBin;

/// <summary>Writes what <see cref="CborReader"/> reads.</summary>
internal sealed class CborWriter
{
    private readonly ArrayBufferWriter<byte> _output = new();

    public byte[] ToArray() => _output.WrittenSpan.ToArray();

    public void WriteByte(byte value) => _output.Write([value]);

    public void WriteRaw(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    public void WriteUnsigned(ulong value) => WriteHead(0, value);

    public void WriteByteString(ReadOnlySpan<byte> bytes)
    {
        WriteHead(2, (ulong)bytes.Length);
        _output.Write(bytes);
    }

    // The shortest form, as canonical CBOR has it (RFC 8949, section 4.2.1).
    private void WriteHead(int majorType, ulong value)
    {
        int type = majorType << 5;
        Span<byte> head = stackalloc byte[9];
        int length;
        switch (value)
        {
            case < 24:
                head[0] = (byte)(type | (int)value);
                length = 1;
                break;
            case <= byte.MaxValue:
                head[0] = (byte)(type | 24);
                head[1] = (byte)value;
                length = 2;
                break;
            case <= ushort.MaxValue:
                head[0] = (byte)(type | 25);
                BinaryPrimitives.WriteUInt16BigEndian(head[1..], (ushort)value);
                length = 3;
                break;
            case <= uint.MaxValue:
                head[0] = (byte)(type | 26);
                BinaryPrimitives.WriteUInt32BigEndian(head[1..], (uint)value);
                length = 5;
                break;
            default:
                head[0] = (byte)(type | 27);
                BinaryPrimitives.WriteUInt64BigEndian(head[1..], value);
                length = 9;
                break;
        }

        _output.Write(head[..length]);
    }
}
