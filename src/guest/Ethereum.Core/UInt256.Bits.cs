namespace ZeroSharp.Ethereum.Core;

public readonly partial struct UInt256
{
    public static UInt256 operator &(in UInt256 a, in UInt256 b) =>
        new(a.U0 & b.U0, a.U1 & b.U1, a.U2 & b.U2, a.U3 & b.U3);

    public static UInt256 operator |(in UInt256 a, in UInt256 b) =>
        new(a.U0 | b.U0, a.U1 | b.U1, a.U2 | b.U2, a.U3 | b.U3);

    public static UInt256 operator ^(in UInt256 a, in UInt256 b) =>
        new(a.U0 ^ b.U0, a.U1 ^ b.U1, a.U2 ^ b.U2, a.U3 ^ b.U3);

    public static UInt256 operator ~(in UInt256 a) => new(~a.U0, ~a.U1, ~a.U2, ~a.U3);

    /// <summary>Shift left by 0 or more bits; 256 and more give zero.</summary>
    public static UInt256 operator <<(in UInt256 a, int count)
    {
        if ((uint)count >= 256)
        {
            return default;
        }
        int bits = count & 63;
        // (x >> 1) >> (63 - bits) is x >> (64 - bits) also where bits is 0.
        int rest = 63 - bits;
        return (count >> 6) switch
        {
            0 => new UInt256(
                a.U0 << bits,
                (a.U1 << bits) | ((a.U0 >> 1) >> rest),
                (a.U2 << bits) | ((a.U1 >> 1) >> rest),
                (a.U3 << bits) | ((a.U2 >> 1) >> rest)),
            1 => new UInt256(
                0,
                a.U0 << bits,
                (a.U1 << bits) | ((a.U0 >> 1) >> rest),
                (a.U2 << bits) | ((a.U1 >> 1) >> rest)),
            2 => new UInt256(0, 0, a.U0 << bits, (a.U1 << bits) | ((a.U0 >> 1) >> rest)),
            _ => new UInt256(0, 0, 0, a.U0 << bits),
        };
    }

    /// <summary>Logical shift right by 0 or more bits; 256 and more give zero.</summary>
    public static UInt256 operator >>(in UInt256 a, int count) => ShiftRight(in a, count, 0);

    /// <summary>Arithmetic shift right (SAR); 256 and more give 0 or -1.</summary>
    public static UInt256 Sar(in UInt256 a, int count)
    {
        ulong fill = (ulong)((long)a.U3 >> 63);
        return ShiftRight(in a, count, fill);
    }

    /// <summary>EVM SHL: the count is a word.</summary>
    public static UInt256 Shl(in UInt256 a, in UInt256 count) => a << (int)count.Saturate(256);

    /// <summary>EVM SHR: the count is a word.</summary>
    public static UInt256 Shr(in UInt256 a, in UInt256 count) => a >> (int)count.Saturate(256);

    /// <summary>EVM SAR: the count is a word.</summary>
    public static UInt256 Sar(in UInt256 a, in UInt256 count) =>
        Sar(in a, (int)count.Saturate(256));

    /// <summary>EVM BYTE: byte <paramref name="index"/> from the most significant end.</summary>
    public static UInt256 Byte(in UInt256 index, in UInt256 value)
    {
        if (!index.FitsUInt64 || index.U0 >= 32)
        {
            return default;
        }
        int position = 31 - (int)index.U0;
        return (value.Limb(position >> 3) >> ((position & 7) << 3)) & 0xFF;
    }

    /// <summary>
    /// EVM SIGNEXTEND: copies the sign bit of byte <paramref name="index"/> (0 is the least
    /// significant) to all higher bits.
    /// </summary>
    public static UInt256 SignExtend(in UInt256 index, in UInt256 value)
    {
        if (!index.FitsUInt64 || index.U0 >= 31)
        {
            return value;
        }
        int shift = 248 - ((int)index.U0 << 3);
        return Sar(value << shift, shift);
    }

    /// <summary>Number of leading zero bits (EIP-7939 CLZ); 256 for zero.</summary>
    public static UInt256 CountLeadingZeros(in UInt256 value) => (uint)(256 - value.BitLength);

    /// <summary>Two's complement comparison a &lt; b (SLT).</summary>
    public static bool SignedLess(in UInt256 a, in UInt256 b) =>
        a.IsNegative != b.IsNegative ? a.IsNegative : a < b;

    /// <summary>
    /// EVM SDIV: truncates to zero; 0 where the divisor is 0; -2^255 / -1 = -2^255.
    /// </summary>
    public static UInt256 SignedDivide(in UInt256 a, in UInt256 b)
    {
        UInt256 x = a.IsNegative ? -a : a;
        UInt256 y = b.IsNegative ? -b : b;
        UInt256 q = x / y;
        return a.IsNegative != b.IsNegative ? -q : q;
    }

    /// <summary>EVM SMOD: the sign of the dividend; 0 where the divisor is 0.</summary>
    public static UInt256 SignedModulo(in UInt256 a, in UInt256 b)
    {
        UInt256 x = a.IsNegative ? -a : a;
        UInt256 y = b.IsNegative ? -b : b;
        UInt256 r = x % y;
        return a.IsNegative ? -r : r;
    }

    private static UInt256 ShiftRight(in UInt256 a, int count, ulong fill)
    {
        if ((uint)count >= 256)
        {
            return new UInt256(fill, fill, fill, fill);
        }
        int bits = count & 63;
        int rest = 63 - bits;
        ulong top = (a.U3 >> bits) | ((fill << 1) << rest);
        return (count >> 6) switch
        {
            0 => new UInt256(
                (a.U0 >> bits) | ((a.U1 << 1) << rest),
                (a.U1 >> bits) | ((a.U2 << 1) << rest),
                (a.U2 >> bits) | ((a.U3 << 1) << rest),
                top),
            1 => new UInt256(
                (a.U1 >> bits) | ((a.U2 << 1) << rest),
                (a.U2 >> bits) | ((a.U3 << 1) << rest),
                top,
                fill),
            2 => new UInt256((a.U2 >> bits) | ((a.U3 << 1) << rest), top, fill, fill),
            _ => new UInt256(top, fill, fill, fill),
        };
    }
}
