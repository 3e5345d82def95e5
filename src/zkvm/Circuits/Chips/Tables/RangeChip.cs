using ZeroSharp.Stark.Air;

namespace ZeroSharp.Zkvm.Circuits.Chips.Tables;

/// <summary>Sends (value, bits) for every value below 2^bits, bits 0 to 16, on the Range bus.</summary>
public sealed class RangeChip : LookupTableChip
{
    public override string Name => "Range";

    public override IFixedColumns Fixed { get; } = new RangeColumns();

    public override void Eval<TBuilder, T>(ref TBuilder builder) =>
        builder.Interact(
            Buses.Range,
            builder.Main(Multiplicity),
            [builder.FixedColumn(RangeColumns.Value), builder.FixedColumn(RangeColumns.Bits)]);

    protected override ReadOnlySpan<uint> Counts(LookupCounts lookups) => lookups.Range;
}
