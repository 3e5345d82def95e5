using System.Runtime.CompilerServices;

namespace ZeroSharp.Ethereum.Core;

public readonly partial struct UInt256
{
    public static UInt256 operator +(in UInt256 a, in UInt256 b)
    {
        Add(in a, in b, out UInt256 sum);
        return sum;
    }

    public static UInt256 operator -(in UInt256 a, in UInt256 b)
    {
        Subtract(in a, in b, out UInt256 difference);
        return difference;
    }

    public static UInt256 operator -(in UInt256 a) => default(UInt256) - a;

    /// <summary>sum = a + b mod 2^256; returns the carry, 0 or 1.</summary>
    public static ulong Add(in UInt256 a, in UInt256 b, out UInt256 sum)
    {
        ulong s0 = a.U0 + b.U0;
        ulong c = s0 < b.U0 ? 1UL : 0UL;
        ulong s1 = AddCarry(a.U1, b.U1, ref c);
        ulong s2 = AddCarry(a.U2, b.U2, ref c);
        ulong s3 = AddCarry(a.U3, b.U3, ref c);
        sum = new UInt256(s0, s1, s2, s3);
        return c;
    }

    /// <summary>difference = a - b mod 2^256; returns the borrow, 0 or 1.</summary>
    public static ulong Subtract(in UInt256 a, in UInt256 b, out UInt256 difference)
    {
        ulong d0 = a.U0 - b.U0;
        ulong c = a.U0 < b.U0 ? 1UL : 0UL;
        ulong d1 = SubtractBorrow(a.U1, b.U1, ref c);
        ulong d2 = SubtractBorrow(a.U2, b.U2, ref c);
        ulong d3 = SubtractBorrow(a.U3, b.U3, ref c);
        difference = new UInt256(d0, d1, d2, d3);
        return c;
    }

    public static UInt256 operator *(in UInt256 a, in UInt256 b)
    {
        ulong h00 = Math.BigMul(a.U0, b.U0, out ulong r0);
        if ((a.U1 | a.U2 | a.U3 | b.U1 | b.U2 | b.U3) == 0)
        {
            return new UInt256(r0, h00, 0, 0);
        }
        ulong h01 = Math.BigMul(a.U0, b.U1, out ulong l01);
        ulong h10 = Math.BigMul(a.U1, b.U0, out ulong l10);
        ulong h02 = Math.BigMul(a.U0, b.U2, out ulong l02);
        ulong h11 = Math.BigMul(a.U1, b.U1, out ulong l11);
        ulong h20 = Math.BigMul(a.U2, b.U0, out ulong l20);

        ulong c = 0;
        ulong r1 = AddCarry(h00, l01, ref c);
        ulong r2 = AddCarry(h01, l02, ref c);
        ulong r3 = h02 + c;
        c = 0;
        r1 = AddCarry(r1, l10, ref c);
        r2 = AddCarry(r2, h10, ref c);
        r3 += c;
        c = 0;
        r2 = AddCarry(r2, l11, ref c);
        r3 += h11 + c;
        c = 0;
        r2 = AddCarry(r2, l20, ref c);
        r3 += h20 + c;
        r3 += (a.U0 * b.U3) + (a.U1 * b.U2) + (a.U2 * b.U1) + (a.U3 * b.U0);
        return new UInt256(r0, r1, r2, r3);
    }

    /// <summary>The full 512-bit product.</summary>
    public static void MultiplyWide(
        in UInt256 a, in UInt256 b, out UInt256 low, out UInt256 high)
    {
        UInt256 none = default;
        MultiplyRow(in a, b.U0, in none, out ulong r0, out UInt256 row);
        MultiplyRow(in a, b.U1, in row, out ulong r1, out row);
        MultiplyRow(in a, b.U2, in row, out ulong r2, out row);
        MultiplyRow(in a, b.U3, in row, out ulong r3, out row);
        low = new UInt256(r0, r1, r2, r3);
        high = row;
    }

    /// <summary>The quotient; 0 where the divisor is 0, as the EVM defines it.</summary>
    public static UInt256 operator /(in UInt256 a, in UInt256 d)
    {
        DivRem(in a, in d, out UInt256 quotient, out _);
        return quotient;
    }

    /// <summary>The remainder; 0 where the divisor is 0, as the EVM defines it.</summary>
    public static UInt256 operator %(in UInt256 a, in UInt256 d)
    {
        DivRem(in a, in d, out _, out UInt256 remainder);
        return remainder;
    }

    /// <summary>Quotient and remainder; both 0 where the divisor is 0.</summary>
    public static void DivRem(
        in UInt256 a, in UInt256 d, out UInt256 quotient, out UInt256 remainder)
    {
        if (d.IsZero)
        {
            quotient = default;
            remainder = default;
        }
        else if ((a.U1 | a.U2 | a.U3 | d.U1 | d.U2 | d.U3) == 0)
        {
            ulong q = a.U0 / d.U0;
            quotient = q;
            remainder = a.U0 - (q * d.U0);
        }
        else if (a < d)
        {
            UInt256 dividend = a;
            quotient = default;
            remainder = dividend;
        }
        else
        {
            WideArithmetic.DivRem(in a, in d, out quotient, out remainder);
        }
    }

    /// <summary>(a + b) mod m without overflow; 0 where m is 0.</summary>
    public static UInt256 AddMod(in UInt256 a, in UInt256 b, in UInt256 m)
    {
        if (m.IsZero)
        {
            return default;
        }
        UInt256 x = a < m ? a : a % m;
        UInt256 y = b < m ? b : b % m;
        ulong carry = Add(in x, in y, out UInt256 sum);
        return carry != 0 || sum >= m ? sum - m : sum;
    }

    /// <summary>a b mod m over the full 512-bit product; 0 where m is 0.</summary>
    public static UInt256 MulMod(in UInt256 a, in UInt256 b, in UInt256 m)
    {
        if (m.IsZero)
        {
            return default;
        }
        // The environment call wants a b < 2^256 m; one reduced factor is enough for that.
        UInt256 x = a < m ? a : a % m;
        return WideArithmetic.MulMod(in x, in b, in m);
    }

    /// <summary>b^exponent mod 2^256; 0^0 = 1.</summary>
    public static UInt256 Exp(in UInt256 b, in UInt256 exponent)
    {
        UInt256 result = One;
        for (int i = exponent.BitLength - 1; i >= 0; i--)
        {
            result *= result;
            if (exponent.Bit(i))
            {
                result *= b;
            }
        }
        return result;
    }

    /// <summary>Bit <paramref name="index"/> (0 is the least significant, at most 255).</summary>
    public bool Bit(int index) => ((Limb(index >> 6) >> (index & 63)) & 1) != 0;

    /// <summary>Limb 0 (least significant) to 3.</summary>
    public ulong Limb(int index) => index switch
    {
        0 => U0,
        1 => U1,
        2 => U2,
        _ => U3,
    };

    // a b + carried = low + 2^64 row.
    private static void MultiplyRow(
        in UInt256 a, ulong b, in UInt256 carried, out ulong low, out UInt256 row)
    {
        ulong h0 = Math.BigMul(a.U0, b, out ulong l0);
        ulong h1 = Math.BigMul(a.U1, b, out ulong l1);
        ulong h2 = Math.BigMul(a.U2, b, out ulong l2);
        ulong h3 = Math.BigMul(a.U3, b, out ulong l3);
        ulong c = 0;
        low = AddCarry(l0, carried.U0, ref c);
        l1 = AddCarry(l1, carried.U1, ref c);
        l2 = AddCarry(l2, carried.U2, ref c);
        l3 = AddCarry(l3, carried.U3, ref c);
        h3 += c;
        c = 0;
        l1 = AddCarry(l1, h0, ref c);
        l2 = AddCarry(l2, h1, ref c);
        l3 = AddCarry(l3, h2, ref c);
        row = new UInt256(l1, l2, l3, h3 + c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong AddCarry(ulong a, ulong b, ref ulong carry)
    {
        ulong s = a + b;
        ulong c = s < b ? 1UL : 0UL;
        ulong t = s + carry;
        carry = c | (t < s ? 1UL : 0UL);
        return t;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong SubtractBorrow(ulong a, ulong b, ref ulong borrow)
    {
        ulong d = a - b;
        ulong c = a < b ? 1UL : 0UL;
        ulong t = d - borrow;
        borrow = c | (d < borrow ? 1UL : 0UL);
        return t;
    }
}
