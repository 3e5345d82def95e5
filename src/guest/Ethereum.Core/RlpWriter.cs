namespace ZeroSharp.Ethereum.Core;

/// <summary>Writes canonical RLP (Yellow Paper, appendix B) to a <see cref="ByteBuffer"/>.</summary>
/// <remarks>
/// A list of unknown length is written between <see cref="BeginList"/> and <see cref="EndList"/>,
/// which moves the payload once to make room for its header. Where the payload's length is known,
/// <see cref="WriteListHeader"/> is cheaper.
/// </remarks>
public static class RlpWriter
{
    /// <summary>Writes a byte string.</summary>
    public static void Write(ByteBuffer output, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 1 || bytes[0] >= 0x80)
        {
            WriteHeader(output, 0x80, bytes.Length);
        }
        output.Append(bytes);
    }

    /// <summary>Writes an integer without leading zeros; zero is the empty string.</summary>
    public static void Write(ByteBuffer output, in UInt256 value)
    {
        if (value.FitsUInt64 && value.U0 < 0x80)
        {
            output.Append(value.IsZero ? (byte)0x80 : (byte)value.U0);
            return;
        }
        int length = value.ByteLength;
        output.Append((byte)(0x80 + length));
        value.ToBigEndian(output.Extend(length));
    }

    /// <summary>Writes an integer without leading zeros; zero is the empty string.</summary>
    public static void Write(ByteBuffer output, ulong value)
    {
        UInt256 word = value;
        Write(output, in word);
    }

    /// <summary>Writes 20 bytes.</summary>
    public static void Write(ByteBuffer output, in Address value)
    {
        output.Append((byte)(0x80 + Address.ByteLength));
        value.CopyTo(output.Extend(Address.ByteLength));
    }

    /// <summary>Writes 32 bytes.</summary>
    public static void Write(ByteBuffer output, in Hash256 value)
    {
        output.Append(0x80 + 32);
        value.CopyTo(output.Extend(32));
    }

    /// <summary>Writes the header of a list whose payload has the given length.</summary>
    public static void WriteListHeader(ByteBuffer output, int payloadLength) =>
        WriteHeader(output, 0xC0, payloadLength);

    /// <summary>Starts a list; give the result to <see cref="EndList"/>.</summary>
    public static int BeginList(ByteBuffer output) => output.Length;

    /// <summary>Ends the list that began at <paramref name="start"/>.</summary>
    public static void EndList(ByteBuffer output, int start)
    {
        int payloadLength = output.Length - start;
        int headerLength = HeaderLength(payloadLength);
        output.Extend(headerLength);
        Span<byte> whole = output.WrittenFrom(start);
        whole[..payloadLength].CopyTo(whole[headerLength..]);
        output.Truncate(start);
        WriteListHeader(output, payloadLength);
        output.Extend(payloadLength);
    }

    /// <summary>Bytes of the header of a list, or of a string that is not a single byte.</summary>
    public static int HeaderLength(int payloadLength) =>
        payloadLength <= 55 ? 1 : 1 + LengthBytes(payloadLength);

    /// <summary>Bytes of the encoding of a byte string.</summary>
    public static int EncodedLength(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 1 && bytes[0] < 0x80 ? 1 : HeaderLength(bytes.Length) + bytes.Length;

    /// <summary>Bytes of the encoding of an integer.</summary>
    public static int EncodedLength(in UInt256 value) =>
        value.FitsUInt64 && value.U0 < 0x80 ? 1 : 1 + value.ByteLength;

    private static void WriteHeader(ByteBuffer output, int offset, int length)
    {
        if (length <= 55)
        {
            output.Append((byte)(offset + length));
            return;
        }
        int count = LengthBytes(length);
        output.Append((byte)(offset + 55 + count));
        for (int i = count - 1; i >= 0; i--)
        {
            output.Append((byte)(length >> (8 * i)));
        }
    }

    private static int LengthBytes(int length) =>
        length < 0x100 ? 1 : length < 0x1_0000 ? 2 : length < 0x100_0000 ? 3 : 4;
}
