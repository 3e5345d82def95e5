using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;

namespace ZeroSharp.Zkvm.Circuits.Chips.Arithmetic256;

/// <summary>
/// Equations between products of 256-bit numbers, limb by limb with carries. The part s of weight 2^(16 k)
/// is a difference of two sums of at most 32 * 255^2 * 257 + 2^16 &lt; 2^29 each, so that each carry c, with
/// s + (last carry) = 2^16 c, fits 14 bits with an offset, and both sides of that equation lie within
/// 2^29.01 of zero: equality modulo p is equality.
/// </summary>
internal static class WideProduct
{
    private const int CarryBits = 14;
    private const uint CarryOffset = 1 << (CarryBits - 1);
    private const uint LimbBase = 1 << 16;

    /// <summary>Sum of a[i] b[j] 256^(i + j - 2k) over i + j in {2k, 2k + 1}, of columns of bytes.</summary>
    public static T Limb<TBuilder, T>(Row<TBuilder, T> row, int a, int b, int k)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        Diagonal(row, a, b, 2 * k) + (Row<TBuilder, T>.Constant(256) * Diagonal(row, a, b, (2 * k) + 1));

    /// <summary>
    /// Demands that <paramref name="part"/> plus the carry of the limb below is 2^16 times this limb's
    /// carry, which is zero for the last limb; returns the carry.
    /// </summary>
    public static T AssertLimb<TBuilder, T>(
        Row<TBuilder, T> row, T isReal, T part, T carry, int carries, int limb, int limbCount)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T next = T.Zero;
        if (limb < limbCount - 1)
        {
            T column = row[carries + limb];
            row.Range(isReal, column, CarryBits);
            next = column - (Row<TBuilder, T>.Constant(CarryOffset) * isReal);
        }

        row.AssertZero(part + carry - (Row<TBuilder, T>.Constant(LimbBase) * next), "product limb");
        return next;
    }

    /// <summary>Writes a limb's carry unless it is the last one; returns it.</summary>
    public static long FillLimb(RowWriter row, long part, long carry, int carries, int limb, int limbCount)
    {
        long next = (part + carry) >> 16;
        if (limb < limbCount - 1)
        {
            row.SetRanged(carries + limb, (uint)(next + CarryOffset), CarryBits);
        }

        return next;
    }

    /// <summary>The part of weight 2^(16 k) of a product.</summary>
    public static long Limb(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int k) =>
        Diagonal(a, b, 2 * k) + (256 * Diagonal(a, b, (2 * k) + 1));

    private static T Diagonal<TBuilder, T>(Row<TBuilder, T> row, int a, int b, int sum)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T total = T.Zero;
        for (int i = Math.Max(0, sum - WideNumber.Bytes + 1); i <= sum && i < WideNumber.Bytes; i++)
        {
            total += row[a + i] * row[b + sum - i];
        }

        return total;
    }

    private static long Diagonal(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int sum)
    {
        long total = 0;
        for (int i = Math.Max(0, sum - WideNumber.Bytes + 1); i <= sum && i < WideNumber.Bytes; i++)
        {
            total += a[i] * b[sum - i];
        }

        return total;
    }
}
