using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials.Tests;

public sealed class EqTableTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void Fill_AnyNumberOfVariables_HoldsEqAtEveryCorner(int variables)
    {
        Ext5[] point = RandomElements.Create(variables, 1);
        Ext5 scale = RandomElements.Create(1, 2)[0];
        var table = new Ext5[1 << variables];
        EqTable.Fill(point, scale, table);
        using var planes = new ExtTable(variables);
        EqTable.Fill(point, scale, planes);
        for (int i = 0; i < table.Length; i++)
        {
            // The first variable is the most significant bit.
            Ext5[] corner = [.. Enumerable.Range(0, variables)
                .Select(v => Ext5.FromUInt32((uint)(i >> (variables - 1 - v)) & 1))];
            Assert.Equal(scale * EqTable.Evaluate(point, corner), table[i]);
            Assert.Equal(table[i], planes[i]);
        }
    }

    [Fact]
    public void Evaluate_Corners_IsOneOnlyForEqualCorners()
    {
        Ext5[] zeroOne = [Ext5.Zero, Ext5.One];
        Ext5[] oneOne = [Ext5.One, Ext5.One];
        Assert.Equal(Ext5.One, EqTable.Evaluate(zeroOne, zeroOne));
        Assert.Equal(Ext5.Zero, EqTable.Evaluate(zeroOne, oneOne));
    }

    [Fact]
    public void Fill_TableOfOtherLength_Throws()
    {
        using var table = new ExtTable(3);
        Assert.Throws<ArgumentException>(() => EqTable.Fill(new Ext5[4], Ext5.One, table));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public void Evaluate_RandomTable_EqualsSumOverTheCube(int variables)
    {
        Ext5[] point = RandomElements.Create(variables, 3);
        ArrayColumns column = ArrayColumns.Random(1, variables, 4);
        var eq = new Ext5[1 << variables];
        EqTable.Fill(point, Ext5.One, eq);
        Ext5 sum = Ext5.Zero;
        for (int i = 0; i < eq.Length; i++)
        {
            sum += eq[i] * column[0][i];
        }

        Assert.Equal(sum, Multilinear.Evaluate(column[0], point));
    }

    [Fact]
    public void Indexer_Table_ReadsWhatWasWritten()
    {
        Ext5[] values = RandomElements.Create(4, 5);
        using var table = new ExtTable(2);
        for (int i = 0; i < 4; i++)
        {
            table[i] = values[i];
        }

        var copy = new Ext5[4];
        table.CopyTo(copy);
        Assert.Equal(values, copy);
        Assert.Throws<ArgumentOutOfRangeException>(() => table[4]);
        table.Dispose();
        Assert.Throws<ObjectDisposedException>(() => table[0]);
    }
}
