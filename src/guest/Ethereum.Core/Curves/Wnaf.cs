namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>Width-w non-adjacent form: odd digits below 2^(w-1), at most one in w positions.</summary>
internal static class Wnaf
{
    /// <summary>Recodes the scalar; returns the number of digits used (at most 257).</summary>
    /// <param name="digits">Zeroed; least significant digit first.</param>
    public static int Recode(in UInt256 scalar, int width, Span<sbyte> digits)
    {
        int bits = scalar.BitLength;
        int position = 0;
        int used = 0;
        int carry = 0;
        while (position < bits || carry != 0)
        {
            int bit = position < 256 && scalar.Bit(position) ? 1 : 0;
            if (bit == carry)
            {
                position++;
                continue;
            }
            int digit = Window(in scalar, position, width) + carry;
            carry = digit >> (width - 1);
            digits[position] = (sbyte)(digit - (carry << width));
            used = position + 1;
            position += width;
        }
        return used;
    }

    private static int Window(in UInt256 scalar, int position, int width)
    {
        if (position >= 256)
        {
            return 0;
        }
        int offset = position & 63;
        int limb = position >> 6;
        ulong value = scalar.Limb(limb) >> offset;
        if (offset + width > 64 && limb < 3)
        {
            value |= scalar.Limb(limb + 1) << (64 - offset);
        }
        return (int)value & ((1 << width) - 1);
    }
}
