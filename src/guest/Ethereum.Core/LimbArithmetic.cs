using System.Runtime.InteropServices;

namespace ZeroSharp.Ethereum.Core;

/// <summary>Natural numbers of any length as 64-bit limbs, least significant first.</summary>
internal static unsafe class LimbArithmetic
{
    /// <summary>Reads big-endian bytes into as many limbs as they need, at least one.</summary>
    public static ulong[] Read(ReadOnlySpan<byte> bytes)
    {
        var limbs = new ulong[Math.Max(1, (bytes.Length + 7) >> 3)];
        for (int i = 0; i < bytes.Length; i++)
        {
            limbs[i >> 3] |= (ulong)bytes[bytes.Length - 1 - i] << (8 * (i & 7));
        }
        return limbs;
    }

    /// <summary>Writes the number right-aligned; the target is zero and fits it.</summary>
    public static void Write(ReadOnlySpan<ulong> limbs, Span<byte> target)
    {
        for (int i = 0; i < 8 * limbs.Length && i < target.Length; i++)
        {
            target[target.Length - 1 - i] = (byte)(limbs[i >> 3] >> (8 * (i & 7)));
        }
    }

    /// <summary>The number of limbs without leading zeros.</summary>
    public static int SignificantLength(ReadOnlySpan<ulong> limbs)
    {
        int length = limbs.Length;
        while (length > 0 && limbs[length - 1] == 0)
        {
            length--;
        }
        return length;
    }

    /// <summary>Position of the lowest one of a number that is not zero.</summary>
    public static int TrailingZeros(ReadOnlySpan<ulong> limbs)
    {
        int position = 0;
        while (((limbs[position >> 6] >> (position & 63)) & 1) == 0)
        {
            position++;
        }
        return position;
    }

    /// <summary>The number divided by 2^count, without leading zeros.</summary>
    public static ReadOnlySpan<ulong> ShiftRight(ReadOnlySpan<ulong> limbs, int count)
    {
        ReadOnlySpan<ulong> source = limbs[(count >> 6)..];
        var result = new ulong[source.Length];
        int shift = count & 63;
        for (int i = 0; i < result.Length; i++)
        {
            ulong above = i + 1 < source.Length ? source[i + 1] : 0;
            result[i] = shift == 0 ? source[i] : (source[i] >> shift) | (above << (64 - shift));
        }
        return result.AsSpan(0, SignificantLength(result));
    }

    /// <summary>t += a b over the length of a; returns the limb that is carried out.</summary>
    public static ulong AddProduct(ulong* t, ulong* a, int length, ulong b)
    {
        ulong carry = 0;
        for (int i = 0; i < length; i++)
        {
            ulong high = Math.BigMul(a[i], b, out ulong low);
            low += carry;
            high += low < carry ? 1UL : 0UL;
            ulong sum = t[i] + low;
            carry = high + (sum < low ? 1UL : 0UL);
            t[i] = sum;
        }
        return carry;
    }

    /// <summary>a -= b for equal lengths; returns the borrow, 0 or 1.</summary>
    public static ulong Subtract(Span<ulong> a, ReadOnlySpan<ulong> b)
    {
        ulong borrow = 0;
        for (int i = 0; i < a.Length; i++)
        {
            a[i] = UInt256.SubtractBorrow(a[i], b[i], ref borrow);
        }
        return borrow;
    }

    /// <summary>-a^-1 mod 2^64 for odd a, by Newton's iteration.</summary>
    public static ulong NegativeInverse(ulong a)
    {
        // a is its own inverse modulo 8, and each step doubles the bits: 3, 6, 12, 24, 48, 96.
        ulong inverse = a;
        for (int i = 0; i < 5; i++)
        {
            inverse *= 2 - (a * inverse);
        }
        return 0 - inverse;
    }

    /// <summary>The remainder (Knuth, TAOCP 2, 4.3.1 D), on digits of 32 bits: a step is one division.</summary>
    /// <param name="modulus">Its last limb is not zero.</param>
    /// <param name="result">As long as the modulus.</param>
    public static void Remainder(
        ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> modulus, Span<ulong> result)
    {
        result.Clear();
        value = value[..SignificantLength(value)];
        if (value.Length < modulus.Length)
        {
            value.CopyTo(result);
            return;
        }
        ReadOnlySpan<uint> digits = MemoryMarshal.Cast<ulong, uint>(modulus);
        int n = digits.Length;
        n -= digits[n - 1] == 0 ? 1 : 0;
        int shift = LeadingZeros(digits[n - 1]);
        uint[] divisor = Shifted(digits[..n], shift);
        uint[] rest = Shifted(MemoryMarshal.Cast<ulong, uint>(value), shift);
        for (int j = rest.Length - 1 - n; j >= 0; j--)
        {
            SubtractMultiple(rest.AsSpan(j, n + 1), divisor.AsSpan(0, n));
        }
        Span<uint> target = MemoryMarshal.Cast<ulong, uint>(result);
        for (int i = 0; i < n; i++)
        {
            ulong pair = ((ulong)(i + 1 < n ? rest[i + 1] : 0) << 32) | rest[i];
            target[i] = (uint)(pair >> shift);
        }
    }

    // Subtracts the largest multiple of the divisor, whose top bit is set, from the rest, which has
    // one digit more.
    private static void SubtractMultiple(Span<uint> rest, ReadOnlySpan<uint> divisor)
    {
        int n = divisor.Length;
        uint first = divisor[n - 1];
        ulong top = ((ulong)rest[n] << 32) | rest[n - 1];
        ulong digit = rest[n] >= first ? uint.MaxValue : top / first;
        ulong remainder = top - (digit * first);
        while (n > 1 && remainder <= uint.MaxValue
            && digit * divisor[n - 2] > ((remainder << 32) | rest[n - 2]))
        {
            digit--;
            remainder += first;
        }
        long borrow = 0;
        ulong carry = 0;
        for (int i = 0; i < n; i++)
        {
            carry += digit * divisor[i];
            borrow += rest[i] - (long)(uint)carry;
            rest[i] = (uint)borrow;
            borrow >>= 32;
            carry >>= 32;
        }
        borrow += rest[n] - (long)carry;
        rest[n] = (uint)borrow;
        if (borrow < 0)
        {
            ulong sum = 0;
            for (int i = 0; i < n; i++)
            {
                sum += (ulong)rest[i] + divisor[i];
                rest[i] = (uint)sum;
                sum >>= 32;
            }
            rest[n] += (uint)sum;
        }
    }

    // The digits times 2^shift, with one digit more.
    private static uint[] Shifted(ReadOnlySpan<uint> digits, int shift)
    {
        var result = new uint[digits.Length + 1];
        ulong carry = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            carry |= (ulong)digits[i] << shift;
            result[i] = (uint)carry;
            carry >>= 32;
        }
        result[digits.Length] = (uint)carry;
        return result;
    }

    private static int LeadingZeros(uint digit)
    {
        int count = 0;
        while ((digit & 0x8000_0000) == 0)
        {
            digit <<= 1;
            count++;
        }
        return count;
    }
}
