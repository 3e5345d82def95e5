using ZeroSharp.Stark.Air;

namespace ZeroSharp.Zkvm.Circuits.Chips.Tables;

/// <summary>Sends (operation, a, b, c) for every two bytes on the Bytes bus.</summary>
public sealed class BytesChip : LookupTableChip
{
    public override string Name => "Bytes";

    public override IFixedColumns Fixed { get; } = new BytesColumns();

    public override void Eval<TBuilder, T>(ref TBuilder builder) =>
        builder.Interact(
            Buses.Bytes,
            builder.Main(Multiplicity),
            [
                builder.FixedColumn(BytesColumns.Operation),
                builder.FixedColumn(BytesColumns.A),
                builder.FixedColumn(BytesColumns.B),
                builder.FixedColumn(BytesColumns.C),
            ]);

    protected override ReadOnlySpan<uint> Counts(LookupCounts lookups) => lookups.Bytes;
}
