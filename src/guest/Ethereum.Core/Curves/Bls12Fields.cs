namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>Fp2 = Fp[u] / (u^2 + 1) over the field of BLS12-381.</summary>
internal readonly struct Bls12Fp2 : IBls12Field<Bls12Fp2>
{
    public readonly Bls12Fp C0;
    public readonly Bls12Fp C1;

    public Bls12Fp2(in Bls12Fp c0, in Bls12Fp c1)
    {
        C0 = c0;
        C1 = c1;
    }

    public static int PaddedLength => 2 * Bls12Fp.PaddedLength;

    public static Bls12Fp2 One => new(Bls12Fp.One, default);

    public bool IsZero => C0.IsZero && C1.IsZero;

    public bool IsOdd => C0.IsZero ? C1.IsOdd : C0.IsOdd;

    public static Bls12Fp2 operator +(in Bls12Fp2 a, in Bls12Fp2 b) =>
        new(a.C0 + b.C0, a.C1 + b.C1);

    public static Bls12Fp2 operator -(in Bls12Fp2 a, in Bls12Fp2 b) =>
        new(a.C0 - b.C0, a.C1 - b.C1);

    public static Bls12Fp2 operator -(in Bls12Fp2 a) => new(-a.C0, -a.C1);

    public static Bls12Fp2 operator *(in Bls12Fp2 a, in Bls12Fp2 b)
    {
        Bls12Fp low = a.C0 * b.C0;
        Bls12Fp high = a.C1 * b.C1;
        return new Bls12Fp2(low - high, ((a.C0 + a.C1) * (b.C0 + b.C1)) - low - high);
    }

    public static Bls12Fp2 operator *(in Bls12Fp2 a, in Bls12Fp b) => new(a.C0 * b, a.C1 * b);

    public static bool operator ==(in Bls12Fp2 a, in Bls12Fp2 b) => a.C0 == b.C0 && a.C1 == b.C1;

    public static bool operator !=(in Bls12Fp2 a, in Bls12Fp2 b) => !(a == b);

    public Bls12Fp2 Square() => new((C0 + C1) * (C0 - C1), (C0 * C1).Double());

    public Bls12Fp2 Double() => new(C0.Double(), C1.Double());

    public Bls12Fp2 Triple() => Double() + this;

    public Bls12Fp2 Conjugate() => new(C0, -C1);

    /// <summary>Times xi = 1 + u, the non-residue that the next extension is built on.</summary>
    public Bls12Fp2 TimesXi() => new(C0 - C1, C0 + C1);

    /// <summary>The inverse; zero for zero.</summary>
    public Bls12Fp2 Inverse()
    {
        Bls12Fp inverse = Norm().Inverse();
        return new Bls12Fp2(C0 * inverse, -(C1 * inverse));
    }

    /// <summary>A square root of this or, with false, of z = -(2 + u) times this.</summary>
    /// <remarks>
    /// The norm tells whether a root exists, and its root leads to the root (the "complex method"). The
    /// norm of z is 5: where s^2 is -n, the root of 5 n is s times the root of -5.
    /// </remarks>
    public bool SqrtOrScaled(out Bls12Fp2 root)
    {
        bool isSquare = Norm().SqrtOrNegative(out Bls12Fp s);
        Bls12Fp2 a = this;
        if (!isSquare)
        {
            s *= Bls12Constants.SqrtMinusFive;
            a *= Bls12MapG2.Z;
        }
        if (a.C1.IsZero)
        {
            root = a.C0.SqrtOrNegative(out Bls12Fp real)
                ? new Bls12Fp2(real, default)
                : new Bls12Fp2(default, real);
            return isSquare;
        }
        // (x + y u)^2 = a has x^2 = (a0 + s) / 2 and y = a1 / (2 x), with one of the signs of s; for the
        // other one, x^2 is minus what the first gave and x and y change places.
        Bls12Fp half = (a.C0 + s) * Bls12Constants.Half;
        bool isFirst = half.SqrtOrNegative(out Bls12Fp x);
        Bls12Fp y = a.C1 * x.Double().Inverse();
        root = isFirst ? new Bls12Fp2(x, y) : new Bls12Fp2(y, x);
        return isSquare;
    }

    public static bool TryReadPadded(ReadOnlySpan<byte> bytes, out Bls12Fp2 value)
    {
        bool isFirst = Bls12Fp.TryReadPadded(bytes, out Bls12Fp c0);
        bool isSecond = Bls12Fp.TryReadPadded(bytes[Bls12Fp.PaddedLength..], out Bls12Fp c1);
        value = new Bls12Fp2(in c0, in c1);
        return isFirst && isSecond;
    }

    public void WritePadded(Span<byte> target)
    {
        C0.WritePadded(target);
        C1.WritePadded(target[Bls12Fp.PaddedLength..]);
    }

    private Bls12Fp Norm() => C0.Square() + C1.Square();

    public override bool Equals(object? obj) => obj is Bls12Fp2 other && this == other;

    public override int GetHashCode() => C0.GetHashCode() ^ C1.GetHashCode();
}

/// <summary>Fp6 = Fp2[v] / (v^3 - xi).</summary>
internal readonly struct Bls12Fp6
{
    public readonly Bls12Fp2 C0;
    public readonly Bls12Fp2 C1;
    public readonly Bls12Fp2 C2;

    public Bls12Fp6(in Bls12Fp2 c0, in Bls12Fp2 c1, in Bls12Fp2 c2)
    {
        C0 = c0;
        C1 = c1;
        C2 = c2;
    }

    public static Bls12Fp6 operator +(in Bls12Fp6 a, in Bls12Fp6 b) =>
        new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2);

    public static Bls12Fp6 operator -(in Bls12Fp6 a, in Bls12Fp6 b) =>
        new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2);

    public static Bls12Fp6 operator -(in Bls12Fp6 a) => new(-a.C0, -a.C1, -a.C2);

    public static Bls12Fp6 operator *(in Bls12Fp6 a, in Bls12Fp6 b)
    {
        Bls12Fp2 t0 = a.C0 * b.C0;
        Bls12Fp2 t1 = a.C1 * b.C1;
        Bls12Fp2 t2 = a.C2 * b.C2;
        Bls12Fp2 cross12 = ((a.C1 + a.C2) * (b.C1 + b.C2)) - t1 - t2;
        Bls12Fp2 cross01 = ((a.C0 + a.C1) * (b.C0 + b.C1)) - t0 - t1;
        Bls12Fp2 cross02 = ((a.C0 + a.C2) * (b.C0 + b.C2)) - t0 - t2;
        return new Bls12Fp6(t0 + cross12.TimesXi(), cross01 + t2.TimesXi(), cross02 + t1);
    }

    /// <summary>The product with b0 + b1 v.</summary>
    public Bls12Fp6 TimesLinear(in Bls12Fp2 b0, in Bls12Fp2 b1)
    {
        Bls12Fp2 t0 = C0 * b0;
        Bls12Fp2 t1 = C1 * b1;
        Bls12Fp2 cross = ((C0 + C1) * (b0 + b1)) - t0 - t1;
        return new Bls12Fp6(t0 + (C2 * b1).TimesXi(), cross, t1 + (C2 * b0));
    }

    /// <summary>The product with b v.</summary>
    public Bls12Fp6 TimesShifted(in Bls12Fp2 b) => new((C2 * b).TimesXi(), C0 * b, C1 * b);

    /// <summary>The product with b v.</summary>
    public Bls12Fp6 TimesShifted(in Bls12Fp b) => new((C2 * b).TimesXi(), C0 * b, C1 * b);

    /// <summary>Times v.</summary>
    public Bls12Fp6 TimesV() => new(C2.TimesXi(), C0, C1);

    public Bls12Fp6 Inverse()
    {
        Bls12Fp2 a = C0.Square() - (C1 * C2).TimesXi();
        Bls12Fp2 b = C2.Square().TimesXi() - (C0 * C1);
        Bls12Fp2 c = C1.Square() - (C0 * C2);
        Bls12Fp2 norm = (C0 * a) + ((C2 * b) + (C1 * c)).TimesXi();
        Bls12Fp2 inverse = norm.Inverse();
        return new Bls12Fp6(a * inverse, b * inverse, c * inverse);
    }
}

/// <summary>Fp12 = Fp6[w] / (w^2 - v), where the pairing takes its values.</summary>
internal readonly struct Bls12Fp12
{
    public readonly Bls12Fp6 C0;
    public readonly Bls12Fp6 C1;

    public Bls12Fp12(in Bls12Fp6 c0, in Bls12Fp6 c1)
    {
        C0 = c0;
        C1 = c1;
    }

    public static Bls12Fp12 One => new(new Bls12Fp6(Bls12Fp2.One, default, default), default);

    public bool IsOne =>
        C0.C0 == Bls12Fp2.One && C0.C1.IsZero && C0.C2.IsZero
        && C1.C0.IsZero && C1.C1.IsZero && C1.C2.IsZero;

    public static Bls12Fp12 operator *(in Bls12Fp12 a, in Bls12Fp12 b)
    {
        Bls12Fp6 low = a.C0 * b.C0;
        Bls12Fp6 high = a.C1 * b.C1;
        Bls12Fp6 cross = ((a.C0 + a.C1) * (b.C0 + b.C1)) - low - high;
        return new Bls12Fp12(low + high.TimesV(), cross);
    }

    public Bls12Fp12 Square()
    {
        Bls12Fp6 product = C0 * C1;
        Bls12Fp6 sum = (C0 + C1) * (C0 + C1.TimesV());
        return new Bls12Fp12(sum - product - product.TimesV(), product + product);
    }

    /// <summary>The square of an element whose power p^4 - p^2 + 1 is one.</summary>
    /// <remarks>Granger and Scott, 2010: three squares in Fp4, 18 products in place of 36.</remarks>
    public Bls12Fp12 CyclotomicSquare()
    {
        Square4(in C0.C0, in C1.C1, out Bls12Fp2 a0, out Bls12Fp2 a1);
        Square4(in C1.C0, in C0.C2, out Bls12Fp2 b0, out Bls12Fp2 b1);
        Square4(in C0.C1, in C1.C2, out Bls12Fp2 c0, out Bls12Fp2 c1);
        c1 = c1.TimesXi();
        return new Bls12Fp12(
            new Bls12Fp6(
                (a0 - C0.C0).Double() + a0, (b0 - C0.C1).Double() + b0, (c0 - C0.C2).Double() + c0),
            new Bls12Fp6(
                (c1 + C1.C0).Double() + c1, (a1 + C1.C1).Double() + a1, (b1 + C1.C2).Double() + b1));
    }

    // (a + b t)^2 = c0 + c1 t with t^2 = xi.
    private static void Square4(
        in Bls12Fp2 a, in Bls12Fp2 b, out Bls12Fp2 c0, out Bls12Fp2 c1)
    {
        Bls12Fp2 aa = a.Square();
        Bls12Fp2 bb = b.Square();
        c0 = aa + bb.TimesXi();
        c1 = (a + b).Square() - aa - bb;
    }

    /// <summary>The product with a + b w^2 + c w^3: the value of a line.</summary>
    /// <remarks>13 products in Fp2, by Karatsuba's on the halves.</remarks>
    public Bls12Fp12 TimesLine(in Bls12Fp2 a, in Bls12Fp2 b, in Bls12Fp2 c)
    {
        Bls12Fp6 low = C0.TimesLinear(in a, in b);
        Bls12Fp6 high = C1.TimesShifted(in c);
        Bls12Fp6 cross = (C0 + C1).TimesLinear(in a, b + c) - low - high;
        return new Bls12Fp12(low + high.TimesV(), in cross);
    }

    /// <summary>The same with c in the base field.</summary>
    public Bls12Fp12 TimesLine(in Bls12Fp2 a, in Bls12Fp2 b, in Bls12Fp c) => new(
        C0.TimesLinear(in a, in b) + C1.TimesShifted(in c).TimesV(),
        C1.TimesLinear(in a, in b) + C0.TimesShifted(in c));

    /// <summary>The power p^6; on elements of norm one the inverse.</summary>
    public Bls12Fp12 Conjugate() => new(C0, -C1);

    public Bls12Fp12 Inverse()
    {
        Bls12Fp6 inverse = ((C0 * C0) - (C1 * C1).TimesV()).Inverse();
        return new Bls12Fp12(C0 * inverse, -(C1 * inverse));
    }

    /// <summary>The power p: conjugates the coefficient of w^i and scales it by xi^(i (p-1) / 6).</summary>
    public Bls12Fp12 Frobenius() => new(
        new Bls12Fp6(
            C0.C0.Conjugate(),
            C0.C1.Conjugate() * Bls12Constants.Gamma2,
            C0.C2.Conjugate() * Bls12Constants.Gamma4),
        new Bls12Fp6(
            C1.C0.Conjugate() * Bls12Constants.Gamma1,
            C1.C1.Conjugate() * Bls12Constants.Gamma3,
            C1.C2.Conjugate() * Bls12Constants.Gamma5));

    /// <summary>
    /// The power x, the curve's negative parameter, of an element whose power p^4 - p^2 + 1 is one.
    /// </summary>
    public Bls12Fp12 PowX()
    {
        Bls12Fp12 result = this;
        for (int bit = 62; bit >= 0; bit--)
        {
            result = result.CyclotomicSquare();
            if (((Bls12Constants.X >> bit) & 1) != 0)
            {
                result *= this;
            }
        }
        return result.Conjugate();
    }
}
