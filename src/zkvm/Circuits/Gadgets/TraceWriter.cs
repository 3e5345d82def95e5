using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// Hands out the rows of a trace from the first one on. Rows are collected in blocks of 16 that stay in the
/// cache, column by column, and a column's 16 cells go to the trace as one cache line: the columns
/// of a trace lie a power of two apart, so that single cells would evict each other.
/// </summary>
internal sealed unsafe class TraceWriter : IDisposable
{
    private const int LogBlockRows = 4;
    private const int BlockRows = 1 << LogBlockRows;
    private const nuint CacheLine = 64;

    private readonly TraceMatrix _trace;
    private readonly LookupCounts _lookups;
    private BabyBear* _block;
    private int _rows;

    /// <param name="trace">The trace, zero before.</param>
    /// <param name="lookups">Counts what the rows look up.</param>
    public TraceWriter(TraceMatrix trace, LookupCounts lookups)
    {
        _trace = trace;
        _lookups = lookups;
        _block = (BabyBear*)NativeMemory.AlignedAlloc(ByteLength, CacheLine);
        NativeMemory.Clear(_block, ByteLength);
    }

    private nuint ByteLength => (nuint)_trace.Width * BlockRows * (nuint)sizeof(BabyBear);

    /// <summary>The next row, which is zero.</summary>
    public RowWriter Next()
    {
        int row = _rows % BlockRows;
        if (row == 0 && _rows > 0)
        {
            Flush();
        }

        _rows++;
        return new RowWriter(_block + row, LogBlockRows, _lookups);
    }

    /// <summary>Writes the last rows. Every writer is disposed of before its trace is read.</summary>
    public void Dispose()
    {
        if (_rows > 0)
        {
            Flush();
        }

        NativeMemory.AlignedFree(_block);
        _block = null;
    }

    // Writes the block that ends with the newest row.
    private void Flush()
    {
        int first = (_rows - 1) / BlockRows * BlockRows;
        int count = _rows - first;
        for (int column = 0; column < _trace.Width; column++)
        {
            uint* source = (uint*)(_block + ((nint)column << LogBlockRows));
            uint* target = (uint*)(_trace.ColumnPointer(column) + first);
            if (count == BlockRows)
            {
                Vector256.Load(source).StoreAlignedNonTemporal(target);
                Vector256.Load(source + 8).StoreAlignedNonTemporal(target + 8);
            }
            else
            {
                new Span<uint>(source, count).CopyTo(new Span<uint>(target, count));
            }
        }

        NativeMemory.Clear(_block, ByteLength);
    }
}
