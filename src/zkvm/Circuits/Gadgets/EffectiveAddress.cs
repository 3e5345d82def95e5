using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// The address rs1 + immediate of a load or store, below 2^32: an access that traps has no valid row.
/// Columns: immediate (3), bits 3 to 15 of the address, its upper limb.
/// </summary>
internal readonly struct EffectiveAddress(int first)
{
    public const int Width = 5;

    /// <summary>First of the three immediate columns.</summary>
    public int Immediate => first;

    /// <summary>States the address; returns the address of its 8-byte word.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isReal">1 on real rows.</param>
    /// <param name="baseValue">rs1.</param>
    /// <param name="offset">The lower three bits of the address, by columns of the caller.</param>
    public T Eval<TBuilder, T>(Row<TBuilder, T> row, T isReal, Limbs<T> baseValue, T offset)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T high = row[first + 2];
        T low = row[first + 3];
        T upper = row[first + 4];
        row.Range(isReal, low, 13);
        row.Range(isReal, upper, 16);
        Addition.Assert(
            row,
            isReal,
            baseValue,
            new Limbs<T>(row[first], row[first + 1], high, high),
            new Limbs<T>((Row<TBuilder, T>.Constant(8) * low) + offset, upper, T.Zero, T.Zero),
            4,
            "address");
        return low + (Row<TBuilder, T>.Constant(1 << 13) * upper);
    }

    public void Fill(RowWriter row, in StepRecord step)
    {
        row.Set(first, step.Instruction.Immediate0);
        row.Set(first + 1, step.Instruction.Immediate1);
        row.Set(first + 2, step.Instruction.ImmediateHigh);
        row.SetRanged(first + 3, (step.Address & 0xFFFF) >> 3, 13);
        row.SetRanged(first + 4, step.Address >> 16, 16);
    }
}
