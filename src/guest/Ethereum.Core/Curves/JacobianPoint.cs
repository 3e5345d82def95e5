using System.Runtime.CompilerServices;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>A curve y^2 = x^3 + a x + b over a prime field, with a = 0 or a = -3.</summary>
public interface IWeierstrassCurve<TPrime>
    where TPrime : struct, IPrime
{
    /// <summary>True for a = -3, false for a = 0.</summary>
    static abstract bool AIsMinusThree { get; }

    static abstract Fp<TPrime> B { get; }
}

/// <summary>A point (x, y); (0, 0), which is on none of our curves, stands for infinity.</summary>
public readonly struct AffinePoint<TPrime>
    where TPrime : struct, IPrime
{
    public readonly Fp<TPrime> X;
    public readonly Fp<TPrime> Y;

    public AffinePoint(in Fp<TPrime> x, in Fp<TPrime> y)
    {
        X = x;
        Y = y;
    }

    public bool IsInfinity => X.IsZero && Y.IsZero;

    public static AffinePoint<TPrime> operator -(in AffinePoint<TPrime> p) => new(p.X, -p.Y);
}

/// <summary>A point in Jacobian coordinates, x = X / Z^2, y = Y / Z^3; Z = 0 is infinity.</summary>
public readonly struct JacobianPoint<TPrime, TCurve>
    where TPrime : struct, IPrime
    where TCurve : struct, IWeierstrassCurve<TPrime>
{
    public readonly Fp<TPrime> X;
    public readonly Fp<TPrime> Y;
    public readonly Fp<TPrime> Z;

    public JacobianPoint(in Fp<TPrime> x, in Fp<TPrime> y, in Fp<TPrime> z)
    {
        X = x;
        Y = y;
        Z = z;
    }

    public JacobianPoint(in AffinePoint<TPrime> p)
    {
        X = p.X;
        Y = p.Y;
        Z = p.IsInfinity ? Fp<TPrime>.Zero : Fp<TPrime>.One;
    }

    public bool IsInfinity => Z.IsZero;

    /// <summary>Whether y^2 = x^3 + a x + b.</summary>
    public static bool IsOnCurve(in AffinePoint<TPrime> p)
    {
        Fp<TPrime> right = p.X.Square();
        if (TCurve.AIsMinusThree)
        {
            right -= new Fp<TPrime>(3UL);
        }
        return p.Y.Square() == (right * p.X) + TCurve.B;
    }

    /// <summary>2 P; 8 products (9 with a = -3).</summary>
    /// <remarks>
    /// With half of the usual slope, l = 3/2 (X^2 + a Z^4 / 3), all coordinates come out scaled by 1/2:
    /// X' = l^2 - 2 X Y^2, Y' = l (X Y^2 - X') - Y^4, Z' = Y Z. A product by 3/2 costs less than the
    /// additions it saves.
    /// </remarks>
    [SkipLocalsInit]
    public unsafe JacobianPoint<TPrime, TCurve> Double()
    {
        ModularUnit unit;
        unit.Modulus = TPrime.Modulus;
        Fp<TPrime> m;
        if (TCurve.AIsMinusThree)
        {
            Fp<TPrime> zz = Fp<TPrime>.Square(&unit, in Z);
            m = Fp<TPrime>.Multiply(&unit, X - zz, X + zz);
        }
        else
        {
            m = Fp<TPrime>.Square(&unit, in X);
        }
        // 3/2 = (p + 3) / 2 = (p - 1) / 2 + 2.
        var threeHalves = new Fp<TPrime>((TPrime.Modulus >> 1) + new UInt256(2, 0, 0, 0));
        Fp<TPrime> slope = Fp<TPrime>.Multiply(&unit, in m, in threeHalves);
        Fp<TPrime> yy = Fp<TPrime>.Square(&unit, in Y);
        Fp<TPrime> s = Fp<TPrime>.Multiply(&unit, in yy, in X);
        Fp<TPrime> x = Fp<TPrime>.Square(&unit, in slope) - s.Double();
        Fp<TPrime> fourth = Fp<TPrime>.Square(&unit, in yy);
        Fp<TPrime> y = Fp<TPrime>.Multiply(&unit, in slope, s - x) - fourth;
        return new JacobianPoint<TPrime, TCurve>(
            in x, in y, Fp<TPrime>.Multiply(&unit, in Y, in Z));
    }

    /// <summary>P + Q for affine Q and P that is not infinity; 11 products.</summary>
    public JacobianPoint<TPrime, TCurve> Add(in AffinePoint<TPrime> q) =>
        Add(in q, in Z, out _);

    /// <summary>
    /// P + Q where P is not infinity and lies on an isomorphic curve: <paramref name="z1"/> is its Z on Q's curve.
    /// </summary>
    /// <param name="ratio">Z of the sum divided by Z of P, both on P's curve.</param>
    [SkipLocalsInit]
    public unsafe JacobianPoint<TPrime, TCurve> Add(
        in AffinePoint<TPrime> q, in Fp<TPrime> z1, out Fp<TPrime> ratio)
    {
        ratio = Fp<TPrime>.One;
        if (q.IsInfinity)
        {
            return this;
        }
        ModularUnit unit;
        unit.Modulus = TPrime.Modulus;
        Fp<TPrime> zz = Fp<TPrime>.Square(&unit, in z1);
        Fp<TPrime> h = Fp<TPrime>.Multiply(&unit, in zz, in q.X) - X;
        Fp<TPrime> zzz = Fp<TPrime>.Multiply(&unit, in zz, in z1);
        Fp<TPrime> r = Fp<TPrime>.Multiply(&unit, in zzz, in q.Y) - Y;
        if (h.IsZero)
        {
            return r.IsZero ? Double() : default;
        }
        ratio = h;
        Fp<TPrime> hh = Fp<TPrime>.Square(&unit, in h);
        Fp<TPrime> hhh = Fp<TPrime>.Multiply(&unit, in hh, in h);
        Fp<TPrime> v = Fp<TPrime>.Multiply(&unit, in hh, in X);
        Fp<TPrime> x = Fp<TPrime>.Square(&unit, in r) - hhh - v.Double();
        Fp<TPrime> yh = Fp<TPrime>.Multiply(&unit, in hhh, in Y);
        Fp<TPrime> y = Fp<TPrime>.Multiply(&unit, in r, v - x) - yh;
        return new JacobianPoint<TPrime, TCurve>(
            in x, in y, Fp<TPrime>.Multiply(&unit, in Z, in h));
    }

    /// <summary>P + Q; 16 products.</summary>
    public JacobianPoint<TPrime, TCurve> Add(in JacobianPoint<TPrime, TCurve> q)
    {
        if (q.IsInfinity)
        {
            return this;
        }
        if (IsInfinity)
        {
            return q;
        }
        Fp<TPrime> z1z1 = Z.Square();
        Fp<TPrime> z2z2 = q.Z.Square();
        Fp<TPrime> u1 = X * z2z2;
        Fp<TPrime> s1 = Y * (z2z2 * q.Z);
        Fp<TPrime> h = (q.X * z1z1) - u1;
        Fp<TPrime> r = (q.Y * (z1z1 * Z)) - s1;
        if (h.IsZero)
        {
            return r.IsZero ? Double() : default;
        }
        Fp<TPrime> hh = h.Square();
        Fp<TPrime> hhh = hh * h;
        Fp<TPrime> v = u1 * hh;
        Fp<TPrime> x = r.Square() - hhh - v.Double();
        Fp<TPrime> y = (r * (v - x)) - (s1 * hhh);
        return new JacobianPoint<TPrime, TCurve>(x, y, Z * q.Z * h);
    }

    /// <summary>The affine point; (0, 0) for infinity.</summary>
    public AffinePoint<TPrime> ToAffine()
    {
        if (IsInfinity)
        {
            return default;
        }
        Fp<TPrime> inverse = Z.Inverse();
        Fp<TPrime> square = inverse.Square();
        return new AffinePoint<TPrime>(X * square, Y * (square * inverse));
    }
}
