using System.Numerics;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Guest.Runtime.Replacements;

/// <summary>BitOperations in the guest, as far as the compiler does not know it.</summary>
[Replaces(typeof(BitOperations))]
internal static class BitOperationsMethods
{
    public static bool IsPow2(int value) => value > 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(uint value) => value != 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(long value) => value > 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(ulong value) => value != 0 && (value & (value - 1)) == 0;

    public static uint RoundUpToPowerOf2(uint value)
    {
        uint filled = value - 1;
        filled |= filled >> 1;
        filled |= filled >> 2;
        filled |= filled >> 4;
        filled |= filled >> 8;
        filled |= filled >> 16;
        return filled + 1;
    }

    public static ulong RoundUpToPowerOf2(ulong value)
    {
        ulong filled = value - 1;
        filled |= filled >> 1;
        filled |= filled >> 2;
        filled |= filled >> 4;
        filled |= filled >> 8;
        filled |= filled >> 16;
        filled |= filled >> 32;
        return filled + 1;
    }
}
