namespace ZeroSharp.Ethereum.Core;

/// <summary>
/// A growable byte array. Growing doubles, and the guest never frees: give a capacity where it is
/// known, and reuse buffers with <see cref="Clear"/>.
/// </summary>
public sealed class ByteBuffer
{
    private byte[] bytes;
    private int length;

    public ByteBuffer(int capacity = 256) => bytes = new byte[capacity < 16 ? 16 : capacity];

    /// <summary>The number of bytes written.</summary>
    public int Length => length;

    /// <summary>The bytes written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => new(bytes, 0, length);

    /// <summary>The bytes from an offset on, for changes in place; valid until the next write.
    /// </summary>
    public Span<byte> WrittenFrom(int start) => new(bytes, start, length - start);

    /// <summary>Forgets the contents and keeps the memory.</summary>
    public void Clear() => length = 0;

    /// <summary>Drops everything after the first <paramref name="newLength"/> bytes.</summary>
    public void Truncate(int newLength) => length = newLength;

    public void Append(byte value)
    {
        if (length == bytes.Length)
        {
            Grow(length + 1);
        }
        bytes[length++] = value;
    }

    public void Append(ReadOnlySpan<byte> data) => data.CopyTo(Extend(data.Length));

    /// <summary>Appends <paramref name="count"/> bytes of any content for the caller to fill.</summary>
    public Span<byte> Extend(int count)
    {
        int start = length;
        if (count > bytes.Length - start)
        {
            Grow(start + count);
        }
        length = start + count;
        return new Span<byte>(bytes, start, count);
    }

    /// <summary>A copy of the bytes written.</summary>
    public byte[] ToArray()
    {
        var copy = new byte[length];
        Written.CopyTo(copy);
        return copy;
    }

    private void Grow(int needed)
    {
        int size = bytes.Length * 2;
        while (size < needed)
        {
            size *= 2;
        }
        var grown = new byte[size];
        Written.CopyTo(grown);
        bytes = grown;
    }
}
