using System.Buffers.Binary;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Pcs;

/// <summary>
/// Reads what <see cref="ProofWriter"/> wrote. Every method returns false, and reads nothing more, when
/// the bytes end too early or a word is not a reduced field element; a caller states all lengths itself.
/// </summary>
public ref struct ProofReader
{
    private ReadOnlySpan<byte> _rest;

    public ProofReader(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <summary>True if nothing is left: to be checked after the last part.</summary>
    public readonly bool IsAtEnd => _rest.Length == 0;

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => _rest.Length;

    public bool TryRead(out byte value)
    {
        value = 0;
        if (!TryTake(1, out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        value = bytes[0];
        return true;
    }

    public bool TryRead(out uint value)
    {
        value = 0;
        if (!TryTake(4, out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return true;
    }

    public bool TryRead(out ulong value)
    {
        value = 0;
        if (!TryTake(8, out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return true;
    }

    /// <summary>Fills all of <paramref name="target"/>.</summary>
    public bool TryRead(Span<byte> target)
    {
        if (!TryTake(target.Length, out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        bytes.CopyTo(target);
        return true;
    }

    public bool TryRead(out BabyBear element)
    {
        element = default;
        return TryRead(out uint word) && BabyBear.TryFromRaw(word, out element);
    }

    public bool TryRead(out Ext5 element)
    {
        element = default;
        if (!TryRead(out BabyBear c0) || !TryRead(out BabyBear c1) || !TryRead(out BabyBear c2)
            || !TryRead(out BabyBear c3) || !TryRead(out BabyBear c4))
        {
            return false;
        }

        element = new Ext5(c0, c1, c2, c3, c4);
        return true;
    }

    /// <summary>Fills all of <paramref name="target"/>.</summary>
    public bool TryRead(Span<Ext5> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            if (!TryRead(out target[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fills all of <paramref name="target"/>.</summary>
    public bool TryRead(Span<BabyBear> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            if (!TryRead(out target[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryTake(int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if ((uint)count > (uint)_rest.Length)
        {
            return false;
        }

        bytes = _rest.Slice(0, count);
        _rest = _rest.Slice(count);
        return true;
    }
}
