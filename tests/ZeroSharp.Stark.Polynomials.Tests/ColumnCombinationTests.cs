using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials.Tests;

public sealed class ColumnCombinationTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    [InlineData(2, 3)]
    [InlineData(17, 5)]
    [InlineData(33, 11)]
    public void Add_AnyShape_EqualsTheSumOfProducts(int count, int logHeight)
    {
        ArrayColumns columns = ArrayColumns.Random(count, logHeight, 1);
        Ext5[] weights = RandomElements.Create(count + 2, 2);
        using var target = new ExtTable(logHeight);
        Ext5[] old = RandomElements.Create(target.Length, 3);
        for (int row = 0; row < target.Length; row++)
        {
            target[row] = old[row];
        }

        ColumnCombination.Add(columns, weights, target, 2);
        for (int row = 0; row < target.Length; row++)
        {
            Ext5 sum = old[row];
            for (int j = 0; j < count; j++)
            {
                sum += weights[j] * columns[j][row];
            }

            Assert.Equal(sum, target[row]);
        }
    }

    /// <summary>The largest words reach the limits of the lazy reduction.</summary>
    [Fact]
    public void Add_LargestWords_EqualsTheSumOfProducts()
    {
        BabyBear largest = BabyBear.FromRaw(BabyBear.Modulus - 1);
        var column = new BabyBear[8];
        Array.Fill(column, largest);
        var columns = new ArrayColumns([.. Enumerable.Repeat(column, 40)], 3);
        var weights = new Ext5[40];
        Array.Fill(weights, new Ext5(largest, largest, largest, largest, largest));
        using var target = new ExtTable(3);
        for (int row = 0; row < 8; row++)
        {
            target[row] = weights[0];
        }

        ColumnCombination.Add(columns, weights, target, 1);
        Ext5 expected = weights[0] + (weights[0] * (largest * BabyBear.FromUInt32(40)));
        Assert.Equal(expected, target[5]);
        Ext5 product = ColumnCombination.InnerProducts(columns, target, 1)[0];
        Assert.Equal(expected * (largest * BabyBear.FromUInt32(8)), product);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    [InlineData(2, 3)]
    [InlineData(5, 12)]
    public void InnerProducts_EqTable_AreValuesAtThePoint(int count, int logHeight)
    {
        ArrayColumns columns = ArrayColumns.Random(count, logHeight, 4);
        Ext5[] point = RandomElements.Create(logHeight, 5);
        using var table = new ExtTable(logHeight);
        EqTable.Fill(point, Ext5.One, table);
        Ext5[] values = ColumnCombination.InnerProducts(columns, table, 2);
        for (int j = 0; j < count; j++)
        {
            Assert.Equal(Multilinear.Evaluate(columns[j], point), values[j]);
        }
    }

    [Fact]
    public void Add_WrongShapes_Throw()
    {
        ArrayColumns columns = ArrayColumns.Random(2, 3, 4);
        using var table = new ExtTable(4);
        Assert.Throws<ArgumentException>(
            () => ColumnCombination.Add(columns, new Ext5[2], table, 1));
        Assert.Throws<ArgumentException>(() => ColumnCombination.InnerProducts(columns, table, 1));
    }
}
