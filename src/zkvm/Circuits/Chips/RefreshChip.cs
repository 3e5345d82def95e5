using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>
/// Moves a word to a later time without a change, so that the rows of instructions need to look back
/// over 2^16 ticks only: one column and one look-up an access instead of two. What moves, and when, is the
/// prover's choice: a word stays one chain of accesses of rising time, and its value is what it was.
/// </summary>
/// <remarks>
/// The time is in range, since nothing else bounds it: a chain of some 32 rows of any times would lead once
/// around the field, back to a time before its first, and a read in that circle would see any value.
/// </remarks>
public sealed class RefreshChip : Chip
{
    private const int IsReal = 0;
    private const int Space = 1;
    private const int WordAddress = 2;
    private const int Value = 3;
    private const int Time = 7;
    private const int Elapsed = 9;

    public override string Name => "Refresh";

    public override int Width => Elapsed + 2;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = row[IsReal];
        Limbs<T> value = row.Limbs(Value);
        row.AssertBoolean(isReal, "is real");
        row.Range(isReal, row[Time], Row<TBuilder, T>.ClockLimbBits);
        row.Range(isReal, row[Time + 1], Row<TBuilder, T>.ClockLimbBits);
        T time = row[Time] + (Row<TBuilder, T>.Constant(1 << Row<TBuilder, T>.ClockLimbBits) * row[Time + 1]);
        row.Access(
            isReal, row[Space], row[WordAddress], time, value, value, row[Elapsed], row[Elapsed + 1]);
    }

    public override int CountRows(SegmentRecord segment) => segment.Refreshes.Count;

    public override void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        Span<RefreshRecord> refreshes = segment.Refreshes.Span.Slice(first, count);
        using TraceWriter rows = new(trace, lookups);
        for (int i = 0; i < refreshes.Length; i++)
        {
            FillRow(rows.Next(), in refreshes[i]);
        }
    }

    private static void FillRow(RowWriter row, in RefreshRecord refresh)
    {
        row.Set(IsReal, BabyBear.One);
        row.Set(Space, refresh.IsRegister ? AddressSpace.Registers : AddressSpace.Memory);
        row.Set(WordAddress, refresh.WordAddress);
        row.SetLimbs(Value, refresh.Value);
        row.SetClockLimbs(Time, refresh.Timestamp);
        row.SetElapsed(Elapsed, refresh.Timestamp, refresh.PreviousTimestamp);
    }
}
