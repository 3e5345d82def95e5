using System.Buffers.Binary;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;

namespace ZeroSharp.Zkvm.Circuits.Chips.Arithmetic256;

/// <summary>Numbers of 256 bits in the columns of a row: as 32 bytes, or as 16 limbs of 16 bits.</summary>
internal static class WideNumber
{
    public const int Bytes = 32;
    public const int Limbs = 16;

    /// <summary>64-bit words.</summary>
    public const int Words = 4;

    /// <summary>Demands that 32 columns are bytes, two with each look-up.</summary>
    public static void AssertBytes<TBuilder, T>(Row<TBuilder, T> row, T isReal, int bytes)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T operation = Row<TBuilder, T>.Constant(ByteOperation.Pair);
        for (int i = 0; i < Bytes; i += 2)
        {
            row.Receive(
                Buses.Bytes, isReal, [operation, row[bytes + i], row[bytes + i + 1], T.Zero]);
        }
    }

    /// <summary>Demands that 16 columns are below 2^16.</summary>
    public static void AssertLimbs<TBuilder, T>(Row<TBuilder, T> row, T isReal, int limbs)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        for (int i = 0; i < Limbs; i++)
        {
            row.Range(isReal, row[limbs + i], 16);
        }
    }

    /// <summary>A limb of a number in bytes.</summary>
    public static T LimbOfBytes<TBuilder, T>(Row<TBuilder, T> row, int bytes, int limb)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        row[bytes + (2 * limb)] + (Row<TBuilder, T>.Constant(256) * row[bytes + (2 * limb) + 1]);

    /// <summary>A word of a number in bytes.</summary>
    public static Limbs<T> WordOfBytes<TBuilder, T>(Row<TBuilder, T> row, int bytes, int word)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> => new(
            LimbOfBytes(row, bytes, 4 * word),
            LimbOfBytes(row, bytes, (4 * word) + 1),
            LimbOfBytes(row, bytes, (4 * word) + 2),
            LimbOfBytes(row, bytes, (4 * word) + 3));

    /// <summary>Writes a number as bytes, and counts their look-ups.</summary>
    public static void FillBytes(RowWriter row, int column, ReadOnlySpan<byte> number)
    {
        for (int i = 0; i < Bytes; i++)
        {
            row.Set(column + i, number[i]);
        }

        for (int i = 0; i < Bytes; i += 2)
        {
            row.Lookups.AddBytes(ByteOperation.Pair, number[i], number[i + 1]);
        }
    }

    /// <summary>Writes a number as limbs that are not looked up.</summary>
    public static void FillLimbs(RowWriter row, int column, ReadOnlySpan<byte> number)
    {
        for (int i = 0; i < Limbs; i++)
        {
            row.Set(column + i, Limb(number, i));
        }
    }

    /// <summary>Writes a number as limbs, and counts their look-ups.</summary>
    public static void FillRangedLimbs(RowWriter row, int column, ReadOnlySpan<byte> number)
    {
        for (int i = 0; i < Limbs; i++)
        {
            row.SetRanged(column + i, Limb(number, i), 16);
        }
    }

    /// <summary>A limb of a number in little-endian bytes.</summary>
    public static uint Limb(ReadOnlySpan<byte> number, int limb) =>
        BinaryPrimitives.ReadUInt16LittleEndian(number.Slice(2 * limb));
}
