using System.Numerics;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime;

/// <summary>
/// Division of 128-bit integers, which generated code calls by name. One bit of the quotient a step;
/// programs that divide much should use the 256-bit environment call.
/// </summary>
internal static class WideDivision
{
    [Export("__udivti3")]
    public static UInt128 Divide(UInt128 dividend, UInt128 divisor) =>
        DivRem(dividend, divisor, out _);

    [Export("__umodti3")]
    public static UInt128 Remainder(UInt128 dividend, UInt128 divisor)
    {
        DivRem(dividend, divisor, out UInt128 remainder);
        return remainder;
    }

    private static UInt128 DivRem(UInt128 dividend, UInt128 divisor, out UInt128 remainder)
    {
        UInt128 quotient = 0;
        UInt128 rest = 0;
        for (int bit = BitLength(dividend) - 1; bit >= 0; bit--)
        {
            bool overflows = rest >> 127 != 0;
            rest = (rest << 1) | ((dividend >> bit) & 1);
            quotient <<= 1;
            if (overflows || rest >= divisor)
            {
                rest -= divisor;
                quotient |= 1;
            }
        }
        remainder = rest;
        return quotient;
    }

    private static int BitLength(UInt128 value)
    {
        ulong high = (ulong)(value >> 64);
        return high != 0
            ? 128 - BitOperations.LeadingZeroCount(high)
            : 64 - BitOperations.LeadingZeroCount((ulong)value);
    }
}
