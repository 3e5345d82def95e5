using System.Buffers.Binary;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Pcs;

/// <summary>
/// Writes the parts of a proof one after another, little-endian. No length is written that the reader
/// can derive from the statement.
/// </summary>
public sealed class ProofWriter
{
    private byte[] _bytes = new byte[1 << 16];

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Write(byte value) => Extend(1)[0] = value;

    public void Write(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Extend(4), value);

    public void Write(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Extend(8), value);

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Extend(bytes.Length));

    /// <summary>Writes the Montgomery word.</summary>
    public void Write(BabyBear element) => Write(element.Raw);

    /// <summary>Writes the five coefficients, the constant one first.</summary>
    public void Write(Ext5 element)
    {
        Write(element.C0);
        Write(element.C1);
        Write(element.C2);
        Write(element.C3);
        Write(element.C4);
    }

    public void Write(ReadOnlySpan<Ext5> elements)
    {
        for (int i = 0; i < elements.Length; i++)
        {
            Write(elements[i]);
        }
    }

    public void Write(ReadOnlySpan<BabyBear> elements)
    {
        for (int i = 0; i < elements.Length; i++)
        {
            Write(elements[i]);
        }
    }

    private Span<byte> Extend(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + count));
        }

        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }
}
