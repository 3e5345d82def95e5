using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials.Tests;

public sealed class ReedSolomonEncoderTests
{
    /// <summary>Heights on both sides of every limit between passes, blocks and tiles.</summary>
    public static TheoryData<int, int, int> Shapes()
    {
        var shapes = new TheoryData<int, int, int>();
        for (int logHeight = 0; logHeight <= 8; logHeight++)
        {
            shapes.Add(1, logHeight, 1);
            shapes.Add(17, logHeight, 1 + (logHeight % 3));
        }

        shapes.Add(8, 5, 0);
        shapes.Add(16, 4, 4);
        shapes.Add(33, 6, 2);
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Encode_AnyShape_EqualsPolynomialEvaluation(int count, int logHeight, int logBlowup)
    {
        ArrayColumns columns = ArrayColumns.Random(count, logHeight, 1);
        var domain = new CodewordDomain(logHeight, logBlowup);
        using EncodedMatrix matrix = Encode(columns, domain, threads: 1);
        for (int position = 0; position < 1 << domain.LogSize; position++)
        {
            BabyBear x = domain.Point((uint)position);
            for (int c = 0; c < count; c += 7)
            {
                Assert.Equal(Evaluate(columns[c], x), matrix.Row(position)[c]);
            }
        }
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(19)]
    public void Encode_SeveralBlocksATile_EqualsPolynomialEvaluation(int logHeight)
    {
        ArrayColumns columns = ArrayColumns.Random(9, logHeight, 2);
        var domain = new CodewordDomain(logHeight, 1);
        using EncodedMatrix matrix = Encode(columns, domain, threads: 2);
        for (uint position = 5; position < 1u << domain.LogSize; position += 0x1F3D7)
        {
            Assert.Equal(
                Evaluate(columns[8], domain.Point(position)), matrix.Row((int)position)[8]);
        }
    }

    [Fact]
    public void Encode_LinearCombination_IsTheCombinationOfCodewords()
    {
        ArrayColumns pair = ArrayColumns.Random(2, 9, 6);
        BabyBear factor = BabyBear.FromUInt32(987654321);
        BabyBear[] sum = [.. pair[0].Zip(pair[1], (a, b) => a + (factor * b))];
        using EncodedMatrix matrix = Encode(
            new ArrayColumns([pair[0], pair[1], sum], 9), new CodewordDomain(9, 1), threads: 1);
        for (int row = 0; row < 1 << matrix.LogRows; row++)
        {
            ReadOnlySpan<BabyBear> words = matrix.Row(row);
            Assert.Equal(words[0] + (factor * words[1]), words[2]);
        }
    }

    [Fact]
    public void Encode_WithConsumer_ReportsEveryRowOnceAndFinal()
    {
        ArrayColumns columns = ArrayColumns.Random(3, 7, 3);
        var domain = new CodewordDomain(7, 1);
        using EncodedMatrix expected = Encode(columns, domain, threads: 1);
        using var matrix = new EncodedMatrix(domain.LogSize, 3);
        var recorder = new Recorder(matrix);
        new ReedSolomonEncoder(domain, 2).Encode(columns, matrix, recorder);
        for (int row = 0; row < 1 << domain.LogSize; row++)
        {
            Assert.Equal(expected.Row(row).ToArray(), recorder.Rows[row]);
        }
    }

    [Fact]
    public void Encode_OtherWidth_Throws()
    {
        var domain = new CodewordDomain(3, 1);
        using var matrix = new EncodedMatrix(domain.LogSize, 2);
        Assert.Throws<ArgumentException>(() => new ReedSolomonEncoder(domain, 1).Encode(
            ArrayColumns.Random(3, 3, 1), matrix, null));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(5, 2)]
    [InlineData(8, 1)]
    public void Point_AllPositions_RunThroughTheGroupOnce(int logMessage, int logBlowup)
    {
        var domain = new CodewordDomain(logMessage, logBlowup);
        var points = new HashSet<uint>();
        for (uint position = 0; position < 1u << domain.LogSize; position++)
        {
            BabyBear x = domain.Point(position);
            Assert.Equal(BabyBear.One, x.Pow(1u << domain.LogSize));
            points.Add(x.Raw);
        }

        Assert.Equal(1 << domain.LogSize, points.Count);
    }

    /// <summary>sum_b f[b] x^rev(b), from the last pair of coefficients to the first.</summary>
    internal static BabyBear Evaluate(ReadOnlySpan<BabyBear> message, BabyBear x)
    {
        // Binding the first variable, whose weight is x, halves the table; the next one's is x^2.
        BabyBear[] table = message.ToArray();
        for (int half = table.Length / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                table[i] += x * table[i + half];
            }

            x *= x;
        }

        return table[0];
    }

    [Fact]
    public void Evaluate_Reference_IsBitReversedPolynomial()
    {
        ArrayColumns columns = ArrayColumns.Random(1, 5, 9);
        BabyBear x = BabyBear.FromUInt32(12345);
        BabyBear sum = BabyBear.Zero;
        for (uint b = 0; b < 32; b++)
        {
            uint reversed = 0;
            for (int bit = 0; bit < 5; bit++)
            {
                reversed |= ((b >> bit) & 1) << (4 - bit);
            }

            sum += columns[0][b] * x.Pow(reversed);
        }

        Assert.Equal(sum, Evaluate(columns[0], x));
    }

    private static EncodedMatrix Encode(ArrayColumns columns, CodewordDomain domain, int threads)
    {
        var matrix = new EncodedMatrix(domain.LogSize, columns.Count);
        new ReedSolomonEncoder(domain, threads).Encode(columns, matrix, null);
        return matrix;
    }

    private sealed class Recorder(EncodedMatrix matrix) : ReedSolomonEncoder.IRowConsumer
    {
        public BabyBear[]?[] Rows { get; } = new BabyBear[1 << matrix.LogRows][];

        public void Consume(int firstRow, int rowCount)
        {
            for (int row = firstRow; row < firstRow + rowCount; row++)
            {
                Assert.Null(Rows[row]);
                Rows[row] = matrix.Row(row).ToArray();
            }
        }
    }
}
