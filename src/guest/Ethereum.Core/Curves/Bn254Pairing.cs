namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>
/// The optimal ate pairing on bn254 (Vercauteren, "Optimal pairings", 2010), as a check that a product
/// of pairings is one. All pairs share the squarings, the final power and, by Montgomery's trick, one
/// inversion a step, so that affine points are cheap.
/// </summary>
internal static class Bn254Pairing
{
    // The loop count 6x + 2 has 65 bits; these are the lower 64.
    private const ulong LoopLow = 0x9D797039BE763BA8;

    /// <summary>Whether the product of the pairings of (P[i], Q[i]) is one. No point is infinity.</summary>
    public static bool ProductIsOne(
        ReadOnlySpan<AffinePoint<Bn254Prime>> p, ReadOnlySpan<Bn254TwistPoint> q)
    {
        if (p.Length == 0)
        {
            return true;
        }
        var t = q.ToArray();
        var scratch = new Bn254Fp2[2 * t.Length];
        Bn254Fp12 f = Bn254Fp12.One;
        for (int bit = 63; bit >= 0; bit--)
        {
            f = f.Square();
            DoubleStep(ref f, p, t, scratch);
            if (((LoopLow >> bit) & 1) != 0)
            {
                AddStep(ref f, p, t, q, scratch);
            }
        }
        var image = new Bn254TwistPoint[t.Length];
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = q[i].Frobenius();
        }
        AddStep(ref f, p, t, image, scratch);
        for (int i = 0; i < image.Length; i++)
        {
            Bn254TwistPoint second = image[i].Frobenius();
            image[i] = new Bn254TwistPoint(second.X, -second.Y);
        }
        AddStep(ref f, p, t, image, scratch);
        return FinalPower(in f).IsOne;
    }

    private static void DoubleStep(
        ref Bn254Fp12 f,
        ReadOnlySpan<AffinePoint<Bn254Prime>> p,
        Span<Bn254TwistPoint> t,
        Span<Bn254Fp2> scratch)
    {
        for (int i = 0; i < t.Length; i++)
        {
            scratch[i] = t[i].Y.Double();
        }
        InvertAll(scratch.Slice(0, t.Length), scratch.Slice(t.Length));
        for (int i = 0; i < t.Length; i++)
        {
            Bn254Fp2 xx = t[i].X.Square();
            Bn254Fp2 slope = (xx.Double() + xx) * scratch[i];
            Bn254Fp2 x = slope.Square() - t[i].X.Double();
            Step(ref f, in p[i], ref t[i], in slope, in x);
        }
    }

    private static void AddStep(
        ref Bn254Fp12 f,
        ReadOnlySpan<AffinePoint<Bn254Prime>> p,
        Span<Bn254TwistPoint> t,
        ReadOnlySpan<Bn254TwistPoint> q,
        Span<Bn254Fp2> scratch)
    {
        for (int i = 0; i < t.Length; i++)
        {
            scratch[i] = t[i].X - q[i].X;
        }
        InvertAll(scratch.Slice(0, t.Length), scratch.Slice(t.Length));
        for (int i = 0; i < t.Length; i++)
        {
            Bn254Fp2 slope = (t[i].Y - q[i].Y) * scratch[i];
            Bn254Fp2 x = slope.Square() - t[i].X - q[i].X;
            Step(ref f, in p[i], ref t[i], in slope, in x);
        }
    }

    // Multiplies f by the line through t with the slope, taken at p, and moves t to the third point's
    // negative. Untwisted, t is (x w^2, y w^3), so the line is y_P - slope x_P w + (slope x - y) w^3.
    private static void Step(
        ref Bn254Fp12 f,
        in AffinePoint<Bn254Prime> p,
        ref Bn254TwistPoint t,
        in Bn254Fp2 slope,
        in Bn254Fp2 x)
    {
        Bn254Fp2 constant = (slope * t.X) - t.Y;
        f = f.TimesLine(in p.Y, -(slope * p.X), in constant);
        t = new Bn254TwistPoint(x, (slope * (t.X - x)) - t.Y);
    }

    // Inverts all values; scratch has the same length.
    private static void InvertAll(Span<Bn254Fp2> values, Span<Bn254Fp2> scratch)
    {
        Bn254Fp2 product = Bn254Fp2.One;
        for (int i = 0; i < values.Length; i++)
        {
            scratch[i] = product;
            product *= values[i];
        }
        Bn254Fp2 inverse = product.Inverse();
        for (int i = values.Length - 1; i >= 0; i--)
        {
            Bn254Fp2 value = values[i];
            values[i] = inverse * scratch[i];
            inverse *= value;
        }
    }

    /// <summary>
    /// The power (p^12 - 1) / r; the hard part (p^4 - p^2 + 1) / r by the chain of Scott, Benger,
    /// Charlemagne, Dominguez Perez and Kachisa ("On the final exponentiation", 2009).
    /// </summary>
    private static Bn254Fp12 FinalPower(in Bn254Fp12 value)
    {
        Bn254Fp12 f = value.Conjugate() * value.Inverse();
        f = f.Frobenius().Frobenius() * f;
        Bn254Fp12 fp = f.Frobenius();
        Bn254Fp12 fp2 = fp.Frobenius();
        Bn254Fp12 fp3 = fp2.Frobenius();
        Bn254Fp12 fx = f.PowX();
        Bn254Fp12 fx2 = fx.PowX();
        Bn254Fp12 fx3 = fx2.PowX();
        Bn254Fp12 fx2p = fx2.Frobenius();
        Bn254Fp12 y0 = fp * fp2 * fp3;
        Bn254Fp12 y1 = f.Conjugate();
        Bn254Fp12 y2 = fx2p.Frobenius();
        Bn254Fp12 y3 = fx.Frobenius().Conjugate();
        Bn254Fp12 y4 = (fx * fx2p).Conjugate();
        Bn254Fp12 y5 = fx2.Conjugate();
        Bn254Fp12 y6 = (fx3 * fx3.Frobenius()).Conjugate();
        Bn254Fp12 t0 = y6.CyclotomicSquare() * y4 * y5;
        Bn254Fp12 t1 = (y3 * y5 * t0).CyclotomicSquare();
        t0 *= y2;
        t1 = (t1 * t0).CyclotomicSquare();
        t0 = (t1 * y1).CyclotomicSquare();
        return t0 * (t1 * y0);
    }
}
