using System.Numerics;
using System.Runtime.CompilerServices;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>
/// The arithmetic of the 256-bit calls on little-endian words of 64 bits. A block makes hundreds of
/// thousands of these calls, so nothing is allocated.
/// </summary>
internal static class WideDivision
{
    /// <summary>Words of a 256-bit number.</summary>
    public const int Words = 4;

    /// <summary>The product of two numbers of four words, as eight words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> product)
    {
        product[..Words].Clear();
        for (int i = 0; i < Words; i++)
        {
            ulong carry = 0;
            for (int j = 0; j < Words; j++)
            {
                // (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1: the sum does not overflow.
                UInt128 sum = Math.BigMul(a[i], b[j]) + (UInt128)product[i + j] + carry;
                product[i + j] = (ulong)sum;
                carry = (ulong)(sum >> 64);
            }

            product[i + Words] = carry;
        }
    }

    /// <summary>Whether a number of four words is below another.</summary>
    public static bool IsBelow(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        for (int i = Words - 1; i >= 0; i--)
        {
            if (a[i] != b[i])
            {
                return a[i] < b[i];
            }
        }

        return false;
    }

    /// <summary>
    /// Divides eight words by four (Knuth, The Art of Computer Programming, volume 2, algorithm 4.3.1 D).
    /// The upper half of the numerator must be below the divisor, so that the quotient has four words.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DivRem(
        ReadOnlySpan<ulong> numerator, ReadOnlySpan<ulong> divisor, Span<ulong> quotient, Span<ulong> remainder)
    {
        int count = Words;
        while (divisor[count - 1] == 0)
        {
            count--;
        }

        // Shifted so that the divisor's highest bit is set.
        int shift = BitOperations.LeadingZeroCount(divisor[count - 1]);
        Span<ulong> u = stackalloc ulong[(2 * Words) + 1];
        Span<ulong> v = stackalloc ulong[Words];
        ShiftLeft(numerator[..(2 * Words)], shift, u);
        ShiftLeft(divisor[..count], shift, v);
        v = v[..count];
        ulong top = v[count - 1];
        ulong reciprocal = (ulong)(UInt128.MaxValue / top);
        for (int i = Words - 1; i >= 0; i--)
        {
            ulong digit = Estimate(u.Slice(i, count + 1), v, reciprocal);
            quotient[i] = SubtractMultiple(u.Slice(i, count + 1), v, digit) ? digit - 1 : digit;
        }

        for (int i = 0; i < Words; i++)
        {
            ulong high = i + 1 < count && shift != 0 ? u[i + 1] << (64 - shift) : 0;
            remainder[i] = i < count ? (u[i] >> shift) | high : 0;
        }
    }

    // The next digit of the quotient, or one more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Estimate(ReadOnlySpan<ulong> u, ReadOnlySpan<ulong> v, ulong reciprocal)
    {
        int count = v.Length;
        ulong top = v[count - 1];
        ulong rest;
        ulong digit;
        if (u[count] >= top)
        {
            digit = ulong.MaxValue;
            rest = u[count - 1] + top;
            if (rest < top)
            {
                return digit;
            }
        }
        else
        {
            digit = Divide(u[count], u[count - 1], top, reciprocal, out rest);
        }

        while (count > 1 && Math.BigMul(digit, v[count - 2]) > new UInt128(rest, u[count - 2]))
        {
            digit--;
            rest += top;
            if (rest < top)
            {
                break;
            }
        }

        return digit;
    }

    // Two words by one whose highest bit is set, given floor((2^128 - 1) / divisor) - 2^64 (Moeller and
    // Granlund, Improved division by invariant integers, algorithm 4).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Divide(ulong high, ulong low, ulong divisor, ulong reciprocal, out ulong remainder)
    {
        UInt128 product = Math.BigMul(reciprocal, high) + new UInt128(high, low);
        ulong quotient = (ulong)(product >> 64) + 1;
        remainder = low - (quotient * divisor);
        if (remainder > (ulong)product)
        {
            quotient--;
            remainder += divisor;
        }

        if (remainder >= divisor)
        {
            quotient++;
            remainder -= divisor;
        }

        return quotient;
    }

    // u -= digit * v. If that is negative the digit was one too large: adds v again and returns true.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SubtractMultiple(Span<ulong> u, ReadOnlySpan<ulong> v, ulong digit)
    {
        ulong carry = 0;
        for (int i = 0; i < v.Length; i++)
        {
            UInt128 product = Math.BigMul(digit, v[i]) + carry;
            ulong low = (ulong)product;
            carry = (ulong)(product >> 64) + (u[i] < low ? 1UL : 0);
            u[i] -= low;
        }

        bool isNegative = u[v.Length] < carry;
        u[v.Length] -= carry;
        if (isNegative)
        {
            carry = 0;
            for (int i = 0; i < v.Length; i++)
            {
                UInt128 sum = (UInt128)u[i] + v[i] + carry;
                u[i] = (ulong)sum;
                carry = (ulong)(sum >> 64);
            }

            u[v.Length] += carry;
        }

        return isNegative;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ShiftLeft(ReadOnlySpan<ulong> source, int shift, Span<ulong> target)
    {
        ulong carry = 0;
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = (source[i] << shift) | carry;
            carry = shift == 0 ? 0 : source[i] >> (64 - shift);
        }

        if (source.Length < target.Length)
        {
            target[source.Length] = carry;
        }
    }
}
