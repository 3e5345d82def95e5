using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials.Tests;

public sealed class TransposedEncoderTests
{
    /// <summary>
    /// For any message f: sum_b W(b) f(b) = sum_q c_q f(x_q), and the right side is the encoder's.
    /// </summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 3)]
    [InlineData(6, 1)]
    [InlineData(10, 1)]
    public void Add_SomePositions_IsTheTransposeOfTheEncoding(int logMessage, int logBlowup)
    {
        var domain = new CodewordDomain(logMessage, logBlowup);
        uint[] positions = [.. Enumerable.Range(0, 1 << domain.LogSize)
            .Where(i => i == 0 || i % 37 == 1 || i == (1 << domain.LogSize) - 1)
            .Select(i => (uint)i)];
        Ext5[] coefficients = RandomElements.Create(positions.Length, 1);
        using var weights = new ExtTable(logMessage);
        Ext5[] old = RandomElements.Create(weights.Length, 2);
        for (int i = 0; i < old.Length; i++)
        {
            weights[i] = old[i];
        }

        TransposedEncoder.Add(domain, positions, coefficients, weights, 2);
        for (int seed = 0; seed < 4; seed++)
        {
            ArrayColumns message = ArrayColumns.Random(1, logMessage, seed);
            Ext5 left = Ext5.Zero;
            for (int i = 0; i < old.Length; i++)
            {
                left += (weights[i] - old[i]) * message[0][i];
            }

            Ext5 right = Ext5.Zero;
            for (int q = 0; q < positions.Length; q++)
            {
                BabyBear x = domain.Point(positions[q]);
                right += coefficients[q] * ReedSolomonEncoderTests.Evaluate(message[0], x);
            }

            Assert.Equal(right, left);
        }
    }

    [Fact]
    public void Add_TargetOfOtherHeight_Throws()
    {
        using var weights = new ExtTable(3);
        Assert.Throws<ArgumentException>(
            () => TransposedEncoder.Add(new CodewordDomain(4, 1), [0], [Ext5.One], weights, 1));
    }
}
