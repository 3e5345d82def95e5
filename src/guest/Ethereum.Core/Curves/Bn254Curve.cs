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

    /// <summary>Three times the constant of the curve's equation.</summary>
    public static Bn254Fp2 ThreeB => new(
        new Fq(new UInt256(
            0x1EF69C66BCE9B021, 0xF21B7C8D3CB039CF, 0x1499BE5E509E8F8F, 0x20753ADCA9C6BFB8)),
        new Fq(new UInt256(
            0xADE8371391494176, 0xF5EEE18EAF8748F8, 0x67860F09CC8AF9DD, 0x01C53B10B0D2FC7E)));

    public static Bn254TwistPoint operator -(in Bn254TwistPoint p) => new(p.X, -p.Y);

    public bool IsOnCurve() => Y.Square() == (X.Square() * X) + B;

    /// <summary>The power p of the untwisted point, back on the twist.</summary>
    public Bn254TwistPoint Frobenius() => new(
        X.Conjugate() * Bn254Constants.Gamma2, Y.Conjugate() * Bn254Constants.Gamma3);
}
