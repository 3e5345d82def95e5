using Fq = ZeroSharp.Ethereum.Core.Curves.Fp<ZeroSharp.Ethereum.Core.Curves.Bn254Prime>;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>G1: y^2 = x^3 + 3 over Fp; it has prime order.</summary>
public readonly struct Bn254Equation : IWeierstrassCurve<Bn254Prime>
{
    public static bool AIsMinusThree => false;

    public static Fq B => new(3UL);
}

/// <summary>A point of the twist y^2 = x^3 + 3 / xi over Fp2; (0, 0) stands for infinity.</summary>
internal readonly struct Bn254TwistPoint
{
    public readonly Bn254Fp2 X;
    public readonly Bn254Fp2 Y;

    public Bn254TwistPoint(in Bn254Fp2 x, in Bn254Fp2 y)
    {
        X = x;
        Y = y;
    }

    public bool IsInfinity => X.IsZero && Y.IsZero;

    private static Bn254Fp2 B => new(
        new Fq(new UInt256(
            0x3267E6DC24A138E5, 0xB5B4C5E559DBEFA3, 0x81BE18991BE06AC3, 0x2B149D40CEB8AAAE)),
        new Fq(new UInt256(
            0xE4A2BD0685C315D2, 0xA74FA084E52D1852, 0xCD2CAFADEED8FDF4, 0x009713B03AF0FED4)));

    public bool IsOnCurve() => Y.Square() == (X.Square() * X) + B;

    /// <summary>The power p of the untwisted point, back on the twist.</summary>
    public Bn254TwistPoint Frobenius() => new(
        X.Conjugate() * Bn254Constants.Gamma2, Y.Conjugate() * Bn254Constants.Gamma3);

    /// <summary>
    /// Whether a point of the curve has the prime order r: Frobenius acts as t - 1 = 6 x^2. As Frobenius
    /// is a root of X^2 - t X + p, that gives (p + 1 - t) Q = r Q = 0.
    /// </summary>
    public bool IsInSubgroup()
    {
        const ulong low = 0xF83E9682E87CFD46;
        const ulong high = 0x6F4D8248EEB859FB;
        Bn254Fp2 x = X;
        Bn254Fp2 y = Y;
        Bn254Fp2 z = Bn254Fp2.One;
        for (int bit = 125; bit >= 0; bit--)
        {
            Double(ref x, ref y, ref z);
            if ((((bit >= 64 ? high : low) >> (bit & 63)) & 1) != 0)
            {
                Add(ref x, ref y, ref z);
            }
        }
        Bn254TwistPoint image = Frobenius();
        Bn254Fp2 zz = z.Square();
        return !z.IsZero && image.X * zz == x && image.Y * (zz * z) == y;
    }

    private static void Double(ref Bn254Fp2 x, ref Bn254Fp2 y, ref Bn254Fp2 z)
    {
        Bn254Fp2 yy = y.Square();
        Bn254Fp2 s = (x * yy).Double().Double();
        Bn254Fp2 xx = x.Square();
        Bn254Fp2 m = xx.Double() + xx;
        Bn254Fp2 newZ = (y * z).Double();
        x = m.Square() - s.Double();
        y = (m * (s - x)) - yy.Square().Double().Double().Double();
        z = newZ;
    }

    // Adds this point to (x, y, z).
    private void Add(ref Bn254Fp2 x, ref Bn254Fp2 y, ref Bn254Fp2 z)
    {
        if (z.IsZero)
        {
            x = X;
            y = Y;
            z = Bn254Fp2.One;
            return;
        }
        Bn254Fp2 zz = z.Square();
        Bn254Fp2 h = (X * zz) - x;
        Bn254Fp2 r = (Y * (zz * z)) - y;
        if (h.IsZero && r.IsZero)
        {
            Double(ref x, ref y, ref z);
            return;
        }
        Bn254Fp2 hh = h.Square();
        Bn254Fp2 hhh = hh * h;
        Bn254Fp2 v = x * hh;
        x = r.Square() - hhh - v.Double();
        y = (r * (v - x)) - (y * hhh);
        z *= h;
    }
}
