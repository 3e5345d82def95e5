namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>A point, not infinity, of the twist y^2 = x^3 + 4 (1 + u) over Fp2.</summary>
internal readonly struct Bls12TwistPoint
{
    public readonly Bls12Fp2 X;
    public readonly Bls12Fp2 Y;

    public Bls12TwistPoint(in Bls12Fp2 x, in Bls12Fp2 y)
    {
        X = x;
        Y = y;
    }

    public static Bls12TwistPoint Generator =>
        new(Bls12Constants.TwistGeneratorX, Bls12Constants.TwistGeneratorY);

    /// <summary>The generator times the secret of the KZG ceremony (EIP-4844).</summary>
    public static Bls12TwistPoint Setup => new(Bls12Constants.SetupX, Bls12Constants.SetupY);
}

/// <summary>
/// The ate pairing on BLS12-381, as a factor of a product that is checked to be one. Lines are scaled
/// by elements of proper subfields, which the final power removes.
/// </summary>
internal static class Bls12Pairing
{
    /// <summary>
    /// Multiplies f by the Miller function of (p, q), up to the sign of the curve's parameter, which
    /// inverts all factors alike. Infinity leaves f as it is.
    /// </summary>
    /// <param name="p">Normalized.</param>
    public static Bls12Fp12 Miller(in Bls12Point p, in Bls12TwistPoint q)
    {
        Bls12Fp12 f = Bls12Fp12.One;
        if (p.IsInfinity)
        {
            return f;
        }
        Bls12Fp2 x = q.X;
        Bls12Fp2 y = q.Y;
        Bls12Fp2 z = Bls12Fp2.One;
        for (int bit = 62; bit >= 0; bit--)
        {
            f = f.Square();
            Double(ref f, in p, ref x, ref y, ref z);
            if (((Bls12Constants.X >> bit) & 1) != 0)
            {
                Add(ref f, in p, in q, ref x, ref y, ref z);
            }
        }
        return f;
    }

    // Untwisted, a point is (x / w^2, y / w^3). The line through t with slope s on the twist, taken at p
    // and times w^3, is (s x_t - y_t) - s x_p w^2 + y_p w^3. Here s = 3 X^2 / (2 Y Z), and all is
    // multiplied by 2 Y Z^3.
    private static void Double(
        ref Bls12Fp12 f, in Bls12Point p, ref Bls12Fp2 x, ref Bls12Fp2 y, ref Bls12Fp2 z)
    {
        Bls12Fp2 xx3 = x.Square().Triple();
        Bls12Fp2 yy = y.Square();
        Bls12Fp2 zz = z.Square();
        Bls12Fp2 newZ = (y * z).Double();
        Bls12Fp2 constant = (xx3 * x) - yy.Double();
        f = f.TimesLine(in constant, -(xx3 * zz * p.X), newZ * zz * p.Y);
        Bls12Fp2 s = (x * yy).Double().Double();
        x = xx3.Square() - s.Double();
        y = (xx3 * (s - x)) - yy.Square().Double().Double().Double();
        z = newZ;
    }

    // The slope is r / (Z h), the line goes through q, and all is multiplied by Z h.
    private static void Add(
        ref Bls12Fp12 f,
        in Bls12Point p,
        in Bls12TwistPoint q,
        ref Bls12Fp2 x,
        ref Bls12Fp2 y,
        ref Bls12Fp2 z)
    {
        Bls12Fp2 zz = z.Square();
        Bls12Fp2 h = (q.X * zz) - x;
        Bls12Fp2 r = (q.Y * (zz * z)) - y;
        Bls12Fp2 newZ = z * h;
        Bls12Fp2 constant = (r * q.X) - (newZ * q.Y);
        f = f.TimesLine(in constant, -(r * p.X), newZ * p.Y);
        Bls12Fp2 hh = h.Square();
        Bls12Fp2 hhh = hh * h;
        Bls12Fp2 v = x * hh;
        x = r.Square() - hhh - v.Double();
        y = (r * (v - x)) - (y * hhh);
        z = newZ;
    }

    /// <summary>Whether the power (p^12 - 1) / r of f is one.</summary>
    /// <remarks>
    /// Three times the hard part is (x - 1)^2 (x + p) (x^2 + p^2 - 1) + 3 (Hayashida, Hayasaka and
    /// Teruya, 2020); 3 does not divide r.
    /// </remarks>
    public static bool FinalPowerIsOne(in Bls12Fp12 value)
    {
        Bls12Fp12 f = value.Conjugate() * value.Inverse();
        f = f.Frobenius().Frobenius() * f;
        Bls12Fp12 a = f.PowX() * f.Conjugate();
        a = a.PowX() * a.Conjugate();
        a = a.PowX() * a.Frobenius();
        a = a.PowX().PowX() * a.Frobenius().Frobenius() * a.Conjugate();
        return (a * f.Square() * f).IsOne;
    }
}
