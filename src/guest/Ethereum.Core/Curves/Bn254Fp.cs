using System.Runtime.CompilerServices;
using Fq = ZeroSharp.Ethereum.Core.Curves.Fp<ZeroSharp.Ethereum.Core.Curves.Bn254Prime>;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>p = 36 x^4 + 36 x^3 + 24 x^2 + 6 x + 1 with x = 4965661367192848881 (EIP-197).</summary>
public readonly struct Bn254Prime : IPrime
{
    internal const ulong TopLimb = 0x30644E72E131A029;

    public static UInt256 Modulus => new(
        0x3C208C16D87CFD47, 0x97816A916871CA8D, 0xB85045B68181585D, TopLimb);
}

/// <summary>
/// Operations in the base field that the pairing is made of, for a prime of 254 bits: sums fit a word,
/// and the top limb alone nearly always tells whether one is reduced.
/// </summary>
internal static class Bn254Fp
{
    /// <summary>The reduced form of a value below 2 p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fq Reduce(in UInt256 value)
    {
        if (value.U3 < Bn254Prime.TopLimb)
        {
            return new Fq(in value);
        }
        UInt256 p = Bn254Prime.Modulus;
        ulong borrow = UInt256.Subtract(in value, in p, out UInt256 reduced);
        return new Fq(borrow != 0 ? value : reduced);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fq Add(in Fq a, in Fq b)
    {
        UInt256 sum = Sum(in a, in b);
        return Reduce(in sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fq Subtract(in Fq a, in Fq b)
    {
        ulong borrow = UInt256.Subtract(in a.Value, in b.Value, out UInt256 difference);
        return new Fq(borrow == 0 ? difference : difference + Bn254Prime.Modulus);
    }

    /// <summary>a + b as an integer, for a factor: a product reduces what is below 2^256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 Sum(in Fq a, in Fq b)
    {
        UInt256.Add(in a.Value, in b.Value, out UInt256 sum);
        return sum;
    }

    /// <summary>The inverse, as the power p - 2; zero for zero.</summary>
    /// <remarks>A product in place takes 15 instructions, so a power costs a third of Euclid's steps.</remarks>
    [SkipLocalsInit]
    public static unsafe Fq Inverse(in Fq value)
    {
        const int width = 4;
        Fq* powers = stackalloc Fq[1 << width];
        var w = Bn254Operands.Start();
        powers[0] = Fq.One;
        for (int i = 1; i < 1 << width; i++)
        {
            w.A = powers[i - 1];
            w.B = value;
            w.Multiply();
            powers[i] = w.Product;
        }
        UInt256 exponent = Bn254Prime.Modulus - new UInt256(2, 0, 0, 0);
        w.Product = powers[exponent.U3 >> 60];
        for (int i = 62; i >= 0; i--)
        {
            for (int j = 0; j < width; j++)
            {
                w.A = w.Product;
                w.B = w.Product;
                w.Multiply();
            }
            ulong digit = (exponent.Limb(i >> 4) >> (width * (i & 15))) & 15;
            if (digit != 0)
            {
                w.A = w.Product;
                w.B = powers[digit];
                w.Multiply();
            }
        }
        return w.Product;
    }
}

/// <summary>The memory of one product modulo p, kept from product to product.</summary>
/// <remarks>
/// The call takes factors that are not reduced as long as a b &lt; 2^256 p, which is 5.28 p^2: one
/// factor may be a sum of five elements, or both sums of two.
/// </remarks>
internal unsafe struct Bn254Operands
{
    public Fq A;
    public Fq B;
    public UInt256 Modulus;
    public Fq Product;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Bn254Operands Start() => new() { Modulus = Bn254Prime.Modulus };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Multiply()
    {
        fixed (Fq* w = &A)
        {
            WideArithmetic.MulMod256((ulong*)w);
        }
    }
}
