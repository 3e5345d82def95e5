using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Tables;

/// <summary>
/// A table of true messages with one committed column, the multiplicity: how often the other chips use
/// each message. It is filled after all other chips, from their complete counts.
/// </summary>
/// <remarks>
/// The multiplicity needs no range check. A table only offers messages that are true, so any
/// multiplicity of them is harmless; a message that is not in the table is only ever received, at most
/// once an interaction and row, and fewer than p times in a proof, so it cannot balance.
/// </remarks>
public abstract class LookupTableChip : Chip
{
    protected const int Multiplicity = 0;

    public override int Width => 1;

    /// <summary>The table has one instance, of the height of its fixed columns.</summary>
    public override int CountRows(SegmentRecord segment) => 1 << Fixed!.LogHeight;

    public override void Fill(
        SegmentRecord segment, int first, int count, TraceMatrix trace, LookupCounts lookups)
    {
        ReadOnlySpan<uint> uses = Counts(lookups);
        Span<BabyBear> multiplicity = trace.Column(Multiplicity);
        for (int row = 0; row < count && first + row < uses.Length; row++)
        {
            multiplicity[row] = BabyBear.FromUInt32(uses[first + row]);
        }
    }

    /// <summary>The counts of this table's rows; rows behind the end are unused.</summary>
    protected abstract ReadOnlySpan<uint> Counts(LookupCounts lookups);
}
