namespace ZeroSharp.Ethereum.Core.Curves;

/// <summary>Sums of multiples of points of a subgroup (Straus, 1964).</summary>
/// <remarks>
/// The endomorphism cuts a scalar into digits to the base of its factor: 2 of 128 bits in G1, 4 of 64
/// in G2. All points share the doublings, and have tables of four odd multiples that one inversion makes
/// affine. Counted in products, Pippenger's buckets break even at about 128 points of G1, from where on
/// EIP-2537 gives no further discount.
/// </remarks>
internal static class Bls12Sum<TField, TGroup>
    where TField : struct, IBls12Field<TField>
    where TGroup : struct, IBls12Group<TField>
{
    private const int Width = 4;
    private const int TableSize = 1 << (Width - 2);
    private const int MaxDigits = 130;

    // Bounds the memory of a call: 32 points of G2 have tables of 96 kB.
    private const int ChunkSize = 32;

    /// <summary>The sum of scalars[i] points[i].</summary>
    /// <param name="points">Finite points of the subgroup.</param>
    /// <param name="scalars">Any words; they count modulo r.</param>
    public static Bls12Point<TField> Of(
        ReadOnlySpan<Bls12Affine<TField>> points, ReadOnlySpan<UInt256> scalars)
    {
        int size = Math.Min(points.Length, ChunkSize);
        var multiples = new Bls12Point<TField>[size * TableSize];
        var table = new Bls12Affine<TField>[size * TGroup.ImageCount * TableSize];
        var digits = new sbyte[size * TGroup.ImageCount * MaxDigits];
        var scratch = new TField[size * TableSize];
        Bls12Point<TField> sum = default;
        for (int start = 0; start < points.Length; start += ChunkSize)
        {
            int count = Math.Min(ChunkSize, points.Length - start);
            FillTable(points.Slice(start, count), multiples, scratch, table);
            int length = Recode(scalars.Slice(start, count), digits);
            Bls12Point<TField> part = Combine(count * TGroup.ImageCount, length, digits, table);
            sum = sum.Add(in part);
        }
        return sum;
    }

    private static Bls12Point<TField> Combine(
        int count, int length, ReadOnlySpan<sbyte> digits, ReadOnlySpan<Bls12Affine<TField>> table)
    {
        Bls12Point<TField> sum = default;
        for (int i = length - 1; i >= 0; i--)
        {
            sum = sum.Double();
            for (int j = 0; j < count; j++)
            {
                int digit = digits[(j * MaxDigits) + i];
                if (digit > 0)
                {
                    sum = sum.Add(in table[(j * TableSize) + (digit >> 1)]);
                }
                else if (digit < 0)
                {
                    sum = sum.Add(-table[(j * TableSize) + (-digit >> 1)]);
                }
            }
        }
        return sum;
    }

    // Each scalar's digits to the base of the factor, in signed form; returns the longest length.
    private static int Recode(ReadOnlySpan<UInt256> scalars, Span<sbyte> digits)
    {
        digits.Clear();
        UInt256 order = Bls12G1.Order;
        UInt256 factor = TGroup.ImageFactor;
        int longest = 0;
        for (int i = 0; i < scalars.Length; i++)
        {
            UInt256 rest = scalars[i] % order;
            for (int j = 0; j < TGroup.ImageCount; j++)
            {
                UInt256.DivRem(in rest, in factor, out UInt256 quotient, out UInt256 digit);
                int start = ((i * TGroup.ImageCount) + j) * MaxDigits;
                int length = Wnaf.Recode(in digit, Width, digits.Slice(start, MaxDigits));
                longest = Math.Max(longest, length);
                rest = quotient;
            }
        }
        return longest;
    }

    // The multiples P, 3 P, 5 P, 7 P of each point and those of its images, affine.
    private static void FillTable(
        ReadOnlySpan<Bls12Affine<TField>> points,
        Span<Bls12Point<TField>> multiples,
        Span<TField> scratch,
        Span<Bls12Affine<TField>> table)
    {
        int used = points.Length * TableSize;
        TField product = TField.One;
        for (int i = 0; i < points.Length; i++)
        {
            Bls12Point<TField> current = new(in points[i]);
            Bls12Point<TField> twice = current.Double();
            for (int j = 0; j < TableSize; j++)
            {
                int index = (i * TableSize) + j;
                multiples[index] = current;
                scratch[index] = product;
                product *= current.Z;
                current = j == 0 ? twice.Add(in points[i]) : current.Add(in twice);
            }
        }
        // Montgomery's trick. No Z is zero, as the order is a large prime.
        TField inverse = product.Inverse();
        for (int index = used - 1; index >= 0; index--)
        {
            Bls12Point<TField> point = multiples[index];
            TField z = inverse * scratch[index];
            inverse *= point.Z;
            TField zz = z.Square();
            Bls12Affine<TField> affine = new(point.X * zz, point.Y * (zz * z));
            int row = index / TableSize * TGroup.ImageCount * TableSize;
            int column = index % TableSize;
            for (int j = 0; j < TGroup.ImageCount; j++)
            {
                table[row + (j * TableSize) + column] = affine;
                affine = TGroup.Image(in affine);
            }
        }
    }
}
