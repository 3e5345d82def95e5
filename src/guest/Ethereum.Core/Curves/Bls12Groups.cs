namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>A curve of BLS12-381 with its subgroup of prime order r.</summary>
internal interface IBls12Group<TField>
    where TField : struct, IBls12Field<TField>
{
    /// <summary>The curve is y^2 = x^3 + b.</summary>
    static abstract TField B { get; }

    /// <summary>What <see cref="Image"/> multiplies by.</summary>
    static abstract UInt256 ImageFactor { get; }

    /// <summary>The least n with factor^n &gt; r.</summary>
    static abstract int ImageCount { get; }

    /// <summary>The factor times a point of the subgroup, by an endomorphism of the curve.</summary>
    static abstract Bls12Affine<TField> Image(in Bls12Affine<TField> p);

    /// <summary>Whether a finite point of the curve has order r.</summary>
    static abstract bool IsInSubgroup(in Bls12Affine<TField> p);

    /// <summary>Takes a point of the curve to the subgroup as RFC 9380, section 8.8 does.</summary>
    static abstract Bls12Point<TField> ClearCofactor(in Bls12Point<TField> p);
}

/// <summary>G1, on y^2 = x^3 + 4 over Fp.</summary>
internal readonly struct Bls12G1 : IBls12Group<Bls12Fp>
{
    /// <summary>Bytes of a compressed point.</summary>
    public const int ByteLength = Bls12Fp.ByteLength;

    public static Bls12Fp B => Bls12Fp.One.Double().Double();

    public static Bls12Affine<Bls12Fp> Generator =>
        new(Bls12Constants.GeneratorX, Bls12Constants.GeneratorY);

    /// <summary>The prime order of both groups.</summary>
    public static UInt256 Order => new(
        0xFFFFFFFF00000001, 0x53BDA402FFFE5BFE, 0x3339D80809A1D805, 0x73EDA753299D7D48);

    /// <summary>x^2, where r = x^4 - x^2 + 1.</summary>
    public static UInt256 ImageFactor => new(0x0000000100000000, 0xAC45A4010001A402, 0, 0);

    public static int ImageCount => 2;

    /// <summary>(beta x, -y), where beta is a cube root of one.</summary>
    public static Bls12Affine<Bls12Fp> Image(in Bls12Affine<Bls12Fp> p) =>
        new(p.X * Bls12Constants.Beta, -p.Y);

    /// <summary>Whether x^2 P is the image of P.</summary>
    /// <remarks>
    /// phi = -image is a root of X^2 + X + 1 on the whole curve, so that the equation gives
    /// (x^4 - x^2 + 1) P = r P = 0 (Scott, "A note on group membership tests", 2021).
    /// </remarks>
    public static bool IsInSubgroup(in Bls12Affine<Bls12Fp> p)
    {
        Bls12Affine<Bls12Fp> image = Image(in p);
        return new Bls12Point<Bls12Fp>(in p).TimesParameter().TimesParameter().Equals(in image);
    }

    /// <summary>(1 - x) P.</summary>
    public static Bls12Point<Bls12Fp> ClearCofactor(in Bls12Point<Bls12Fp> p) =>
        p.TimesParameter().Add(in p);

    /// <summary>
    /// Reads a compressed point of the subgroup: x in 48 bytes, big-endian, under three flags (is
    /// compressed, is infinity, y is the larger root). False for anything else.
    /// </summary>
    public static bool TryDecompress(ReadOnlySpan<byte> bytes, out Bls12Affine<Bls12Fp> point)
    {
        point = default;
        int flags = bytes[0] >> 5;
        Span<byte> digits = stackalloc byte[ByteLength];
        bytes[..ByteLength].CopyTo(digits);
        digits[0] &= 0x1F;
        if ((flags & 4) == 0 || !Bls12Fp.TryRead(digits, out Bls12Fp x))
        {
            return false;
        }
        if ((flags & 2) != 0)
        {
            return (flags & 1) == 0 && x.IsZero;
        }
        Bls12Fp square = (x.Square() * x) + B;
        if (!square.TrySqrt(out Bls12Fp y))
        {
            return false;
        }
        bool isLarge = (flags & 1) != 0;
        point = new Bls12Affine<Bls12Fp>(x, y.IsLarge() == isLarge ? y : -y);
        return IsInSubgroup(in point);
    }
}

/// <summary>G2, on the twist y^2 = x^3 + 4 (1 + u) over Fp2.</summary>
internal readonly struct Bls12G2 : IBls12Group<Bls12Fp2>
{
    public static Bls12Fp2 B => new(Bls12G1.B, Bls12G1.B);

    public static Bls12Affine<Bls12Fp2> Generator =>
        new(Bls12Constants.TwistGeneratorX, Bls12Constants.TwistGeneratorY);

    /// <summary>The generator times the secret of the KZG ceremony (EIP-4844).</summary>
    public static Bls12Affine<Bls12Fp2> Setup => new(Bls12Constants.SetupX, Bls12Constants.SetupY);

    /// <summary>|x|.</summary>
    public static UInt256 ImageFactor => new(Bls12Constants.X, 0, 0, 0);

    public static int ImageCount => 4;

    /// <summary>-psi(P), where psi is the power p of the untwisted point, back on the twist.</summary>
    public static Bls12Affine<Bls12Fp2> Image(in Bls12Affine<Bls12Fp2> p) => -Psi(in p);

    /// <summary>Whether psi(P) is x P.</summary>
    /// <remarks>
    /// psi is a root of X^2 - (x + 1) X + p on the whole curve, so that the equation gives
    /// (p - x) P = 0, and r is the common divisor of p - x and the curve's order (Scott, 2021).
    /// </remarks>
    public static bool IsInSubgroup(in Bls12Affine<Bls12Fp2> p)
    {
        Bls12Affine<Bls12Fp2> image = Image(in p);
        return new Bls12Point<Bls12Fp2>(in p).TimesParameter().Equals(in image);
    }

    /// <summary>(x^2 - x - 1) P + (x - 1) psi(P) + psi^2(2 P) (RFC 9380, appendix G.3).</summary>
    public static Bls12Point<Bls12Fp2> ClearCofactor(in Bls12Point<Bls12Fp2> p)
    {
        Bls12Point<Bls12Fp2> xp = -p.TimesParameter();
        Bls12Point<Bls12Fp2> psi = Psi(in p);
        Bls12Point<Bls12Fp2> sum = xp.Add(in psi);
        // x (x P + psi(P)) - x P - psi(P) - P + psi^2(2 P).
        Bls12Point<Bls12Fp2> rest = -sum.TimesParameter();
        rest = rest.Add(-sum).Add(-p);
        Bls12Point<Bls12Fp2> twice = p.Double();
        twice = Psi(in twice);
        return rest.Add(Psi(in twice));
    }

    private static Bls12Affine<Bls12Fp2> Psi(in Bls12Affine<Bls12Fp2> p) => new(
        p.X.Conjugate() * Bls12Constants.PsiX, p.Y.Conjugate() * Bls12Constants.PsiY);

    private static Bls12Point<Bls12Fp2> Psi(in Bls12Point<Bls12Fp2> p) => new(
        p.X.Conjugate() * Bls12Constants.PsiX,
        p.Y.Conjugate() * Bls12Constants.PsiY,
        p.Z.Conjugate());
}
