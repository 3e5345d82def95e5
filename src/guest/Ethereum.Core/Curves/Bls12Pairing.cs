namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>
/// The ate pairing on BLS12-381, as a check that a product of pairings is one. Lines are scaled by
/// elements of proper subfields, which the final power removes. All pairs share the squarings and the
/// final power.
/// </summary>
internal static class Bls12Pairing
{
    /// <summary>
    /// Whether the product of the pairings of (P[i], Q[i]) is one. Pairs with infinity do not count.
    /// </summary>
    public static bool ProductIsOne(
        ReadOnlySpan<Bls12Affine<Bls12Fp>> p, ReadOnlySpan<Bls12Affine<Bls12Fp2>> q)
    {
        var sums = new Bls12Point<Bls12Fp2>[p.Length];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = p[i].IsInfinity ? default : new Bls12Point<Bls12Fp2>(in q[i]);
        }
        // The sign of the curve's parameter is left out, which inverts the product.
        Bls12Fp12 f = Bls12Fp12.One;
        for (int bit = 62; bit >= 0; bit--)
        {
            f = f.Square();
            bool isOne = ((Bls12Constants.X >> bit) & 1) != 0;
            for (int i = 0; i < sums.Length; i++)
            {
                if (!sums[i].IsInfinity)
                {
                    Double(ref f, in p[i], ref sums[i]);
                    if (isOne)
                    {
                        Add(ref f, in p[i], in q[i], ref sums[i]);
                    }
                }
            }
        }
        return FinalPowerIsOne(in f);
    }

    /// <summary>Whether e(P, Q) e(R, S) is one, for the lines of Q and S.</summary>
    public static bool ProductIsOne(
        in Bls12Affine<Bls12Fp> p, Bls12Lines q, in Bls12Affine<Bls12Fp> r, Bls12Lines s)
    {
        Bls12Fp12 f = Bls12Fp12.One;
        int index = 0;
        for (int bit = 62; bit >= 0; bit--)
        {
            f = f.Square();
            int end = index + 1 + (int)((Bls12Constants.X >> bit) & 1);
            for (; index < end; index++)
            {
                f = p.IsInfinity ? f : q.Multiply(in f, index, in p);
                f = r.IsInfinity ? f : s.Multiply(in f, index, in r);
            }
        }
        return FinalPowerIsOne(in f);
    }

    // Untwisted, a point is (x / w^2, y / w^3). The line through t with slope s on the twist, taken at p
    // and times w^3, is (s x_t - y_t) - s x_p w^2 + y_p w^3. Here s = 3 X^2 / (2 Y Z), and all is
    // multiplied by 2 Y Z^3.
    private static void Double(
        ref Bls12Fp12 f, in Bls12Affine<Bls12Fp> p, ref Bls12Point<Bls12Fp2> sum)
    {
        Bls12Fp2 x = sum.X;
        Bls12Fp2 y = sum.Y;
        Bls12Fp2 z = sum.Z;
        Bls12Fp2 xx3 = x.Square().Triple();
        Bls12Fp2 yy = y.Square();
        Bls12Fp2 zz = z.Square();
        Bls12Fp2 newZ = (y * z).Double();
        Bls12Fp2 constant = (xx3 * x) - yy.Double();
        f = f.TimesLine(in constant, -(xx3 * zz * p.X), newZ * zz * p.Y);
        Bls12Fp2 s = (x * yy).Double().Double();
        x = xx3.Square() - s.Double();
        y = (xx3 * (s - x)) - yy.Square().Double().Double().Double();
        sum = new Bls12Point<Bls12Fp2>(x, y, newZ);
    }

    // The slope is r / (Z h), the line goes through q, and all is multiplied by Z h.
    private static void Add(
        ref Bls12Fp12 f,
        in Bls12Affine<Bls12Fp> p,
        in Bls12Affine<Bls12Fp2> q,
        ref Bls12Point<Bls12Fp2> sum)
    {
        Bls12Fp2 x = sum.X;
        Bls12Fp2 y = sum.Y;
        Bls12Fp2 z = sum.Z;
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
        sum = new Bls12Point<Bls12Fp2>(x, y, newZ);
    }

    /// <summary>Whether the power (p^12 - 1) / r of f is one.</summary>
    /// <remarks>
    /// Three times the hard part is (x - 1)^2 (x + p) (x^2 + p^2 - 1) + 3 (Hayashida, Hayasaka and
    /// Teruya, 2020); 3 does not divide r.
    /// </remarks>
    private static bool FinalPowerIsOne(in Bls12Fp12 value)
    {
        Bls12Fp12 f = value.Conjugate() * value.Inverse();
        f = f.Frobenius().Frobenius() * f;
        Bls12Fp12 a = f.PowX() * f.Conjugate();
        a = a.PowX() * a.Conjugate();
        a = a.PowX() * a.Frobenius();
        a = a.PowX().PowX() * a.Frobenius().Frobenius() * a.Conjugate();
        return (a * f.CyclotomicSquare() * f).IsOne;
    }
}
