using Point = ZeroSharp.Ethereum.Core.Curves.JacobianPoint<
    ZeroSharp.Ethereum.Core.Curves.P256Prime,
    ZeroSharp.Ethereum.Core.Curves.P256Equation>;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>p = 2^256 - 2^224 + 2^192 + 2^96 - 1 (SEC 2, section 2.4.2).</summary>
public readonly struct P256Prime : IPrime
{
    public static UInt256 Modulus => new(~0UL, 0x00000000FFFFFFFF, 0, 0xFFFFFFFF00000001);
}

/// <summary>y^2 = x^3 - 3 x + b (SEC 2, section 2.4.2).</summary>
public readonly struct P256Equation : IWeierstrassCurve<P256Prime>
{
    public static bool AIsMinusThree => true;

    public static Fp<P256Prime> B => new(new UInt256(
        0x3BCE3C3E27D2604B, 0x651D06B0CC53B0F6, 0xB3EBBD55769886BC, 0x5AC635D8AA3A93E7));
}

/// <summary>Verification of signatures on secp256r1, also called P-256 (SEC 1, section 4.1.4).</summary>
/// <remarks>
/// u1 G + u2 Q by one chain of doublings. G has a fixed table of affine points; Q's odd multiples stay
/// in Jacobian coordinates, as an inversion costs about what their cheaper addition would save.
/// </remarks>
internal static class P256Curve
{
    private const int FixedWidth = 8;
    private const int Width = 5;
    private const int TableSize = 1 << (Width - 2);
    private const int MaxDigits = 257;

    private static readonly AffinePoint<P256Prime>[] FixedTable = MakeFixedTable();

    private static UInt256 Order => new(
        0xF3B9CAC2FC632551, 0xBCE6FAADA7179E84, ~0UL, 0xFFFFFFFF00000000);

    /// <summary>
    /// Whether (r, s) signs the hash under the key (x, y); false as well where r or s is not in
    /// [1, n - 1] or the key is no finite point of the curve.
    /// </summary>
    public static bool Verify(
        in UInt256 hash, in UInt256 r, in UInt256 s, in UInt256 x, in UInt256 y)
    {
        UInt256 n = Order;
        UInt256 p = P256Prime.Modulus;
        if (r.IsZero || s.IsZero || r >= n || s >= n || x >= p || y >= p)
        {
            return false;
        }
        var key = new AffinePoint<P256Prime>(new Fp<P256Prime>(in x), new Fp<P256Prime>(in y));
        if (!Point.IsOnCurve(in key))
        {
            return false;
        }
        UInt256 inverse = ModularInverse.Of(in s, in n);
        UInt256 u1 = WideArithmetic.MulMod(in hash, in inverse, in n);
        UInt256 u2 = WideArithmetic.MulMod(in r, in inverse, in n);
        Point sum = Combine(in u1, in u2, in key);
        if (sum.IsInfinity)
        {
            return false;
        }
        // X / Z^2 is compared without an inversion. As p < 2 n, it is r mod n where it is r or r + n.
        Fp<P256Prime> square = sum.Z.Square();
        if (new Fp<P256Prime>(in r) * square == sum.X)
        {
            return true;
        }
        return r < p - n && new Fp<P256Prime>(r + n) * square == sum.X;
    }

    // a G + b Q.
    private static Point Combine(in UInt256 a, in UInt256 b, in AffinePoint<P256Prime> q)
    {
        Span<Point> table = stackalloc Point[TableSize];
        table[0] = new Point(in q);
        Point twice = table[0].Double();
        for (int i = 1; i < TableSize; i++)
        {
            table[i] = table[i - 1].Add(in twice);
        }
        Span<sbyte> digits = stackalloc sbyte[2 * MaxDigits];
        digits.Clear();
        int length = Math.Max(
            Wnaf.Recode(in a, FixedWidth, digits[..MaxDigits]),
            Wnaf.Recode(in b, Width, digits[MaxDigits..]));
        ReadOnlySpan<AffinePoint<P256Prime>> fixedTable = FixedTable;
        Point sum = default;
        for (int i = length - 1; i >= 0; i--)
        {
            sum = sum.Double();
            int digit = digits[i];
            if (digit != 0)
            {
                AffinePoint<P256Prime> g =
                    digit > 0 ? fixedTable[digit >> 1] : -fixedTable[(-digit) >> 1];
                sum = sum.IsInfinity ? new Point(in g) : sum.Add(in g);
            }
            digit = digits[MaxDigits + i];
            if (digit != 0)
            {
                Point multiple = table[(digit > 0 ? digit : -digit) >> 1];
                sum = sum.Add(digit > 0
                    ? multiple
                    : new Point(multiple.X, -multiple.Y, multiple.Z));
            }
        }
        return sum;
    }

    // The odd multiples of G below 2^(FixedWidth - 1).
    private static AffinePoint<P256Prime>[] MakeFixedTable()
    {
        var generator = new AffinePoint<P256Prime>(
            new Fp<P256Prime>(new UInt256(
                0xF4A13945D898C296, 0x77037D812DEB33A0, 0xF8BCE6E563A440F2, 0x6B17D1F2E12C4247)),
            new Fp<P256Prime>(new UInt256(
                0xCBB6406837BF51F5, 0x2BCE33576B315ECE, 0x8EE7EB4A7C0F9E16, 0x4FE342E2FE1A7F9B)));
        var table = new AffinePoint<P256Prime>[1 << (FixedWidth - 2)];
        AffinePoint<P256Prime> twice = new Point(in generator).Double().ToAffine();
        AffinePoint<P256Prime> current = generator;
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = current;
            current = new Point(in current).Add(in twice).ToAffine();
        }
        return table;
    }
}
