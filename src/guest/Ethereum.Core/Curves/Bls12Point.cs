namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>What the curves of BLS12-381 need of the fields that they are over.</summary>
internal interface IBls12Field<TSelf>
    where TSelf : struct, IBls12Field<TSelf>
{
    /// <summary>Bytes of an element in calls of contracts (EIP-2537).</summary>
    static abstract int PaddedLength { get; }

    static abstract TSelf One { get; }

    bool IsZero { get; }

    /// <summary>The function sgn0 of RFC 9380, section 4.1: the parity of the first digit but zero.</summary>
    bool IsOdd { get; }

    static abstract TSelf operator +(in TSelf a, in TSelf b);

    static abstract TSelf operator -(in TSelf a, in TSelf b);

    static abstract TSelf operator -(in TSelf a);

    static abstract TSelf operator *(in TSelf a, in TSelf b);

    static abstract bool operator ==(in TSelf a, in TSelf b);

    static abstract bool operator !=(in TSelf a, in TSelf b);

    TSelf Square();

    TSelf Double();

    /// <summary>The inverse; zero for zero.</summary>
    TSelf Inverse();

    /// <summary>False where the encoding is not canonical.</summary>
    static abstract bool TryReadPadded(ReadOnlySpan<byte> bytes, out TSelf value);

    void WritePadded(Span<byte> target);
}

/// <summary>A point (x, y); (0, 0), which is on neither curve, stands for infinity.</summary>
internal readonly struct Bls12Affine<TField>
    where TField : struct, IBls12Field<TField>
{
    public readonly TField X;
    public readonly TField Y;

    public Bls12Affine(in TField x, in TField y)
    {
        X = x;
        Y = y;
    }

    public bool IsInfinity => X.IsZero && Y.IsZero;

    public static Bls12Affine<TField> operator -(in Bls12Affine<TField> p) => new(p.X, -p.Y);

    /// <summary>The sum, by one inversion.</summary>
    public Bls12Affine<TField> Add(in Bls12Affine<TField> q)
    {
        if (q.IsInfinity)
        {
            return this;
        }
        if (IsInfinity)
        {
            return q;
        }
        TField slope;
        if (X != q.X)
        {
            slope = (q.Y - Y) * (q.X - X).Inverse();
        }
        else
        {
            if (Y != q.Y || Y.IsZero)
            {
                return default;
            }
            TField xx = X.Square();
            slope = (xx.Double() + xx) * Y.Double().Inverse();
        }
        TField x = slope.Square() - X - q.X;
        return new Bls12Affine<TField>(x, (slope * (X - x)) - Y);
    }
}

/// <summary>
/// A point of a curve y^2 = x^3 + b in Jacobian coordinates, x = X / Z^2, y = Y / Z^3; Z = 0 is
/// infinity.
/// </summary>
internal readonly struct Bls12Point<TField>
    where TField : struct, IBls12Field<TField>
{
    public readonly TField X;
    public readonly TField Y;
    public readonly TField Z;

    public Bls12Point(in TField x, in TField y, in TField z)
    {
        X = x;
        Y = y;
        Z = z;
    }

    public Bls12Point(in Bls12Affine<TField> p)
    {
        X = p.X;
        Y = p.Y;
        Z = p.IsInfinity ? default : TField.One;
    }

    public bool IsInfinity => Z.IsZero;

    public static Bls12Point<TField> operator -(in Bls12Point<TField> p) => new(p.X, -p.Y, p.Z);

    /// <summary>2 P; 7 products.</summary>
    public Bls12Point<TField> Double()
    {
        TField yy = Y.Square();
        TField s = (X * yy).Double().Double();
        TField xx = X.Square();
        TField m = xx.Double() + xx;
        TField x = m.Square() - s.Double();
        TField y = (m * (s - x)) - yy.Square().Double().Double().Double();
        return new Bls12Point<TField>(x, y, (Y * Z).Double());
    }

    /// <summary>P + Q; 16 products.</summary>
    public Bls12Point<TField> Add(in Bls12Point<TField> q)
    {
        if (q.IsInfinity)
        {
            return this;
        }
        if (IsInfinity)
        {
            return q;
        }
        TField z1z1 = Z.Square();
        TField z2z2 = q.Z.Square();
        TField u1 = X * z2z2;
        TField s1 = Y * (z2z2 * q.Z);
        TField h = (q.X * z1z1) - u1;
        TField r = (q.Y * (z1z1 * Z)) - s1;
        if (h.IsZero)
        {
            return r.IsZero ? Double() : default;
        }
        TField hh = h.Square();
        TField hhh = hh * h;
        TField v = u1 * hh;
        TField x = r.Square() - hhh - v.Double();
        TField y = (r * (v - x)) - (s1 * hhh);
        return new Bls12Point<TField>(x, y, Z * q.Z * h);
    }

    /// <summary>P + Q; 11 products.</summary>
    public Bls12Point<TField> Add(in Bls12Affine<TField> q)
    {
        if (q.IsInfinity)
        {
            return this;
        }
        if (IsInfinity)
        {
            return new Bls12Point<TField>(in q);
        }
        TField zz = Z.Square();
        TField h = (q.X * zz) - X;
        TField r = (q.Y * (zz * Z)) - Y;
        if (h.IsZero)
        {
            return r.IsZero ? Double() : default;
        }
        TField hh = h.Square();
        TField hhh = hh * h;
        TField v = X * hh;
        TField x = r.Square() - hhh - v.Double();
        TField y = (r * (v - x)) - (Y * hhh);
        return new Bls12Point<TField>(x, y, Z * h);
    }

    /// <summary>|x| P for the curve's parameter x, whose ones are few.</summary>
    public Bls12Point<TField> TimesParameter()
    {
        Bls12Point<TField> result = this;
        for (int bit = 62; bit >= 0; bit--)
        {
            result = result.Double();
            if (((Bls12Constants.X >> bit) & 1) != 0)
            {
                result = result.Add(in this);
            }
        }
        return result;
    }

    /// <summary>Whether this is the affine point, which is not infinity.</summary>
    public bool Equals(in Bls12Affine<TField> q)
    {
        TField zz = Z.Square();
        return !IsInfinity && q.X * zz == X && q.Y * (zz * Z) == Y;
    }

    /// <summary>The affine point; (0, 0) for infinity.</summary>
    public Bls12Affine<TField> ToAffine()
    {
        TField inverse = Z.Inverse();
        TField square = inverse.Square();
        return new Bls12Affine<TField>(X * square, Y * (square * inverse));
    }
}
