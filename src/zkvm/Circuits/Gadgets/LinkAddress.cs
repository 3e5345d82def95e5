using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>pc + 4 as limbs, for the jumps that store it. Columns: the two lower limbs.</summary>
internal static class LinkAddress
{
    // The pc is one of the program table, below 2^27.
    private const int UpperBits = 12;

    public static Limbs<T> Eval<TBuilder, T>(Row<TBuilder, T> row, T isReal, int first)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T low = row[first];
        T high = row[first + 1];
        row.Range(isReal, low, 16);
        row.Range(isReal, high, UpperBits);
        T sum = low + (Row<TBuilder, T>.Constant(1 << 16) * high);
        T expected = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        row.AssertZero(isReal * (expected - sum), "link address");
        return new Limbs<T>(low, high, T.Zero, T.Zero);
    }

    public static void Fill(RowWriter row, int first, uint pc)
    {
        row.SetRanged(first, (pc + 4) & 0xFFFF, 16);
        row.SetRanged(first + 1, (pc + 4) >> 16, UpperBits);
    }
}
