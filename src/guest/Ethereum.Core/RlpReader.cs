namespace ZeroSharp.Ethereum.Core;

/// <summary>Why RLP was rejected.</summary>
public enum RlpStatus
{
    Ok,

    /// <summary>The input, or the enclosing list, ends before the item does.</summary>
    Truncated,

    /// <summary>A length or a single byte is not in its shortest form.</summary>
    NonCanonical,

    /// <summary>A byte string was expected and a list was found.</summary>
    UnexpectedList,

    /// <summary>A list was expected and a byte string was found.</summary>
    UnexpectedString,

    /// <summary>An integer begins with a zero byte.</summary>
    LeadingZero,

    /// <summary>A value has another length than its type allows.</summary>
    WrongLength,

    /// <summary>Bytes remain after the last expected item.</summary>
    TrailingBytes,
}

/// <summary>
/// A strict reader of RLP (Yellow Paper, appendix B) over one sequence of items: accepts canonical
/// encodings only and never reads past its span. On any status but Ok it does not advance.
/// </summary>
public ref struct RlpReader
{
    private readonly ReadOnlySpan<byte> data;
    private int position;

    public RlpReader(ReadOnlySpan<byte> data)
    {
        this.data = data;
        position = 0;
    }

    /// <summary>Whether all items were read.</summary>
    public readonly bool IsAtEnd => position >= data.Length;

    /// <summary>The offset of the next item.</summary>
    public readonly int Position => position;

    /// <summary>The number of bytes that are not read yet.</summary>
    public readonly int Remaining => data.Length - position;

    /// <summary>Whether a next item exists and is a list (its header unchecked).</summary>
    public readonly bool NextIsList => position < data.Length && data[position] >= 0xC0;

    /// <summary>TrailingBytes where items remain.</summary>
    public readonly RlpStatus ExpectEnd() => IsAtEnd ? RlpStatus.Ok : RlpStatus.TrailingBytes;

    /// <summary>Reads a byte string of any length.</summary>
    public RlpStatus ReadBytes(out ReadOnlySpan<byte> bytes)
    {
        RlpStatus status = ReadHeader(out int start, out int length, out bool isList);
        if (status == RlpStatus.Ok && isList)
        {
            status = RlpStatus.UnexpectedList;
        }
        if (status != RlpStatus.Ok)
        {
            bytes = default;
            return status;
        }
        bytes = data.Slice(start, length);
        position = start + length;
        return RlpStatus.Ok;
    }

    /// <summary>Reads a byte string of exactly <paramref name="length"/> bytes.</summary>
    public RlpStatus ReadFixed(int length, out ReadOnlySpan<byte> bytes)
    {
        int before = position;
        RlpStatus status = ReadBytes(out bytes);
        if (status == RlpStatus.Ok && bytes.Length != length)
        {
            position = before;
            return RlpStatus.WrongLength;
        }
        return status;
    }

    /// <summary>Reads a list; its items come from <paramref name="items"/>.</summary>
    public RlpStatus ReadList(out RlpReader items)
    {
        RlpStatus status = ReadHeader(out int start, out int length, out bool isList);
        if (status == RlpStatus.Ok && !isList)
        {
            status = RlpStatus.UnexpectedString;
        }
        if (status != RlpStatus.Ok)
        {
            items = default;
            return status;
        }
        items = new RlpReader(data.Slice(start, length));
        position = start + length;
        return RlpStatus.Ok;
    }

    /// <summary>
    /// Reads any item: its whole encoding (header included), its payload and its kind. Items inside
    /// of a list are not looked at.
    /// </summary>
    public RlpStatus ReadItem(
        out ReadOnlySpan<byte> encoding, out ReadOnlySpan<byte> payload, out bool isList)
    {
        RlpStatus status = ReadHeader(out int start, out int length, out isList);
        if (status != RlpStatus.Ok)
        {
            encoding = default;
            payload = default;
            return status;
        }
        payload = data.Slice(start, length);
        encoding = data.Slice(position, start + length - position);
        position = start + length;
        return RlpStatus.Ok;
    }

    /// <summary>Skips one item.</summary>
    public RlpStatus Skip() => ReadItem(out _, out _, out _);

    /// <summary>Reads an integer below 2^64.</summary>
    public RlpStatus ReadUInt64(out ulong value)
    {
        RlpStatus status = ReadInteger(8, out UInt256 word);
        value = word.U0;
        return status;
    }

    /// <summary>Reads an integer below 2^256.</summary>
    public RlpStatus ReadUInt256(out UInt256 value) => ReadInteger(32, out value);

    /// <summary>Reads 20 bytes.</summary>
    public RlpStatus ReadAddress(out Address value)
    {
        RlpStatus status = ReadFixed(Address.ByteLength, out ReadOnlySpan<byte> bytes);
        value = status == RlpStatus.Ok ? new Address(bytes) : default;
        return status;
    }

    /// <summary>Reads 32 bytes.</summary>
    public RlpStatus ReadHash(out Hash256 value)
    {
        RlpStatus status = ReadFixed(32, out ReadOnlySpan<byte> bytes);
        value = status == RlpStatus.Ok ? new Hash256(bytes) : default;
        return status;
    }

    /// <summary>The number of items that remain; does not advance.</summary>
    public readonly RlpStatus CountItems(out int count)
    {
        RlpReader rest = this;
        count = 0;
        while (!rest.IsAtEnd)
        {
            RlpStatus status = rest.Skip();
            if (status != RlpStatus.Ok)
            {
                return status;
            }
            count++;
        }
        return RlpStatus.Ok;
    }

    private RlpStatus ReadInteger(int maxLength, out UInt256 value)
    {
        int before = position;
        value = default;
        RlpStatus status = ReadBytes(out ReadOnlySpan<byte> bytes);
        if (status != RlpStatus.Ok)
        {
            return status;
        }
        if (bytes.Length > maxLength || (bytes.Length > 0 && bytes[0] == 0))
        {
            position = before;
            return bytes.Length > maxLength ? RlpStatus.WrongLength : RlpStatus.LeadingZero;
        }
        value = UInt256.FromBigEndian(bytes);
        return RlpStatus.Ok;
    }

    private readonly RlpStatus ReadHeader(out int start, out int length, out bool isList)
    {
        start = position;
        length = 1;
        isList = false;
        if (position >= data.Length)
        {
            return RlpStatus.Truncated;
        }
        int first = data[position];
        if (first < 0x80)
        {
            return RlpStatus.Ok;
        }
        isList = first >= 0xC0;
        int form = first & 0x3F;
        start = position + 1;
        int room = data.Length - start;
        if (form <= 55)
        {
            length = form;
            if (length > room)
            {
                return RlpStatus.Truncated;
            }
            return length == 1 && !isList && data[start] < 0x80
                ? RlpStatus.NonCanonical
                : RlpStatus.Ok;
        }
        return ReadLongLength(form - 55, room, ref start, out length);
    }

    // A length of 1 to 8 bytes, without leading zeros and above 55.
    private readonly RlpStatus ReadLongLength(
        int lengthBytes, int room, ref int start, out int length)
    {
        length = 0;
        if (lengthBytes > room)
        {
            return RlpStatus.Truncated;
        }
        if (data[start] == 0)
        {
            return RlpStatus.NonCanonical;
        }
        ulong value = 0;
        for (int i = 0; i < lengthBytes; i++)
        {
            value = (value << 8) | data[start + i];
        }
        if (value <= 55)
        {
            return RlpStatus.NonCanonical;
        }
        if (value > (ulong)(room - lengthBytes))
        {
            return RlpStatus.Truncated;
        }
        start += lengthBytes;
        length = (int)value;
        return RlpStatus.Ok;
    }
}
