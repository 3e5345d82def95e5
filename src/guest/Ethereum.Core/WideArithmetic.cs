using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Ethereum.Core;

/// <summary>256-bit operations that are one environment call in the guest.</summary>
internal static unsafe class WideArithmetic
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Operands
    {
        public UInt256 A;
        public UInt256 B;
        public UInt256 C;
        public UInt256 D;
    }

    /// <summary>a b mod m; needs m != 0 and a b &lt; 2^256 m (one factor below m is enough).</summary>
    [SkipLocalsInit]
    public static UInt256 MulMod(in UInt256 a, in UInt256 b, in UInt256 m)
    {
        ModularUnit unit;
        unit.Modulus = m;
        return ModularUnit.Multiply(&unit, in a, in b);
    }

    /// <summary>Quotient and remainder; needs d != 0.</summary>
    [SkipLocalsInit]
    public static void DivRem(in UInt256 a, in UInt256 d, out UInt256 q, out UInt256 r)
    {
        Operands operands;
        operands.A = a;
        operands.B = d;
        DivRem256((ulong*)&operands);
        q = operands.C;
        r = operands.D;
    }

    /// <summary>The call itself, on a, b, m and then r of four limbs each, where they lie.</summary>
    [Ecall(EcallNumber.MulMod256)]
    internal static void MulMod256(ulong* w)
    {
        ulong* product = stackalloc ulong[9];
        for (int i = 0; i < 8; i++)
        {
            product[i] = 0;
        }
        for (int i = 0; i < 4; i++)
        {
            ulong carry = 0;
            for (int j = 0; j < 4; j++)
            {
                UInt128 t = ((UInt128)w[i] * w[4 + j]) + product[i + j] + carry;
                product[i + j] = (ulong)t;
                carry = (ulong)(t >> 64);
            }
            product[i + 4] = carry;
        }
        ulong* quotient = stackalloc ulong[9];
        HostDivision.DivRem(product, 8, w + 8, quotient, w + 12);
    }

    [Ecall(EcallNumber.DivRem256)]
    private static void DivRem256(ulong* w)
    {
        ulong* dividend = stackalloc ulong[5];
        ulong* quotient = stackalloc ulong[5];
        for (int i = 0; i < 4; i++)
        {
            dividend[i] = w[i];
        }
        HostDivision.DivRem(dividend, 4, w + 4, quotient, w + 12);
        for (int i = 0; i < 4; i++)
        {
            w[8 + i] = quotient[i];
        }
    }
}
