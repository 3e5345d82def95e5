using System.Runtime.CompilerServices;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>Up to eight bytes of a value, the least significant first.</summary>
[InlineArray(Length)]
internal struct ValueBytes<T>
    where T : struct, IField<T>
{
    public const int Length = 8;

    private T _first;
}

/// <summary>
/// Limbs cut into bytes. Only the low byte of a limb has a column: the high one is the affine form
/// (limb - low) / 256, and a look-up that shows both to be bytes shows the cut to be right.
/// </summary>
internal static class LimbBytes
{
    // 256^-1 mod p: p = 15 * 2^27 + 1, so 2^8 * (15 * 2^19) = p - 1 and the inverse is p - 15 * 2^19.
    private const uint InverseOfByte = BabyBear.Modulus - (15u << 19);

    /// <summary>The high byte of a limb with a given low byte.</summary>
    public static T High<T>(T limb, T low)
        where T : struct, IField<T> =>
        (limb - low) * T.FromUInt32(InverseOfByte);

    /// <summary>The limb of two bytes.</summary>
    public static T Limb<T>(T low, T high)
        where T : struct, IField<T> =>
        low + (T.FromUInt32(256) * high);

    /// <summary>The bytes of limbs whose low bytes are in the columns from <paramref name="low"/> on.</summary>
    public static ValueBytes<T> Cut<TBuilder, T>(Row<TBuilder, T> row, Limbs<T> limbs, int low, int limbCount)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        ValueBytes<T> bytes = default;
        for (int i = 0; i < limbCount; i++)
        {
            bytes[2 * i] = row[low + i];
            bytes[(2 * i) + 1] = High(limbs[i], row[low + i]);
        }

        return bytes;
    }

    /// <summary>Bytes that all have columns.</summary>
    public static ValueBytes<T> Read<TBuilder, T>(Row<TBuilder, T> row, int first, int byteCount)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        ValueBytes<T> bytes = default;
        for (int i = 0; i < byteCount; i++)
        {
            bytes[i] = row[first + i];
        }

        return bytes;
    }

    /// <summary>Demands that values are bytes, two at a time.</summary>
    public static void AssertBytes<TBuilder, T>(
        Row<TBuilder, T> row, T isReal, in ValueBytes<T> bytes, int byteCount)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        for (int i = 0; i < byteCount; i += 2)
        {
            row.BytePair(isReal, bytes[i], bytes[i + 1]);
        }
    }

    /// <summary>Writes the columns of <see cref="Cut"/>.</summary>
    public static void FillCut(RowWriter row, int low, int limbCount, ulong value)
    {
        for (int i = 0; i < limbCount; i++)
        {
            row.Set(low + i, (byte)(value >> (16 * i)));
        }
    }

    /// <summary>Writes the columns of <see cref="Read"/>.</summary>
    public static void Fill(RowWriter row, int first, int byteCount, ulong value)
    {
        for (int i = 0; i < byteCount; i++)
        {
            row.Set(first + i, (byte)(value >> (8 * i)));
        }
    }

    /// <summary>Counts the look-ups of <see cref="AssertBytes"/>.</summary>
    public static void Count(RowWriter row, int byteCount, ulong value)
    {
        for (int i = 0; i < byteCount; i += 2)
        {
            row.Lookups.AddBytes(
                ByteOperation.Pair, (byte)(value >> (8 * i)), (byte)(value >> ((8 * i) + 8)));
        }
    }
}
