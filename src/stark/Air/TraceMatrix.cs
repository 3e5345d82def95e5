using System.Runtime.InteropServices;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Air;

/// <summary>
/// The trace of one chip instance: <see cref="Width"/> columns of 2^<see cref="LogHeight"/> rows, each
/// column contiguous, in native memory aligned to 64 bytes and zeroed at creation.
/// </summary>
public sealed unsafe class TraceMatrix : IDisposable
{
    private BabyBear* _data;

    public TraceMatrix(int width, int logHeight)
    {
        Width = width;
        LogHeight = logHeight;
        nuint byteLength = (nuint)width * ((nuint)sizeof(BabyBear) << logHeight);
        _data = (BabyBear*)NativeMemory.AlignedAlloc(byteLength, 64);
        NativeMemory.Clear(_data, byteLength);
    }

    ~TraceMatrix() => Release();

    public int Width { get; }

    public int LogHeight { get; }

    public int RowCount => 1 << LogHeight;

    /// <summary>Pointer to the first row of a column.</summary>
    public BabyBear* ColumnPointer(int column)
    {
        ObjectDisposedException.ThrowIf(_data is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Width);
        return _data + ((nuint)column << LogHeight);
    }

    public Span<BabyBear> Column(int column) => new(ColumnPointer(column), RowCount);

    public BabyBear this[int row, int column]
    {
        get => Column(column)[row];
        set => Column(column)[row] = value;
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
    }
}
