namespace ZeroSharp.Ethereum.Trie;

/// <summary>One RLP item inside a buffer: where its payload lies, and whether it is a list.</summary>
public readonly struct NodeItem(int start, int payload, int length, bool isList)
{
    /// <summary>Offset of the item's first byte, its prefix included.</summary>
    public int Start { get; } = start;

    /// <summary>Offset of the payload.</summary>
    public int Payload { get; } = payload;

    /// <summary>Length of the payload in bytes.</summary>
    public int Length { get; } = length;

    /// <summary>Whether the item is a list (an embedded node).</summary>
    public bool IsList { get; } = isList;

    /// <summary>Offset of the byte after the item.</summary>
    public int End => Payload + Length;
}

/// <summary>The few RLP reads that trie nodes need, on offsets into one buffer.</summary>
public static class NodeRlp
{
    /// <summary>Reads the item at <paramref name="offset"/>; false if it does not fit.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, int offset, out NodeItem item)
    {
        item = default;
        if ((uint)offset >= (uint)data.Length)
        {
            return false;
        }

        int prefix = data[offset];
        int payload = offset + 1;
        int length;
        if (prefix < 0x80)
        {
            payload = offset;
            length = 1;
        }
        else if (prefix < 0xb8)
        {
            length = prefix - 0x80;
        }
        else if (prefix < 0xc0)
        {
            if (!TryReadLength(data, payload, prefix - 0xb7, out length))
            {
                return false;
            }

            payload += prefix - 0xb7;
        }
        else if (prefix < 0xf8)
        {
            length = prefix - 0xc0;
        }
        else
        {
            if (!TryReadLength(data, payload, prefix - 0xf7, out length))
            {
                return false;
            }

            payload += prefix - 0xf7;
        }

        if (length > data.Length - payload)
        {
            return false;
        }

        item = new NodeItem(offset, payload, length, prefix >= 0xc0);
        return true;
    }

    /// <summary>
    /// Counts the items of the list payload in [start, end): 2 for a leaf or an extension, 17 for a
    /// branch, and -1 for a malformed list.
    /// </summary>
    public static int CountItems(ReadOnlySpan<byte> data, int start, int end)
    {
        int count = 0;
        while (start < end)
        {
            // Most items are hashes or empty.
            int prefix = data[start];
            if (prefix == 0xa0)
            {
                start += 33;
            }
            else if (prefix == 0x80)
            {
                start++;
            }
            else if (TryRead(data, start, out NodeItem item))
            {
                start = item.End;
            }
            else
            {
                return -1;
            }

            count++;
        }

        return start == end ? count : -1;
    }

    private static bool TryReadLength(
        ReadOnlySpan<byte> data, int offset, int byteCount, out int length)
    {
        length = 0;
        if (byteCount > 3 || byteCount > data.Length - offset)
        {
            return false;
        }

        for (int i = 0; i < byteCount; i++)
        {
            length = (length << 8) | data[offset + i];
        }

        return true;
    }
}
