using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>The top bit of a limb, and values that are extended by it.</summary>
internal static class SignExtension
{
    /// <summary>
    /// Demands that <paramref name="sign"/> is the top bit of a limb, which is thereby below 2^16.
    /// </summary>
    public static void AssertTopBit<TBuilder, T>(
        Row<TBuilder, T> row, T multiplicity, T limb, T sign, string label)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        row.AssertBoolean(sign, label);
        row.Range(multiplicity, limb - (Row<TBuilder, T>.Constant(1 << 15) * sign), 15);
    }

    /// <summary>Counts the look-up of <see cref="AssertTopBit"/>, and writes the bit.</summary>
    public static void FillTopBit(RowWriter row, int signColumn, uint limb)
    {
        row.Set(signColumn, limb >> 15);
        row.Lookups.AddRange(limb & 0x7FFF, 15);
    }

    /// <summary>A 32-bit value of two new limbs, sign-extended to 64 bits; checks both limbs.</summary>
    public static Limbs<T> Word<TBuilder, T>(Row<TBuilder, T> row, T isReal, T limb0, T limb1, T sign)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        row.Range(isReal, limb0, 16);
        return Extend(row, isReal, limb0, limb1, sign);
    }

    /// <summary>The same for a first limb that is below 2^16 by other means.</summary>
    public static Limbs<T> Extend<TBuilder, T>(Row<TBuilder, T> row, T isReal, T limb0, T limb1, T sign)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        AssertTopBit(row, isReal, limb1, sign, "sign");
        T high = Row<TBuilder, T>.Constant(0xFFFF) * sign;
        return new Limbs<T>(limb0, limb1, high, high);
    }

    /// <summary>Writes the columns of <see cref="Word"/>.</summary>
    public static void FillWord(RowWriter row, int limb0, int limb1, int sign, ulong value)
    {
        row.SetRanged(limb0, (ushort)value, 16);
        FillExtend(row, limb1, sign, value);
    }

    /// <summary>Writes the second limb and the sign.</summary>
    public static void FillExtend(RowWriter row, int limb1, int sign, ulong value)
    {
        row.Set(limb1, (ushort)(value >> 16));
        FillTopBit(row, sign, (ushort)(value >> 16));
    }
}
