namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>
/// A point of y^2 = x^3 + 4 over the field of BLS12-381 in Jacobian coordinates, x = X / Z^2,
/// y = Y / Z^3; Z = 0 is infinity.
/// </summary>
internal readonly struct Bls12Point
{
    /// <summary>Bytes of a compressed point.</summary>
    public const int ByteLength = Bls12Fp.ByteLength;

    public readonly Bls12Fp X;
    public readonly Bls12Fp Y;
    public readonly Bls12Fp Z;

    public Bls12Point(in Bls12Fp x, in Bls12Fp y, in Bls12Fp z)
    {
        X = x;
        Y = y;
        Z = z;
    }

    public static Bls12Point Generator =>
        new(Bls12Constants.GeneratorX, Bls12Constants.GeneratorY, Bls12Fp.One);

    /// <summary>The prime order of the subgroup.</summary>
    public static UInt256 Order => new(
        0xFFFFFFFF00000001, 0x53BDA402FFFE5BFE, 0x3339D80809A1D805, 0x73EDA753299D7D48);

    public bool IsInfinity => Z.IsZero;

    public static Bls12Point operator -(in Bls12Point a) => new(a.X, -a.Y, a.Z);

    public Bls12Point Double()
    {
        Bls12Fp yy = Y.Square();
        Bls12Fp s = (X * yy).Double().Double();
        Bls12Fp xx = X.Square();
        Bls12Fp m = xx.Double() + xx;
        Bls12Fp x = m.Square() - s.Double();
        Bls12Fp y = (m * (s - x)) - yy.Square().Double().Double().Double();
        return new Bls12Point(x, y, (Y * Z).Double());
    }

    public Bls12Point Add(in Bls12Point q)
    {
        if (q.IsInfinity)
        {
            return this;
        }
        if (IsInfinity)
        {
            return q;
        }
        Bls12Fp z1z1 = Z.Square();
        Bls12Fp z2z2 = q.Z.Square();
        Bls12Fp u1 = X * z2z2;
        Bls12Fp s1 = Y * (z2z2 * q.Z);
        Bls12Fp h = (q.X * z1z1) - u1;
        Bls12Fp r = (q.Y * (z1z1 * Z)) - s1;
        if (h.IsZero)
        {
            return r.IsZero ? Double() : default;
        }
        Bls12Fp hh = h.Square();
        Bls12Fp hhh = hh * h;
        Bls12Fp v = u1 * hh;
        Bls12Fp x = r.Square() - hhh - v.Double();
        Bls12Fp y = (r * (v - x)) - (s1 * hhh);
        return new Bls12Point(x, y, Z * q.Z * h);
    }

    public Bls12Point Multiply(in UInt256 scalar)
    {
        Bls12Point result = default;
        for (int bit = scalar.BitLength - 1; bit >= 0; bit--)
        {
            result = result.Double();
            if (scalar.Bit(bit))
            {
                result = result.Add(in this);
            }
        }
        return result;
    }

    /// <summary>The same point with Z = 1, or infinity.</summary>
    public Bls12Point Normalize()
    {
        if (IsInfinity)
        {
            return default;
        }
        Bls12Fp inverse = Z.Inverse();
        Bls12Fp square = inverse.Square();
        return new Bls12Point(X * square, Y * (square * inverse), Bls12Fp.One);
    }

    /// <summary>
    /// Reads a compressed point of the subgroup: x in 48 bytes, big-endian, under three flags (is
    /// compressed, is infinity, y is the larger root). False for anything else.
    /// </summary>
    public static bool TryDecompress(ReadOnlySpan<byte> bytes, out Bls12Point point)
    {
        point = default;
        int flags = bytes[0] >> 5;
        Span<byte> digits = stackalloc byte[ByteLength];
        bytes.CopyTo(digits);
        digits[0] &= 0x1F;
        if ((flags & 4) == 0 || !Bls12Fp.TryRead(digits, out Bls12Fp x))
        {
            return false;
        }
        if ((flags & 2) != 0)
        {
            return (flags & 1) == 0 && x.IsZero;
        }
        Bls12Fp two = Bls12Fp.One.Double();
        Bls12Fp square = (x.Square() * x) + two.Double();
        if (!square.TrySqrt(out Bls12Fp y))
        {
            return false;
        }
        bool isLarge = (flags & 1) != 0;
        point = new Bls12Point(x, y.IsLarge() == isLarge ? y : -y, Bls12Fp.One);
        UInt256 order = Order;
        return point.Multiply(in order).IsInfinity;
    }
}
