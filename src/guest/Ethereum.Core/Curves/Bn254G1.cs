using Fq = ZeroSharp.Ethereum.Core.Curves.Fp<ZeroSharp.Ethereum.Core.Curves.Bn254Prime>;
using Point = ZeroSharp.Ethereum.Core.Curves.JacobianPoint<
    ZeroSharp.Ethereum.Core.Curves.Bn254Prime, ZeroSharp.Ethereum.Core.Curves.Bn254Equation>;

namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>Sums and multiples of points of G1, whose order r is prime.</summary>
internal static class Bn254G1
{
    private const int Width = 4;
    private const int TableSize = 1 << (Width - 2);

    // A half of a scalar has at most 129 bits.
    private const int MaxDigits = 132;

    // 2 x + 1 for the curve's parameter x.
    private const ulong Short = 0x89D3256894D213E3;

    /// <summary>The sum, by one inversion.</summary>
    public static AffinePoint<Bn254Prime> Add(
        in AffinePoint<Bn254Prime> a, in AffinePoint<Bn254Prime> b)
    {
        if (a.IsInfinity)
        {
            return b;
        }
        if (b.IsInfinity)
        {
            return a;
        }
        Fq numerator = b.Y - a.Y;
        Fq denominator = b.X - a.X;
        if (denominator.IsZero)
        {
            if (!numerator.IsZero)
            {
                return default;
            }
            Fq xx = a.X.Square();
            numerator = xx.Double() + xx;
            denominator = a.Y.Double();
        }
        Fq slope = numerator * Bn254Fp.Inverse(in denominator);
        Fq x = slope.Square() - a.X - b.X;
        return new AffinePoint<Bn254Prime>(x, (slope * (a.X - x)) - a.Y);
    }

    /// <summary>k P = k1 P + k2 lambda P, both halves in one loop.</summary>
    public static AffinePoint<Bn254Prime> Multiply(in UInt256 k, in AffinePoint<Bn254Prime> p)
    {
        if (p.IsInfinity)
        {
            return p;
        }
        Span<AffinePoint<Bn254Prime>> table = stackalloc AffinePoint<Bn254Prime>[2 * TableSize];
        Fq scale = MakeTable(in p, table);
        bool isNegative = Split(in k, out UInt256 k1, out UInt256 k2);
        if (isNegative)
        {
            for (int i = TableSize; i < table.Length; i++)
            {
                table[i] = -table[i];
            }
        }
        Span<sbyte> digits = stackalloc sbyte[2 * MaxDigits];
        digits.Clear();
        int length = Math.Max(
            Wnaf.Recode(in k1, Width, digits[..MaxDigits]),
            Wnaf.Recode(in k2, Width, digits[MaxDigits..]));
        Point sum = default;
        for (int i = length - 1; i >= 0; i--)
        {
            sum = sum.Double();
            sum = AddDigit(in sum, digits[i], table[..TableSize]);
            sum = AddDigit(in sum, digits[MaxDigits + i], table[TableSize..]);
        }
        Fq inverse = Bn254Fp.Inverse(sum.Z * scale);
        Fq square = inverse.Square();
        return new AffinePoint<Bn254Prime>(sum.X * square, sum.Y * (square * inverse));
    }

    /// <summary>k = k1 + k2 lambda mod r, or k1 - k2 lambda where the result is true.</summary>
    /// <remarks>
    /// Gallant, Lambert and Vanstone, "Faster point multiplication on elliptic curves with efficient
    /// endomorphisms", 2001. The lattice of (a, b) with a + b lambda = 0 mod r has the basis (E, D),
    /// (D, -F) of determinant -r with D = 2 x + 1, E = 6 x^2 + 4 x + 1 and F = 6 x^2 + 2 x. The quotients
    /// k F / r and k D / r are rounded down by less than two, so that k1 is not negative and both halves
    /// are below 2^129.
    /// </remarks>
    private static bool Split(in UInt256 k, out UInt256 k1, out UInt256 k2)
    {
        // 2^256 F / r and 2^256 D / r.
        UInt256.MultiplyWide(in k, new UInt256(
            0x7A7BD9D4391EB18D, 0x4CCEF014A773D2CF, 0x0000000000000002, 0x0000000000000000), out _, out UInt256 c1);
        UInt256.MultiplyWide(in k, new UInt256(
            0xD91D232EC7E0B3D7, 0x0000000000000002, 0x0000000000000000, 0x0000000000000000), out _, out UInt256 c2);
        UInt256 d = Short;
        k1 = k - (c1 * new UInt256(0x0BE4E1541221250B, 0x6F4D8248EEB859FD, 0, 0)) - (c2 * d);
        k2 = (c2 * new UInt256(0x8211BBEB7D4F1128, 0x6F4D8248EEB859FC, 0, 0)) - (c1 * d);
        bool isNegative = k2.IsNegative;
        k2 = isNegative ? -k2 : k2;
        return isNegative;
    }

    private static Point AddDigit(
        in Point sum, int digit, ReadOnlySpan<AffinePoint<Bn254Prime>> table)
    {
        if (digit == 0)
        {
            return sum;
        }
        AffinePoint<Bn254Prime> q = digit > 0 ? table[digit >> 1] : -table[(-digit) >> 1];
        return sum.IsInfinity ? new Point(in q) : sum.Add(in q);
    }

    // Fills table[i] = (2 i + 1) P and then the same times lambda, all with the same Z, which is returned: as
    // affine points they lie on the curve scaled by it.
    private static Fq MakeTable(in AffinePoint<Bn254Prime> p, Span<AffinePoint<Bn254Prime>> table)
    {
        // lambda (x, y) = (beta x, y).
        var beta = new Fq(new UInt256(
            0x5763473177FFFFFE, 0xD4F263F1ACDB5C4F, 0x59E26BCEA0D48BAC, 0));
        Point twice = new Point(in p).Double();
        var step = new AffinePoint<Bn254Prime>(twice.X, twice.Y);
        Fq square = twice.Z.Square();
        var current = new Point(p.X * square, p.Y * (square * twice.Z), Fq.One);
        Span<Fq> ratios = stackalloc Fq[TableSize];
        table[0] = new AffinePoint<Bn254Prime>(current.X, current.Y);
        for (int i = 1; i < TableSize; i++)
        {
            current = current.Add(in step, in current.Z, out ratios[i]);
            table[i] = new AffinePoint<Bn254Prime>(current.X, current.Y);
        }
        Fq ratio = Fq.One;
        for (int i = TableSize - 1; i >= 0; i--)
        {
            if (i < TableSize - 1)
            {
                ratio *= ratios[i + 1];
                square = ratio.Square();
                table[i] = new AffinePoint<Bn254Prime>(
                    table[i].X * square, table[i].Y * (square * ratio));
            }
            table[TableSize + i] = new AffinePoint<Bn254Prime>(table[i].X * beta, table[i].Y);
        }
        return current.Z * twice.Z;
    }
}
