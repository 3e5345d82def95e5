using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>What the two chips of AND, OR and XOR share; three flags say which operation it is.</summary>
internal static class BitwiseBytes
{
    public static T IsReal<TBuilder, T>(Row<TBuilder, T> row, int flags)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        row.AssertBoolean(row[flags], "is and");
        row.AssertBoolean(row[flags + 1], "is or");
        row.AssertBoolean(row[flags + 2], "is xor");
        return row[flags] + row[flags + 1] + row[flags + 2];
    }

    public static T Opcode<TBuilder, T>(Row<TBuilder, T> row, int flags, uint form)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        (Row<TBuilder, T>.Constant((uint)Isa.Opcode.And | form) * row[flags])
        + (Row<TBuilder, T>.Constant((uint)Isa.Opcode.Or | form) * row[flags + 1])
        + (Row<TBuilder, T>.Constant((uint)Isa.Opcode.Xor | form) * row[flags + 2]);

    /// <summary>Demands that limbs are made of eight bytes.</summary>
    public static void AssertLimbs<TBuilder, T>(
        Row<TBuilder, T> row, T isReal, Limbs<T> limbs, int bytes, string label)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        Limbs<T> sums = ToLimbs(row, bytes);
        for (int i = 0; i < 4; i++)
        {
            row.AssertZero(isReal * (limbs[i] - sums[i]), label);
        }
    }

    public static Limbs<T> ToLimbs<TBuilder, T>(Row<TBuilder, T> row, int bytes)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T byteBase = Row<TBuilder, T>.Constant(256);
        return new Limbs<T>(
            row[bytes] + (byteBase * row[bytes + 1]),
            row[bytes + 2] + (byteBase * row[bytes + 3]),
            row[bytes + 4] + (byteBase * row[bytes + 5]),
            row[bytes + 6] + (byteBase * row[bytes + 7]));
    }

    /// <summary>Looks up (operation, a, b, c), the operation being 0 and, 1 or, 2 xor.</summary>
    public static void Lookup<TBuilder, T>(Row<TBuilder, T> row, T isReal, int flags, T a, T b, T c)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        row.Receive(Buses.Bytes, isReal, [row[flags + 1] + row[flags + 2] + row[flags + 2], a, b, c]);

    public static void Fill(
        RowWriter row,
        Opcode opcode,
        int flags,
        int firstA,
        int firstB,
        int firstC,
        int widthB,
        ulong a,
        ulong b)
    {
        int operation = (opcode & ~Isa.Opcode.Immediate) - Isa.Opcode.And;
        row.Set(flags + operation, BabyBear.One);
        ulong c = operation switch
        {
            0 => a & b,
            1 => a | b,
            _ => a ^ b,
        };
        for (int i = 0; i < 8; i++)
        {
            uint byteA = (byte)(a >> (8 * i));
            uint byteB = (byte)(b >> (8 * i));
            row.Set(firstA + i, byteA);
            row.Set(firstC + i, (byte)(c >> (8 * i)));
            if (i < widthB)
            {
                row.Set(firstB + i, byteB);
            }

            row.Lookups.AddBytes(operation, byteA, byteB);
        }
    }
}
