using System.Numerics;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Ethereum.Core;

/// <summary>
/// Long division by a 256-bit number (Knuth, The Art of Computer Programming 2, 4.3.1 D), for the
/// bodies of the environment calls; the guest never runs it.
/// </summary>
[HostOnly]
internal static unsafe class HostDivision
{
    /// <summary>
    /// Divides <paramref name="u"/> (<paramref name="length"/> limbs and one limb of room) by the
    /// 4-limb <paramref name="divisor"/>. The quotient takes <paramref name="length"/> limbs, the
    /// remainder 4. <paramref name="u"/> is destroyed.
    /// </summary>
    public static void DivRem(
        ulong* u, int length, ulong* divisor, ulong* quotient, ulong* remainder)
    {
        int n = 4;
        while (divisor[n - 1] == 0)
        {
            n--;
        }
        int shift = BitOperations.LeadingZeroCount(divisor[n - 1]);
        ulong* v = stackalloc ulong[4];
        ShiftLeft(divisor, v, n, shift);
        u[length] = ShiftLeft(u, u, length, shift);
        for (int i = 0; i < length; i++)
        {
            quotient[i] = 0;
        }
        for (int j = length - n; j >= 0; j--)
        {
            quotient[j] = Step(u + j, v, n);
        }
        for (int i = 0; i < 4; i++)
        {
            ulong high = i + 1 < n ? (u[i + 1] << 1) << (63 - shift) : 0;
            remainder[i] = i < n ? (u[i] >> shift) | high : 0;
        }
    }

    private static ulong ShiftLeft(ulong* source, ulong* target, int n, int shift)
    {
        ulong carry = 0;
        for (int i = 0; i < n; i++)
        {
            ulong limb = source[i];
            target[i] = (limb << shift) | carry;
            carry = (limb >> 1) >> (63 - shift);
        }
        return carry;
    }

    // One quotient digit: u[0..n] -= digit * v, where u[n] <= v[n - 1].
    private static ulong Step(ulong* u, ulong* v, int n)
    {
        ulong digit = ulong.MaxValue;
        if (u[n] < v[n - 1])
        {
            UInt128 top = new(u[n], u[n - 1]);
            digit = (ulong)(top / v[n - 1]);
            UInt128 rest = top - ((UInt128)digit * v[n - 1]);
            while (n > 1 && rest >> 64 == 0
                && (UInt128)digit * v[n - 2] > new UInt128((ulong)rest, u[n - 2]))
            {
                digit--;
                rest += v[n - 1];
            }
        }
        ulong borrow = 0;
        ulong carry = 0;
        for (int i = 0; i < n; i++)
        {
            UInt128 product = ((UInt128)digit * v[i]) + carry;
            carry = (ulong)(product >> 64);
            u[i] = UInt256.SubtractBorrow(u[i], (ulong)product, ref borrow);
        }
        u[n] = UInt256.SubtractBorrow(u[n], carry, ref borrow);
        while (borrow != 0)
        {
            digit--;
            ulong c = 0;
            for (int i = 0; i < n; i++)
            {
                u[i] = UInt256.AddCarry(u[i], v[i], ref c);
            }
            u[n] += c;
            borrow -= c;
        }
        return digit;
    }
}
