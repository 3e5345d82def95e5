using System.Runtime.CompilerServices;

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

    // Of the moduli known, those with three full limbs are 2^256 minus a short number, which is then
    // cheaper to add than the modulus is to subtract.
    private static bool IsNearPowerOfTwo =>
        (TPrime.Modulus.U1 & TPrime.Modulus.U2 & TPrime.Modulus.U3) == ulong.MaxValue;

    public static Fp<TPrime> operator +(in Fp<TPrime> a, in Fp<TPrime> b)
    {
        ulong carry = UInt256.Add(in a.Value, in b.Value, out UInt256 sum);
        // Most sums without a carry are below the modulus by their highest limb.
        if (carry == 0 && (sum.U3 < TPrime.Modulus.U3 || sum < TPrime.Modulus))
        {
            return new Fp<TPrime>(in sum);
        }
        // x - p = x + (2^256 - p), which ends in the lowest limb unless that overflows.
        if (IsNearPowerOfTwo && sum.U0 < TPrime.Modulus.U0)
        {
            return new Fp<TPrime>(
                new UInt256(sum.U0 - TPrime.Modulus.U0, sum.U1, sum.U2, sum.U3));
        }
        return new Fp<TPrime>(sum - TPrime.Modulus);
    }

    public static Fp<TPrime> operator -(in Fp<TPrime> a, in Fp<TPrime> b)
    {
        ulong borrow = UInt256.Subtract(in a.Value, in b.Value, out UInt256 difference);
        if (borrow == 0)
        {
            return new Fp<TPrime>(in difference);
        }
        ulong low = difference.U0 + TPrime.Modulus.U0;
        if (IsNearPowerOfTwo && low < difference.U0)
        {
            return new Fp<TPrime>(new UInt256(low, difference.U1, difference.U2, difference.U3));
        }
        return new Fp<TPrime>(difference + TPrime.Modulus);
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

    /// <summary>The product, in a unit with this field's modulus.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe Fp<TPrime> Multiply(
        ModularUnit* unit, in Fp<TPrime> a, in Fp<TPrime> b) =>
        new(ModularUnit.Multiply(unit, in a.Value, in b.Value));

    /// <summary>The square, in a unit with this field's modulus.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe Fp<TPrime> Square(ModularUnit* unit, in Fp<TPrime> a) =>
        new(ModularUnit.Multiply(unit, in a.Value, in a.Value));

    /// <summary>The power 2^count.</summary>
    [SkipLocalsInit]
    public unsafe Fp<TPrime> SquareTimes(int count)
    {
        ModularUnit unit;
        unit.Modulus = TPrime.Modulus;
        unit.Result = Value;
        ModularUnit.SquareResult(&unit, count);
        return new Fp<TPrime>(in unit.Result);
    }

    /// <summary>The power.</summary>
    public Fp<TPrime> Pow(in UInt256 exponent)
    {
        UInt256 p = TPrime.Modulus;
        return new Fp<TPrime>(ModularUnit.Power(in Value, in exponent, in p));
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

/// <summary>Inverses modulo an odd prime by Fermat's theorem.</summary>
internal static class ModularInverse
{
    /// <summary>a^-1 mod m for a below m, or 0 for a = 0.</summary>
    /// <remarks>
    /// About 330 products in one unit, which cost half of the 150 steps of Euclid's algorithm.
    /// </remarks>
    public static UInt256 Of(in UInt256 a, in UInt256 m)
    {
        UInt256 exponent = m - new UInt256(2, 0, 0, 0);
        return ModularUnit.Power(in a, in exponent, in m);
    }
}
