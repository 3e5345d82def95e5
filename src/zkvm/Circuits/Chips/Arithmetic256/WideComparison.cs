using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;

namespace ZeroSharp.Zkvm.Circuits.Chips.Arithmetic256;

/// <summary>
/// Demands that a number of 16 limbs is below another: one marker stands at the highest limb that differs,
/// and there the difference is positive. Columns: 16 markers, the difference.
/// </summary>
internal readonly struct WideComparison(int first)
{
    public const int Width = WideNumber.Limbs + 1;

    private int Gap => first + WideNumber.Limbs;

    /// <summary>States that limbs are below a number in bytes, both ranged.</summary>
    public void AssertLess<TBuilder, T>(Row<TBuilder, T> row, T isReal, int limbs, int bytes)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        // Zero above the marked limb, one from it on.
        T isDecided = T.Zero;
        T gap = T.Zero;
        for (int i = WideNumber.Limbs - 1; i >= 0; i--)
        {
            T marker = row[first + i];
            T difference = WideNumber.LimbOfBytes(row, bytes, i) - row[limbs + i];
            row.AssertBoolean(marker, "marker");
            isDecided += marker;
            gap += marker * difference;
            row.AssertZero((isReal - isDecided) * difference, "equal above the marker");
        }

        row.AssertZero(isReal - isDecided, "one marker");
        row.AssertZero(row[Gap] - gap, "gap");
        row.Range(isReal, row[Gap] - T.One, 16);
    }

    public void Fill(RowWriter row, ReadOnlySpan<byte> smaller, ReadOnlySpan<byte> larger)
    {
        int limb = WideNumber.Limbs - 1;
        while (limb > 0 && WideNumber.Limb(smaller, limb) == WideNumber.Limb(larger, limb))
        {
            limb--;
        }

        uint gap = WideNumber.Limb(larger, limb) - WideNumber.Limb(smaller, limb);
        row.Set(first + limb, BabyBear.One);
        row.Set(Gap, gap);
        row.Lookups.AddRange(gap - 1, 16);
    }
}
