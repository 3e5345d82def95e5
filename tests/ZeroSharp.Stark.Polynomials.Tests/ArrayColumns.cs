using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials.Tests;

/// <summary>Columns in arrays, filled from a seed.</summary>
internal sealed class ArrayColumns(BabyBear[][] columns, int logHeight) : IColumnSource
{
    public int Count => columns.Length;

    public int LogHeight => logHeight;

    public BabyBear[] this[int column] => columns[column];

    public static ArrayColumns Random(int count, int logHeight, int seed)
    {
        var random = new Random(seed);
        var columns = new BabyBear[count][];
        for (int c = 0; c < count; c++)
        {
            columns[c] = new BabyBear[1 << logHeight];
            for (int row = 0; row < columns[c].Length; row++)
            {
                columns[c][row] = BabyBear.FromUInt32((uint)random.NextInt64(BabyBear.Modulus));
            }
        }

        return new ArrayColumns(columns, logHeight);
    }

    public void Read(int column, int firstRow, Span<BabyBear> values) =>
        columns[column].AsSpan(firstRow, values.Length).CopyTo(values);
}
