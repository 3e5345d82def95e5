using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Air;

/// <summary>
/// The trace of one chip instance: <see cref="Width"/> columns of 2^<see cref="LogHeight"/> rows, each
/// column contiguous, in native memory aligned to 64 bytes and zeroed at creation.
/// </summary>
public sealed unsafe class TraceMatrix : IDisposable
{
    private readonly FieldBuffer _buffer;

    public TraceMatrix(int width, int logHeight)
    {
        Width = width;
        LogHeight = logHeight;
        _buffer = new FieldBuffer((nuint)width << logHeight);
        _buffer.Clear();
    }

    public int Width { get; }

    public int LogHeight { get; }

    public int RowCount => 1 << LogHeight;

    /// <summary>Pointer to the first row of a column.</summary>
    public BabyBear* ColumnPointer(int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Width);
        return _buffer.Pointer + ((nuint)column << LogHeight);
    }

    public Span<BabyBear> Column(int column) => new(ColumnPointer(column), RowCount);

    public BabyBear this[int row, int column]
    {
        get => Column(column)[row];
        set => Column(column)[row] = value;
    }

    public void Dispose() => _buffer.Dispose();
}
