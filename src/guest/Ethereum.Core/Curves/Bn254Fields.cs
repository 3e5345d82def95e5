using System.Runtime.CompilerServices;
using Fq = ZeroSharp.Ethereum.Core.Curves.Fp<ZeroSharp.Ethereum.Core.Curves.Bn254Prime>;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>p = 36 x^4 + 36 x^3 + 24 x^2 + 6 x + 1 with x = 4965661367192848881 (EIP-197).</summary>
public readonly struct Bn254Prime : IPrime
{
    public static UInt256 Modulus => new(
        0x3C208C16D87CFD47, 0x97816A916871CA8D, 0xB85045B68181585D, 0x30644E72E131A029);
}

/// <summary>Fp2 = Fp[u] / (u^2 + 1).</summary>
internal readonly struct Bn254Fp2
{
    public readonly Fq C0;
    public readonly Fq C1;

    public Bn254Fp2(in Fq c0, in Fq c1)
    {
        C0 = c0;
        C1 = c1;
    }

    public static Bn254Fp2 One => new(Fq.One, default);

    public bool IsZero => C0.IsZero && C1.IsZero;

    public static Bn254Fp2 operator +(in Bn254Fp2 a, in Bn254Fp2 b) =>
        new(a.C0 + b.C0, a.C1 + b.C1);

    public static Bn254Fp2 operator -(in Bn254Fp2 a, in Bn254Fp2 b) =>
        new(a.C0 - b.C0, a.C1 - b.C1);

    public static Bn254Fp2 operator -(in Bn254Fp2 a) => new(-a.C0, -a.C1);

    // Four products, in an order in which one factor stays where it is, cost less than three and the
    // additions of Karatsuba's way.
    [SkipLocalsInit]
    public static unsafe Bn254Fp2 operator *(in Bn254Fp2 a, in Bn254Fp2 b)
    {
        ModularUnit unit;
        unit.Modulus = Bn254Prime.Modulus;
        unit.Left = a.C0.Value;
        unit.Right = b.C0.Value;
        ModularUnit.Run(&unit);
        var low = new Fq(in unit.Result);
        unit.Right = b.C1.Value;
        ModularUnit.Run(&unit);
        var first = new Fq(in unit.Result);
        unit.Left = a.C1.Value;
        ModularUnit.Run(&unit);
        var high = new Fq(in unit.Result);
        unit.Right = b.C0.Value;
        ModularUnit.Run(&unit);
        var second = new Fq(in unit.Result);
        return new Bn254Fp2(low - high, first + second);
    }

    public static Bn254Fp2 operator *(in Bn254Fp2 a, in Fq b) => new(a.C0 * b, a.C1 * b);

    public static bool operator ==(in Bn254Fp2 a, in Bn254Fp2 b) => a.C0 == b.C0 && a.C1 == b.C1;

    public static bool operator !=(in Bn254Fp2 a, in Bn254Fp2 b) => !(a == b);

    [SkipLocalsInit]
    public unsafe Bn254Fp2 Square()
    {
        ModularUnit unit;
        unit.Modulus = Bn254Prime.Modulus;
        Fq real = Fq.Multiply(&unit, C0 + C1, C0 - C1);
        return new Bn254Fp2(in real, Fq.Multiply(&unit, in C0, in C1).Double());
    }

    public Bn254Fp2 Double() => new(C0.Double(), C1.Double());

    public Bn254Fp2 Conjugate() => new(C0, -C1);

    /// <summary>Times xi = 9 + u, the non-residue that the next extension is built on.</summary>
    [SkipLocalsInit]
    public unsafe Bn254Fp2 TimesXi()
    {
        ModularUnit unit;
        unit.Modulus = Bn254Prime.Modulus;
        unit.Right = new UInt256(9, 0, 0, 0);
        unit.Left = C0.Value;
        ModularUnit.Run(&unit);
        var nine0 = new Fq(in unit.Result);
        unit.Left = C1.Value;
        ModularUnit.Run(&unit);
        var nine1 = new Fq(in unit.Result);
        return new Bn254Fp2(nine0 - C1, nine1 + C0);
    }

    /// <summary>The inverse; zero for zero.</summary>
    public Bn254Fp2 Inverse()
    {
        Fq inverse = (C0.Square() + C1.Square()).Inverse();
        return new Bn254Fp2(C0 * inverse, -(C1 * inverse));
    }

    public override bool Equals(object? obj) => obj is Bn254Fp2 other && this == other;

    public override int GetHashCode() => C0.GetHashCode() ^ C1.GetHashCode();
}

/// <summary>Fp6 = Fp2[v] / (v^3 - xi).</summary>
internal readonly struct Bn254Fp6
{
    public readonly Bn254Fp2 C0;
    public readonly Bn254Fp2 C1;
    public readonly Bn254Fp2 C2;

    public Bn254Fp6(in Bn254Fp2 c0, in Bn254Fp2 c1, in Bn254Fp2 c2)
    {
        C0 = c0;
        C1 = c1;
        C2 = c2;
    }

    public static Bn254Fp6 operator +(in Bn254Fp6 a, in Bn254Fp6 b) =>
        new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2);

    public static Bn254Fp6 operator -(in Bn254Fp6 a, in Bn254Fp6 b) =>
        new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2);

    public static Bn254Fp6 operator -(in Bn254Fp6 a) => new(-a.C0, -a.C1, -a.C2);

    public static Bn254Fp6 operator *(in Bn254Fp6 a, in Bn254Fp6 b)
    {
        Bn254Fp2 t0 = a.C0 * b.C0;
        Bn254Fp2 t1 = a.C1 * b.C1;
        Bn254Fp2 t2 = a.C2 * b.C2;
        Bn254Fp2 cross12 = ((a.C1 + a.C2) * (b.C1 + b.C2)) - t1 - t2;
        Bn254Fp2 cross01 = ((a.C0 + a.C1) * (b.C0 + b.C1)) - t0 - t1;
        Bn254Fp2 cross02 = ((a.C0 + a.C2) * (b.C0 + b.C2)) - t0 - t2;
        return new Bn254Fp6(t0 + cross12.TimesXi(), cross01 + t2.TimesXi(), cross02 + t1);
    }

    public static Bn254Fp6 operator *(in Bn254Fp6 a, in Fq b) => new(a.C0 * b, a.C1 * b, a.C2 * b);

    /// <summary>The product with b0 + b1 v.</summary>
    public Bn254Fp6 TimesLinear(in Bn254Fp2 b0, in Bn254Fp2 b1)
    {
        Bn254Fp2 t0 = C0 * b0;
        Bn254Fp2 t1 = C1 * b1;
        Bn254Fp2 cross = ((C0 + C1) * (b0 + b1)) - t0 - t1;
        return new Bn254Fp6(t0 + (C2 * b1).TimesXi(), cross, t1 + (C2 * b0));
    }

    /// <summary>Times v.</summary>
    public Bn254Fp6 TimesV() => new(C2.TimesXi(), C0, C1);

    public Bn254Fp6 Inverse()
    {
        Bn254Fp2 a = C0.Square() - (C1 * C2).TimesXi();
        Bn254Fp2 b = C2.Square().TimesXi() - (C0 * C1);
        Bn254Fp2 c = C1.Square() - (C0 * C2);
        Bn254Fp2 norm = (C0 * a) + ((C2 * b) + (C1 * c)).TimesXi();
        Bn254Fp2 inverse = norm.Inverse();
        return new Bn254Fp6(a * inverse, b * inverse, c * inverse);
    }
}

/// <summary>Fp12 = Fp6[w] / (w^2 - v), where the pairing takes its values.</summary>
internal readonly struct Bn254Fp12
{
    public readonly Bn254Fp6 C0;
    public readonly Bn254Fp6 C1;

    public Bn254Fp12(in Bn254Fp6 c0, in Bn254Fp6 c1)
    {
        C0 = c0;
        C1 = c1;
    }

    public static Bn254Fp12 One => new(new Bn254Fp6(Bn254Fp2.One, default, default), default);

    public bool IsOne =>
        C0.C0 == Bn254Fp2.One && C0.C1.IsZero && C0.C2.IsZero
        && C1.C0.IsZero && C1.C1.IsZero && C1.C2.IsZero;

    public static Bn254Fp12 operator *(in Bn254Fp12 a, in Bn254Fp12 b)
    {
        Bn254Fp6 low = a.C0 * b.C0;
        Bn254Fp6 high = a.C1 * b.C1;
        Bn254Fp6 cross = ((a.C0 + a.C1) * (b.C0 + b.C1)) - low - high;
        return new Bn254Fp12(low + high.TimesV(), cross);
    }

    public Bn254Fp12 Square()
    {
        Bn254Fp6 product = C0 * C1;
        Bn254Fp6 sum = (C0 + C1) * (C0 + C1.TimesV());
        return new Bn254Fp12(sum - product - product.TimesV(), product + product);
    }

    /// <summary>
    /// The square of an element of the cyclotomic subgroup (Granger and Scott, "Faster squaring in the
    /// cyclotomic subgroup of sixth degree extensions", 2010).
    /// </summary>
    public Bn254Fp12 CyclotomicSquare()
    {
        Square4(in C0.C0, in C1.C1, out Bn254Fp2 a0, out Bn254Fp2 a1);
        Square4(in C1.C0, in C0.C2, out Bn254Fp2 b0, out Bn254Fp2 b1);
        Square4(in C0.C1, in C1.C2, out Bn254Fp2 c0, out Bn254Fp2 c1);
        c1 = c1.TimesXi();
        return new Bn254Fp12(
            new Bn254Fp6(
                (a0 - C0.C0).Double() + a0, (b0 - C0.C1).Double() + b0, (c0 - C0.C2).Double() + c0),
            new Bn254Fp6(
                (c1 + C1.C0).Double() + c1, (a1 + C1.C1).Double() + a1, (b1 + C1.C2).Double() + b1));
    }

    // (a + b t)^2 = c0 + c1 t with t^2 = xi.
    private static void Square4(
        in Bn254Fp2 a, in Bn254Fp2 b, out Bn254Fp2 c0, out Bn254Fp2 c1)
    {
        c0 = a.Square() + b.Square().TimesXi();
        c1 = (a * b).Double();
    }

    /// <summary>The product with a + (b + c v) w: the value of a line.</summary>
    public Bn254Fp12 TimesLine(in Fq a, in Bn254Fp2 b, in Bn254Fp2 c) => new(
        (C0 * a) + C1.TimesLinear(in b, in c).TimesV(),
        C0.TimesLinear(in b, in c) + (C1 * a));

    /// <summary>The power p^6; on elements of norm one the inverse.</summary>
    public Bn254Fp12 Conjugate() => new(C0, -C1);

    public Bn254Fp12 Inverse()
    {
        Bn254Fp6 inverse = ((C0 * C0) - (C1 * C1).TimesV()).Inverse();
        return new Bn254Fp12(C0 * inverse, -(C1 * inverse));
    }

    /// <summary>The power p: conjugates the coefficient of w^i and scales it by xi^(i (p-1) / 6).</summary>
    public Bn254Fp12 Frobenius() => new(
        new Bn254Fp6(
            C0.C0.Conjugate(),
            C0.C1.Conjugate() * Bn254Constants.Gamma2,
            C0.C2.Conjugate() * Bn254Constants.Gamma4),
        new Bn254Fp6(
            C1.C0.Conjugate() * Bn254Constants.Gamma1,
            C1.C1.Conjugate() * Bn254Constants.Gamma3,
            C1.C2.Conjugate() * Bn254Constants.Gamma5));

    /// <summary>The power x, the curve's parameter, of an element of the cyclotomic subgroup.</summary>
    public Bn254Fp12 PowX()
    {
        Bn254Fp12 result = this;
        for (int bit = 61; bit >= 0; bit--)
        {
            result = result.CyclotomicSquare();
            if (((Bn254Constants.X >> bit) & 1) != 0)
            {
                result *= this;
            }
        }
        return result;
    }
}

/// <summary>Powers xi^(i (p - 1) / 6) of xi = 9 + u, and the curve's parameter.</summary>
internal static class Bn254Constants
{
    /// <summary>x; its top bit is bit 62.</summary>
    public const ulong X = 4965661367192848881;

    public static Bn254Fp2 Gamma1 => new(
        new Fq(new UInt256(
            0xD60B35DADCC9E470, 0x5C521E08292F2176, 0xE8B99FDD76E68B60, 0x1284B71C2865A7DF)),
        new Fq(new UInt256(
            0xCA5CF05F80F362AC, 0x747992778EEEC7E5, 0xA6327CFE12150B8E, 0x246996F3B4FAE7E6)));

    public static Bn254Fp2 Gamma2 => new(
        new Fq(new UInt256(
            0x99E39557176F553D, 0xB78CC310C2C3330C, 0x4C0BEC3CF559B143, 0x2FB347984F7911F7)),
        new Fq(new UInt256(
            0x1665D51C640FCBA2, 0x32AE2A1D0B7C9DCE, 0x4BA4CC8BD75A0794, 0x16C9E55061EBAE20)));

    public static Bn254Fp2 Gamma3 => new(
        new Fq(new UInt256(
            0xDC54014671A0135A, 0xDBAAE0EDA9C95998, 0xDC5EC698B6E2F9B9, 0x063CF305489AF5DC)),
        new Fq(new UInt256(
            0x82D37F632623B0E3, 0x21807DC98FA25BD2, 0x0704B5A7EC796F2B, 0x07C03CBCAC41049A)));

    public static Bn254Fp2 Gamma4 => new(
        new Fq(new UInt256(
            0x848A1F55921EA762, 0xD33365F7BE94EC72, 0x80F3C0B75A181E84, 0x05B54F5E64EEA801)),
        new Fq(new UInt256(
            0xC13B4711CD2B8126, 0x3685D2EA1BDEC763, 0x9F3A80B03B0B1C92, 0x2C145EDBE7FD8AEE)));

    public static Bn254Fp2 Gamma5 => new(
        new Fq(new UInt256(
            0x2EA2C810EAB7692F, 0x425C459B55AA1BD3, 0xE93A3661A4353FF4, 0x0183C1E74F798649)),
        new Fq(new UInt256(
            0x24C6B8EE6E0C2C4B, 0xB080CB99678E2AC0, 0xA27FB246C7729F7D, 0x12ACF2CA76FD0675)));
}
