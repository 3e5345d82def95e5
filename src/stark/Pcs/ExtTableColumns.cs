using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Polynomials;

namespace ZeroSharp.Stark.Pcs;

/// <summary>
/// A table of extension elements as base columns: the first variables count the 2^k columns of
/// extension elements, and each of them is five columns of coefficients.
/// </summary>
internal sealed unsafe class ExtTableColumns(ExtTable table, int columnVariables) : IColumnSource
{
    public int Count => Ext5.Degree << columnVariables;

    public int LogHeight => table.LogLength - columnVariables;

    public void Read(int column, int firstRow, Span<BabyBear> values)
    {
        BabyBear* plane = table.Pointer + (column % Ext5.Degree * table.Stride);
        nint first = ((nint)(column / Ext5.Degree) << LogHeight) + firstRow;
        new ReadOnlySpan<BabyBear>(plane + first, values.Length).CopyTo(values);
    }
}
