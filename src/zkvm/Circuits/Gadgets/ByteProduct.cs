using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// Products of numbers that are given as bytes, so that sums of products stay far below p: the part of
/// weight 2^(16 k) is at most 8 * 255^2 * 257 &lt; 2^28.
/// </summary>
internal static class ByteProduct
{
    /// <summary>Sum of a[i] b[j] 256^(i + j - 2k) over i + j in {2k, 2k + 1}.</summary>
    public static T Limb<T>(in ValueBytes<T> a, in ValueBytes<T> b, int byteCount, int k)
        where T : struct, IField<T> =>
        LimbBytes.Limb(Diagonal(in a, in b, byteCount, 2 * k), Diagonal(in a, in b, byteCount, (2 * k) + 1));

    /// <summary>The value of <see cref="Limb{T}"/>.</summary>
    public static long Limb(ulong a, ulong b, int byteCount, int k) =>
        Diagonal(a, b, byteCount, 2 * k) + (256 * Diagonal(a, b, byteCount, (2 * k) + 1));

    private static T Diagonal<T>(in ValueBytes<T> a, in ValueBytes<T> b, int byteCount, int sum)
        where T : struct, IField<T>
    {
        T total = T.Zero;
        for (int i = Math.Max(0, sum - byteCount + 1); i <= sum && i < byteCount; i++)
        {
            total += a[i] * b[sum - i];
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
