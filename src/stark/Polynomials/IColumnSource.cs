using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Polynomials;

/// <summary>
/// Columns of base-field elements, all of 2^<see cref="LogHeight"/> rows, that can be read in runs: what
/// the commitment reads without a stacked copy of the trace. Reads come from several threads at once.
/// </summary>
public interface IColumnSource
{
    /// <summary>Number of columns.</summary>
    int Count { get; }

    /// <summary>log2 of the number of rows.</summary>
    int LogHeight { get; }

    /// <summary>
    /// Copies the rows from <paramref name="firstRow"/> on of one column. Both the first row and the
    /// number of rows are multiples of eight, unless the column is shorter than eight rows.
    /// </summary>
    void Read(int column, int firstRow, Span<BabyBear> values);
}
