namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>A prime of at most 256 bits, as a type.</summary>
public interface IPrime
{
    static abstract UInt256 Modulus { get; }
}

/// <summary>An element of a prime field, reduced; a product is one environment call.</summary>
public readonly struct Fp<TPrime>
    where TPrime : struct, IPrime
{
    /// <summary>The value, below the modulus.</summary>
    public readonly UInt256 Value;

    /// <param name="value">Below the modulus; the caller checks.</param>
    public Fp(in UInt256 value) => Value = value;

    public static Fp<TPrime> Zero => default;

    public static Fp<TPrime> One => new(UInt256.One);

    public bool IsZero => Value.IsZero;

    public static Fp<TPrime> operator +(in Fp<TPrime> a, in Fp<TPrime> b)
    {
        UInt256 p = TPrime.Modulus;
        ulong carry = UInt256.Add(in a.Value, in b.Value, out UInt256 sum);
        ulong borrow = UInt256.Subtract(in sum, in p, out UInt256 reduced);
        return new Fp<TPrime>(carry >= borrow ? reduced : sum);
    }

    public static Fp<TPrime> operator -(in Fp<TPrime> a, in Fp<TPrime> b)
    {
        ulong borrow = UInt256.Subtract(in a.Value, in b.Value, out UInt256 difference);
        return new Fp<TPrime>(borrow == 0 ? difference : difference + TPrime.Modulus);
    }

    public static Fp<TPrime> operator -(in Fp<TPrime> a) =>
        a.IsZero ? a : new Fp<TPrime>(TPrime.Modulus - a.Value);

    public static Fp<TPrime> operator *(in Fp<TPrime> a, in Fp<TPrime> b)
    {
        UInt256 p = TPrime.Modulus;
        return new Fp<TPrime>(WideArithmetic.MulMod(in a.Value, in b.Value, in p));
    }

    public static bool operator ==(in Fp<TPrime> a, in Fp<TPrime> b) => a.Value == b.Value;

    public static bool operator !=(in Fp<TPrime> a, in Fp<TPrime> b) => a.Value != b.Value;

    public Fp<TPrime> Square() => this * this;

    public Fp<TPrime> Double() => this + this;

    /// <summary>The inverse; zero for zero.</summary>
    public Fp<TPrime> Inverse()
    {
        UInt256 p = TPrime.Modulus;
        return new Fp<TPrime>(ModularInverse.Of(in Value, in p));
    }

    /// <summary>The power, with a fixed window of 4 bits.</summary>
    public Fp<TPrime> Pow(in UInt256 exponent)
    {
        Span<Fp<TPrime>> powers = stackalloc Fp<TPrime>[16];
        powers[0] = One;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * this;
        }
        int top = (exponent.BitLength + 3) >> 2;
        Fp<TPrime> result = One;
        for (int i = top - 1; i >= 0; i--)
        {
            if (i != top - 1)
            {
                result = result.Square().Square().Square().Square();
            }
            int digit = (int)(exponent.Limb(i >> 4) >> ((i & 15) << 2)) & 15;
            if (digit != 0)
            {
                result *= powers[digit];
            }
        }
        return result;
    }

    /// <summary>A square root where p = 3 mod 4; false where none exists.</summary>
    public bool TrySqrt(out Fp<TPrime> root)
    {
        root = Pow((TPrime.Modulus >> 2) + UInt256.One);
        return root.Square() == this;
    }

    public override bool Equals(object? obj) => obj is Fp<TPrime> other && this == other;

    public override int GetHashCode() => Value.GetHashCode();
}

/// <summary>Inverses modulo an odd prime by Euclid's algorithm.</summary>
internal static class ModularInverse
{
    /// <summary>a^-1 mod m for a below m, or 0 for a = 0.</summary>
    /// <remarks>
    /// The cofactors alternate in sign and stay below m in size, so they are kept as magnitudes.
    /// About 150 steps of one division call and one short product: fewer cycles than a power.
    /// </remarks>
    public static UInt256 Of(in UInt256 a, in UInt256 m)
    {
        UInt256 r0 = m;
        UInt256 r1 = a;
        UInt256 t0 = default;
        UInt256 t1 = UInt256.One;
        bool negative = false;
        while (!r1.IsZero)
        {
            UInt256.DivRem(in r0, in r1, out UInt256 q, out UInt256 r2);
            UInt256 t2 = t0 + (q * t1);
            r0 = r1;
            r1 = r2;
            t0 = t1;
            t1 = t2;
            negative = !negative;
        }
        // After k steps the cofactor of a has the sign (-1)^(k+1).
        return a.IsZero ? default : negative ? t0 : m - t0;
    }
}
