using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// Products of numbers that are given as bytes, so that sums of products stay far below p: the part of
/// weight 2^(16 k) is at most 16 * 255^2 * 257 &lt; 2^29.
/// </summary>
internal static class ByteProduct
{
    /// <summary>Sum of a[i] b[j] 256^(i + j - 2k) over i + j in {2k, 2k + 1}.</summary>
    public static T Limb<TBuilder, T>(Row<TBuilder, T> row, int a, int b, int byteCount, int k)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        Diagonal(row, a, b, byteCount, 2 * k)
            + (Row<TBuilder, T>.Constant(256) * Diagonal(row, a, b, byteCount, (2 * k) + 1));

    /// <summary>A limb that is made of two bytes.</summary>
    public static T BytePair<TBuilder, T>(Row<TBuilder, T> row, int bytes, int limb)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        row[bytes + (2 * limb)] + (Row<TBuilder, T>.Constant(256) * row[bytes + (2 * limb) + 1]);

    /// <summary>Demands that columns are bytes.</summary>
    public static void AssertBytes<TBuilder, T>(Row<TBuilder, T> row, T isReal, int bytes, int byteCount)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        for (int i = 0; i < byteCount; i++)
        {
            row.Range(isReal, row[bytes + i], 8);
        }
    }

    /// <summary>Writes ranged bytes.</summary>
    public static void FillBytes(RowWriter row, int bytes, int byteCount, ulong value)
    {
        for (int i = 0; i < byteCount; i++)
        {
            row.SetRanged(bytes + i, (byte)(value >> (8 * i)), 8);
        }
    }

    /// <summary>The value of <see cref="Limb"/>.</summary>
    public static long Limb(ulong a, ulong b, int byteCount, int k) =>
        Diagonal(a, b, byteCount, 2 * k) + (256 * Diagonal(a, b, byteCount, (2 * k) + 1));

    private static T Diagonal<TBuilder, T>(Row<TBuilder, T> row, int a, int b, int byteCount, int sum)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T total = T.Zero;
        for (int i = Math.Max(0, sum - byteCount + 1); i <= sum && i < byteCount; i++)
        {
            total += row[a + i] * row[b + sum - i];
        }

        return total;
    }

    private static long Diagonal(ulong a, ulong b, int byteCount, int sum)
    {
        long total = 0;
        for (int i = Math.Max(0, sum - byteCount + 1); i <= sum && i < byteCount; i++)
        {
            total += (long)(byte)(a >> (8 * i)) * (byte)(b >> (8 * (sum - i)));
        }

        return total;
    }
}
