using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs.Tests;

/// <summary>Columns of random elements, from a seed.</summary>
internal sealed class RandomColumns : IColumnSource
{
    private readonly BabyBear[][] _columns;

    public RandomColumns(int count, int logHeight, int seed)
    {
        LogHeight = logHeight;
        var random = new Random(seed);
        _columns = new BabyBear[count][];
        for (int c = 0; c < count; c++)
        {
            _columns[c] = new BabyBear[1 << logHeight];
            for (int row = 0; row < _columns[c].Length; row++)
            {
                _columns[c][row] = BabyBear.FromUInt32((uint)random.NextInt64(BabyBear.Modulus));
            }
        }
    }

    public int Count => _columns.Length;

    public int LogHeight { get; }

    public BabyBear[] this[int column] => _columns[column];

    public void Read(int column, int firstRow, Span<BabyBear> values) =>
        _columns[column].AsSpan(firstRow, values.Length).CopyTo(values);
}
