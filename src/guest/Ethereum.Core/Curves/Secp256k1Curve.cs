using Point = ZeroSharp.Ethereum.Core.Curves.JacobianPoint<
    ZeroSharp.Ethereum.Core.Curves.Secp256k1Prime,
    ZeroSharp.Ethereum.Core.Curves.Secp256k1Equation>;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>p = 2^256 - 2^32 - 977 (SEC 2, section 2.4.1).</summary>
public readonly struct Secp256k1Prime : IPrime
{
    public static UInt256 Modulus => new(0xFFFFFFFEFFFFFC2F, ~0UL, ~0UL, ~0UL);
}

/// <summary>y^2 = x^3 + 7.</summary>
public readonly struct Secp256k1Equation : IWeierstrassCurve<Secp256k1Prime>
{
    public static bool AIsMinusThree => false;

    public static Fp<Secp256k1Prime> B => new(7UL);
}

/// <summary>Key recovery on secp256k1: one joint multiplication by four half-length scalars.</summary>
/// <remarks>
/// u1 G + u2 R with u = k1 + k2 lambda (the curve's endomorphism maps (x, y) to (beta x, y)), so 128
/// doublings instead of 256. G has a fixed table; R's odd multiples share one Z and count as affine
/// on an isomorphic curve, on which the sum is accumulated.
/// </remarks>
internal static class Secp256k1Curve
{
    private const int FixedWidth = 8;
    private const int Width = 5;
    private const int TableSize = 1 << (Width - 2);
    private const int MaxDigits = 136;

    private static readonly AffinePoint<Secp256k1Prime>[] FixedTable = MakeFixedTable();

    private static UInt256 Order => new(
        0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF);

    private static Fp<Secp256k1Prime> Beta => new(new UInt256(
        0xC1396C28719501EE, 0x9CF0497512F58995, 0x6E64479EAC3434E9, 0x7AE96A2B657C0710));

    /// <summary>The affine key; false where r is no x of a point or the key is infinity.</summary>
    /// <param name="r">0 &lt; r &lt; n.</param>
    /// <param name="s">0 &lt; s &lt; n.</param>
    public static bool TryRecoverKey(
        in UInt256 z, in UInt256 r, in UInt256 s, int recoveryId, out UInt256 x, out UInt256 y)
    {
        x = default;
        y = default;
        var pointX = new Fp<Secp256k1Prime>(r);
        Fp<Secp256k1Prime> square = (pointX.Square() * pointX) + Secp256k1Equation.B;
        if (!TrySqrt(in square, out Fp<Secp256k1Prime> pointY))
        {
            return false;
        }
        if (((int)pointY.Value.U0 & 1) != recoveryId)
        {
            pointY = -pointY;
        }
        UInt256 n = Order;
        UInt256 inverse = ModularInverse.Of(in r, in n);
        UInt256 u1 = WideArithmetic.MulMod(in inverse, in z, in n);
        UInt256 u2 = WideArithmetic.MulMod(in inverse, in s, in n);
        u1 = u1.IsZero ? u1 : n - u1;
        var point = new AffinePoint<Secp256k1Prime>(pointX, pointY);
        AffinePoint<Secp256k1Prime> key = Combine(in u1, in u2, in point).ToAffine();
        x = key.X.Value;
        y = key.Y.Value;
        return !key.IsInfinity;
    }

    /// <summary>a G + b P.</summary>
    internal static Point Combine(
        in UInt256 a, in UInt256 b, in AffinePoint<Secp256k1Prime> p)
    {
        Span<AffinePoint<Secp256k1Prime>> table =
            stackalloc AffinePoint<Secp256k1Prime>[2 * TableSize];
        Fp<Secp256k1Prime> scale = MakeTable(in p, table);
        Span<sbyte> digits = stackalloc sbyte[4 * MaxDigits];
        digits.Clear();
        int length = RecodeSplit(in a, FixedWidth, digits[..(2 * MaxDigits)]);
        length = Math.Max(length, RecodeSplit(in b, Width, digits[(2 * MaxDigits)..]));
        ReadOnlySpan<AffinePoint<Secp256k1Prime>> fixedTable = FixedTable;
        Point sum = default;
        for (int i = length - 1; i >= 0; i--)
        {
            sum = sum.Double();
            sum = AddFixed(in sum, digits[i], fixedTable[..64], in scale);
            sum = AddFixed(in sum, digits[MaxDigits + i], fixedTable[64..], in scale);
            sum = AddDigit(in sum, digits[(2 * MaxDigits) + i], table[..TableSize]);
            sum = AddDigit(in sum, digits[(3 * MaxDigits) + i], table[TableSize..]);
        }
        return new Point(sum.X, sum.Y, sum.Z * scale);
    }

    /// <summary>k = k1 + k2 lambda mod n with both (or their negatives) below 2^129.</summary>
    internal static void Split(in UInt256 k, out UInt256 k1, out UInt256 k2)
    {
        UInt256 n = Order;
        // Rounded k b / n by multiplication with 2^384 b / n, as the lattice basis gives them.
        UInt256 c1 = RoundedProduct(in k, new UInt256(
            0xE893209A45DBB031, 0x3DAA8A1471E8CA7F, 0xE86C90E49284EB15, 0x3086D221A7D46BCD));
        UInt256 c2 = RoundedProduct(in k, new UInt256(
            0x1571B4AE8AC47F71, 0x221208AC9DF506C6, 0x6F547FA90ABFE4C4, 0xE4437ED6010E8828));
        var minusB1 = new UInt256(0x6F547FA90ABFE4C3, 0xE4437ED6010E8828, 0, 0);
        var b2 = new UInt256(0xE86C90E49284EB15, 0x3086D221A7D46BCD, 0, 0);
        UInt256 first = WideArithmetic.MulMod(in c1, in minusB1, in n);
        UInt256 second = WideArithmetic.MulMod(in c2, in b2, in n);
        k2 = first >= second ? first - second : first + (n - second);
        var lambda = new UInt256(
            0xDF02967C1B23BD72, 0x122E22EA20816678, 0xA5261C028812645A, 0x5363AD4CC05C30E0);
        UInt256 product = WideArithmetic.MulMod(in k2, in lambda, in n);
        k1 = k >= product ? k - product : k + (n - product);
    }

    private static UInt256 RoundedProduct(in UInt256 k, in UInt256 g)
    {
        UInt256.MultiplyWide(in k, in g, out _, out UInt256 high);
        return new UInt256(high.U2, high.U3, 0, 0) + (high.U1 >> 63);
    }

    private static int RecodeSplit(in UInt256 k, int width, Span<sbyte> digits)
    {
        Split(in k, out UInt256 k1, out UInt256 k2);
        int first = RecodeSigned(in k1, width, digits[..MaxDigits]);
        return Math.Max(first, RecodeSigned(in k2, width, digits[MaxDigits..]));
    }

    private static int RecodeSigned(in UInt256 k, int width, Span<sbyte> digits)
    {
        if (k.BitLength <= 129)
        {
            return Wnaf.Recode(in k, width, digits);
        }
        int length = Wnaf.Recode(Order - k, width, digits);
        for (int i = 0; i < length; i++)
        {
            digits[i] = (sbyte)-digits[i];
        }
        return length;
    }

    private static Point AddDigit(
        in Point sum, int digit, ReadOnlySpan<AffinePoint<Secp256k1Prime>> table)
    {
        if (digit == 0)
        {
            return sum;
        }
        AffinePoint<Secp256k1Prime> q = digit > 0 ? table[digit >> 1] : -table[(-digit) >> 1];
        return sum.IsInfinity ? new Point(in q) : sum.Add(in q);
    }

    private static Point AddFixed(
        in Point sum,
        int digit,
        ReadOnlySpan<AffinePoint<Secp256k1Prime>> table,
        in Fp<Secp256k1Prime> scale)
    {
        if (digit == 0)
        {
            return sum;
        }
        AffinePoint<Secp256k1Prime> q = digit > 0 ? table[digit >> 1] : -table[(-digit) >> 1];
        if (sum.IsInfinity)
        {
            // The point (x, y) of the curve is (x scale^2, y scale^3) on the isomorphic one.
            Fp<Secp256k1Prime> square = scale.Square();
            return new Point(q.X * square, q.Y * (square * scale), Fp<Secp256k1Prime>.One);
        }
        return sum.Add(in q, sum.Z * scale, out _);
    }

    // Fills table[i] = (2i + 1) P and table[8 + i] = lambda times that, all with the same Z, which
    // is returned: as affine points they lie on the curve scaled by it.
    private static Fp<Secp256k1Prime> MakeTable(
        in AffinePoint<Secp256k1Prime> p, Span<AffinePoint<Secp256k1Prime>> table)
    {
        Point twice = new Point(in p).Double();
        // On the curve scaled by twice.Z the point 2P is affine.
        var step = new AffinePoint<Secp256k1Prime>(twice.X, twice.Y);
        Fp<Secp256k1Prime> square = twice.Z.Square();
        var current = new Point(
            p.X * square, p.Y * (square * twice.Z), Fp<Secp256k1Prime>.One);
        Span<Fp<Secp256k1Prime>> ratios = stackalloc Fp<Secp256k1Prime>[TableSize];
        table[0] = new AffinePoint<Secp256k1Prime>(current.X, current.Y);
        for (int i = 1; i < TableSize; i++)
        {
            current = current.Add(in step, in current.Z, out ratios[i]);
            table[i] = new AffinePoint<Secp256k1Prime>(current.X, current.Y);
        }
        Fp<Secp256k1Prime> ratio = Fp<Secp256k1Prime>.One;
        Fp<Secp256k1Prime> beta = Beta;
        for (int i = TableSize - 1; i >= 0; i--)
        {
            if (i < TableSize - 1)
            {
                ratio *= ratios[i + 1];
                square = ratio.Square();
                table[i] = new AffinePoint<Secp256k1Prime>(
                    table[i].X * square, table[i].Y * (square * ratio));
            }
            table[TableSize + i] =
                new AffinePoint<Secp256k1Prime>(table[i].X * beta, table[i].Y);
        }
        return current.Z * twice.Z;
    }

    private static AffinePoint<Secp256k1Prime>[] MakeFixedTable()
    {
        const int size = 1 << (FixedWidth - 2);
        var generator = new AffinePoint<Secp256k1Prime>(
            new Fp<Secp256k1Prime>(new UInt256(
                0x59F2815B16F81798, 0x029BFCDB2DCE28D9, 0x55A06295CE870B07, 0x79BE667EF9DCBBAC)),
            new Fp<Secp256k1Prime>(new UInt256(
                0x9C47D08FFB10D4B8, 0xFD17B448A6855419, 0x5DA4FBFC0E1108A8, 0x483ADA7726A3C465)));
        var table = new AffinePoint<Secp256k1Prime>[2 * size];
        AffinePoint<Secp256k1Prime> twice = new Point(in generator).Double().ToAffine();
        Fp<Secp256k1Prime> beta = Beta;
        AffinePoint<Secp256k1Prime> current = generator;
        for (int i = 0; i < size; i++)
        {
            table[i] = current;
            table[size + i] = new AffinePoint<Secp256k1Prime>(current.X * beta, current.Y);
            current = new Point(in current).Add(in twice).ToAffine();
        }
        return table;
    }

    // a^((p + 1) / 4) by runs of ones: the exponent's binary form is 223 ones, 0, 22 ones, 0000,
    // 11, 00. 253 squarings and 13 products.
    private static bool TrySqrt(in Fp<Secp256k1Prime> a, out Fp<Secp256k1Prime> root)
    {
        Fp<Secp256k1Prime> x2 = a.Square() * a;
        Fp<Secp256k1Prime> x3 = x2.Square() * a;
        Fp<Secp256k1Prime> x6 = x3.SquareTimes(3) * x3;
        Fp<Secp256k1Prime> x9 = x6.SquareTimes(3) * x3;
        Fp<Secp256k1Prime> x11 = x9.SquareTimes(2) * x2;
        Fp<Secp256k1Prime> x22 = x11.SquareTimes(11) * x11;
        Fp<Secp256k1Prime> x44 = x22.SquareTimes(22) * x22;
        Fp<Secp256k1Prime> x88 = x44.SquareTimes(44) * x44;
        Fp<Secp256k1Prime> x176 = x88.SquareTimes(88) * x88;
        Fp<Secp256k1Prime> x220 = x176.SquareTimes(44) * x44;
        Fp<Secp256k1Prime> x223 = x220.SquareTimes(3) * x3;
        Fp<Secp256k1Prime> t = x223.SquareTimes(23) * x22;
        t = t.SquareTimes(6) * x2;
        root = t.SquareTimes(2);
        return root.Square() == a;
    }
}
