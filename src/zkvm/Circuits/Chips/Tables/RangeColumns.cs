using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Chips.Tables;

/// <summary>
/// The pairs (value, bits) with value below 2^bits, bits from 0 to 16: row 2^bits + value holds the pair,
/// so the leading one of the row index gives the bits, and the rest of the index the value. Row 0 repeats
/// the pair (0, 0), which is true too.
/// </summary>
public sealed class RangeColumns : StructuredColumns
{
    public const int Value = 0;
    public const int Bits = 1;

    public override int Width => 2;

    public override int LogHeight => LookupCounts.MaxRangeBits + 1;

    public override void Fill(int column, Span<BabyBear> values)
    {
        values[0] = BabyBear.Zero;
        for (int bits = 0; bits <= LookupCounts.MaxRangeBits; bits++)
        {
            Span<BabyBear> rows = values.Slice(1 << bits, 1 << bits);
            if (column == Bits)
            {
                rows.Fill(BabyBear.FromUInt32((uint)bits));
                continue;
            }

            for (int value = 0; value < rows.Length; value++)
            {
                rows[value] = BabyBear.FromUInt32((uint)value);
            }
        }
    }

    // leading is [bit is the leading one] = x_bit prod over higher bits of (1 - x). The value is the row
    // index less the power of two of its leading one.
    protected override Ext5 EvaluateAt(int column, ReadOnlySpan<Ext5> point)
    {
        Ext5 sum = Ext5.Zero;
        Ext5 noneAbove = Ext5.One;
        for (int i = 0; i < point.Length; i++)
        {
            int bit = point.Length - 1 - i;
            Ext5 leading = noneAbove * point[i];
            sum += column == Bits
                ? leading * BabyBear.FromUInt32((uint)bit)
                : (point[i] - leading) * BabyBear.FromUInt32(1u << bit);
            noneAbove -= leading;
        }

        return sum;
    }
}
