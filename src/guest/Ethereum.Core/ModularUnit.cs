using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZeroSharp.Ethereum.Core;

/// <summary>
/// The operands of the MulMod256 environment call, kept where they are while many products with one
/// modulus follow each other: the modulus is stored once, and a factor that stays is not stored again.
/// </summary>
/// <remarks>
/// A local variable, used by its address. One factor must be below the modulus, which is what the call
/// asks for.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ModularUnit
{
    public UInt256 Left;
    public UInt256 Right;
    public UInt256 Modulus;
    public UInt256 Result;

    /// <summary>Result = Left Right mod Modulus.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(ModularUnit* unit) => WideArithmetic.MulMod256((ulong*)unit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 Multiply(ModularUnit* unit, in UInt256 a, in UInt256 b)
    {
        unit->Left = a;
        unit->Right = b;
        Run(unit);
        return unit->Result;
    }

    /// <summary>Squares the result again and again.</summary>
    public static void SquareResult(ModularUnit* unit, int count)
    {
        for (int i = 0; i < count; i++)
        {
            UInt256 value = unit->Result;
            unit->Left = value;
            unit->Right = value;
            Run(unit);
        }
    }

    /// <summary>value^exponent mod modulus for a value below it; windows of 4 bits.</summary>
    [SkipLocalsInit]
    public static UInt256 Power(in UInt256 value, in UInt256 exponent, in UInt256 modulus)
    {
        ModularUnit unit;
        unit.Modulus = modulus;
        UInt256* powers = stackalloc UInt256[16];
        powers[0] = UInt256.One;
        powers[1] = value;
        for (int i = 2; i < 16; i++)
        {
            powers[i] = Multiply(&unit, in powers[i - 1], in value);
        }
        int top = (exponent.BitLength + 3) >> 2;
        unit.Result = UInt256.One;
        for (int i = top - 1; i >= 0; i--)
        {
            SquareResult(&unit, 4);
            int digit = (int)(exponent.Limb(i >> 4) >> ((i & 15) << 2)) & 15;
            if (digit != 0)
            {
                unit.Left = unit.Result;
                unit.Right = powers[digit];
                Run(&unit);
            }
        }
        return unit.Result;
    }
}
