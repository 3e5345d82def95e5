using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits;

/// <summary>A chip with one row for each executed instruction of one class.</summary>
public abstract class InstructionChip(OpcodeClass opcodeClass) : Chip
{
    private const int LogTileRows = 4;

    public OpcodeClass OpcodeClass => opcodeClass;

    public override string Name => opcodeClass.ToString();

    public override int CountRows(SegmentRecord segment) => segment.Steps[(int)opcodeClass].Count;

    // A row touches one cache line of each column, and columns lie a power of two apart, so that their
    // lines compete for the same places in the caches. Rows are therefore written to a small tile, of
    // one cache line a column, which is then copied.
    public override unsafe void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        Span<StepRecord> steps = segment.Steps[(int)opcodeClass].Span.Slice(first, count);
        int width = Width;
        BabyBear* tile = stackalloc BabyBear[width << LogTileRows];
        for (int start = 0; start < steps.Length; start += 1 << LogTileRows)
        {
            int rows = Math.Min(1 << LogTileRows, steps.Length - start);
            new Span<BabyBear>(tile, width << LogTileRows).Clear();
            for (int i = 0; i < rows; i++)
            {
                FillRow(new RowWriter(tile + i, LogTileRows, lookups), in steps[start + i]);
            }

            for (int column = 0; column < width; column++)
            {
                new Span<BabyBear>(tile + (column << LogTileRows), rows).CopyTo(
                    new Span<BabyBear>(trace.ColumnPointer(column) + start, rows));
            }
        }
    }

    internal abstract void FillRow(RowWriter row, in StepRecord step);
}
