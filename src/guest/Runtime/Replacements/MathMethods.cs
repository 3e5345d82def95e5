using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>Math in the guest; BigMul is known to the compiler.</summary>
[Replaces(typeof(Math))]
internal static class MathMethods
{
    public static byte Min(byte a, byte b) => a < b ? a : b;

    public static byte Max(byte a, byte b) => a > b ? a : b;

    public static sbyte Min(sbyte a, sbyte b) => a < b ? a : b;

    public static sbyte Max(sbyte a, sbyte b) => a > b ? a : b;

    public static short Min(short a, short b) => a < b ? a : b;

    public static short Max(short a, short b) => a > b ? a : b;

    public static ushort Min(ushort a, ushort b) => a < b ? a : b;

    public static ushort Max(ushort a, ushort b) => a > b ? a : b;

    public static int Min(int a, int b) => a < b ? a : b;

    public static int Max(int a, int b) => a > b ? a : b;

    public static uint Min(uint a, uint b) => a < b ? a : b;

    public static uint Max(uint a, uint b) => a > b ? a : b;

    public static long Min(long a, long b) => a < b ? a : b;

    public static long Max(long a, long b) => a > b ? a : b;

    public static ulong Min(ulong a, ulong b) => a < b ? a : b;

    public static ulong Max(ulong a, ulong b) => a > b ? a : b;

    public static nint Min(nint a, nint b) => a < b ? a : b;

    public static nint Max(nint a, nint b) => a > b ? a : b;

    public static nuint Min(nuint a, nuint b) => a < b ? a : b;

    public static nuint Max(nuint a, nuint b) => a > b ? a : b;

    public static int Clamp(int value, int min, int max)
    {
        if (min > max)
        {
            throw new ArgumentException("the bounds are the wrong way round");
        }
        return value < min ? min : value > max ? max : value;
    }

    public static uint Clamp(uint value, uint min, uint max)
    {
        if (min > max)
        {
            throw new ArgumentException("the bounds are the wrong way round");
        }
        return value < min ? min : value > max ? max : value;
    }

    public static long Clamp(long value, long min, long max)
    {
        if (min > max)
        {
            throw new ArgumentException("the bounds are the wrong way round");
        }
        return value < min ? min : value > max ? max : value;
    }

    public static ulong Clamp(ulong value, ulong min, ulong max)
    {
        if (min > max)
        {
            throw new ArgumentException("the bounds are the wrong way round");
        }
        return value < min ? min : value > max ? max : value;
    }

    public static int Abs(int value) => value < 0 ? checked(-value) : value;

    public static int Sign(int value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    public static long Abs(long value) => value < 0 ? checked(-value) : value;

    public static int Sign(long value) => value < 0 ? -1 : value > 0 ? 1 : 0;

    public static (int Quotient, int Remainder) DivRem(int left, int right)
    {
        int quotient = left / right;
        return (quotient, left - (quotient * right));
    }

    public static (uint Quotient, uint Remainder) DivRem(uint left, uint right)
    {
        uint quotient = left / right;
        return (quotient, left - (quotient * right));
    }

    public static (long Quotient, long Remainder) DivRem(long left, long right)
    {
        long quotient = left / right;
        return (quotient, left - (quotient * right));
    }

    public static (ulong Quotient, ulong Remainder) DivRem(ulong left, ulong right)
    {
        ulong quotient = left / right;
        return (quotient, left - (quotient * right));
    }
}
