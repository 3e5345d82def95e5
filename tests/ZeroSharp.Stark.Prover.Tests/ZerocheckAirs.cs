using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Prover.Tests;

/// <summary>Degree 3 and 2, and two interactions: columns a, b, c, a b c, and a flag.</summary>
internal sealed class CubicAir : IAir
{
    public string Name => "cubic";

    public int Width => 5;

    public void Eval<TBuilder, T>(ref TBuilder builder)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T a = builder.Main(0);
        T b = builder.Main(1);
        T c = builder.Main(2);
        T product = builder.Main(3);
        T flag = builder.Main(4);
        builder.AssertZero((a * b * c) - product, "the product");
        builder.AssertZero(flag * (flag - T.One), "the flag is a bit");
        builder.Interact(3, flag, [a, b + c + T.FromUInt32(7), product]);
        builder.Interact(5, -flag, [a - b]);
    }
}

/// <summary>Two fixed columns n and 2 n, structured or committed: n (n + x) = y, and one interaction.</summary>
internal sealed class FixedAir(int logHeight, bool isCommitted) : IAir
{
    public string Name => "fixed";

    public int Width => 2;

    public IFixedColumns? Fixed { get; } = new CountingColumns(logHeight, isCommitted);

    public void Eval<TBuilder, T>(ref TBuilder builder)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T n = builder.FixedColumn(0);
        T x = builder.Main(0);
        builder.AssertZero((n * (n + x)) - builder.Main(1) + (builder.FixedColumn(1) - n - n), "y");
        builder.Interact(3, x, [n, builder.FixedColumn(1)]);
    }
}

/// <summary>Constraints only: the second column is the square of the first.</summary>
internal sealed class SilentAir : IAir
{
    public string Name => "silent";

    public int Width => 2;

    public void Eval<TBuilder, T>(ref TBuilder builder)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        builder.AssertZero((builder.Main(0) * builder.Main(0)) - builder.Main(1), "the square");
}

/// <summary>Interactions only, one of them with an empty message.</summary>
internal sealed class FreeAir : IAir
{
    public string Name => "free";

    public int Width => 2;

    public void Eval<TBuilder, T>(ref TBuilder builder)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        builder.Interact(0, builder.Main(0), []);
        builder.Interact(1, T.One, [builder.Main(1), builder.Main(0)]);
    }
}

/// <summary>The row's number n, and 2 n.</summary>
internal sealed class CountingColumns(int logHeight, bool isCommitted) : IFixedColumns
{
    public int Width => 2;

    public int LogHeight => logHeight;

    public bool IsCommitted => isCommitted;

    public void Fill(int column, Span<BabyBear> values)
    {
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = BabyBear.FromUInt32((uint)(row << column));
        }
    }

    // A bit of the index with weight 2^i is one where its variable is; the weights of all rows sum to one.
    public Ext5 Evaluate(int column, ReadOnlySpan<Ext5> skipWeights, ReadOnlySpan<Ext5> rest)
    {
        Assert.False(isCommitted);
        Ext5 sum = Ext5.Zero;
        for (int t = 0; t < skipWeights.Length; t++)
        {
            sum += skipWeights[t] * BabyBear.FromUInt32((uint)t << rest.Length);
        }

        for (int i = 0; i < rest.Length; i++)
        {
            sum += rest[i] * BabyBear.FromUInt32(1u << (rest.Length - 1 - i));
        }

        return column == 0 ? sum : sum + sum;
    }
}
