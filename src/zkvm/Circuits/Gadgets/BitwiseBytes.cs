using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// What the two chips of AND, OR and XOR share. Columns: is and, is or, is xor; low bytes of the limbs of
/// both operands (4, and 4 or 3); bytes of the result (8).
/// </summary>
internal readonly struct BitwiseBytes(int first, int limbCountB)
{
    public int Width => 3 + 4 + limbCountB + ValueBytes<BabyBear>.Length;

    private int A => first + 3;

    private int B => first + 7;

    private int C => first + 7 + limbCountB;

    /// <summary>The sum of the three flags; boolean if they are.</summary>
    public T IsReal<TBuilder, T>(Row<TBuilder, T> row)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        row[first] + row[first + 1] + row[first + 2];

    /// <summary>The operation that the flags say.</summary>
    public T Opcode<TBuilder, T>(Row<TBuilder, T> row, Opcode form)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        (Row<TBuilder, T>.Constant((uint)(Isa.Opcode.And | form)) * row[first])
        + (Row<TBuilder, T>.Constant((uint)(Isa.Opcode.Or | form)) * row[first + 1])
        + (Row<TBuilder, T>.Constant((uint)(Isa.Opcode.Xor | form)) * row[first + 2]);

    /// <summary>States the operation; returns the result.</summary>
    /// <param name="row">The row.</param>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand; with three limbs of its own, its fourth equals the third.</param>
    public Limbs<T> Eval<TBuilder, T>(Row<TBuilder, T> row, Limbs<T> a, Limbs<T> b)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T isReal = IsReal(row);
        T operation = row[first + 1] + row[first + 2] + row[first + 2];
        row.AssertBoolean(row[first], "is and");
        row.AssertBoolean(row[first + 1], "is or");
        row.AssertBoolean(row[first + 2], "is xor");
        for (int i = 0; i < 4; i++)
        {
            T lowA = row[A + i];
            T lowB = row[B + Math.Min(i, limbCountB - 1)];
            row.Receive(Buses.Bytes, isReal, [operation, lowA, lowB, row[C + (2 * i)]]);
            row.Receive(
                Buses.Bytes,
                isReal,
                [operation, LimbBytes.High(a[i], lowA), LimbBytes.High(b[i], lowB), row[C + (2 * i) + 1]]);
        }

        return new Limbs<T>(
            LimbBytes.Limb(row[C], row[C + 1]),
            LimbBytes.Limb(row[C + 2], row[C + 3]),
            LimbBytes.Limb(row[C + 4], row[C + 5]),
            LimbBytes.Limb(row[C + 6], row[C + 7]));
    }

    public void Fill(RowWriter row, Opcode opcode, ulong a, ulong b)
    {
        int operation = (opcode & ~Isa.Opcode.Immediate) - Isa.Opcode.And;
        ulong c = operation switch
        {
            ByteOperation.And => a & b,
            ByteOperation.Or => a | b,
            _ => a ^ b,
        };
        row.Set(first + operation, BabyBear.One);
        LimbBytes.FillCut(row, A, 4, a);
        LimbBytes.FillCut(row, B, limbCountB, b);
        LimbBytes.Fill(row, C, ValueBytes<BabyBear>.Length, c);
        for (int i = 0; i < ValueBytes<BabyBear>.Length; i++)
        {
            row.Lookups.AddBytes(operation, (byte)(a >> (8 * i)), (byte)(b >> (8 * i)));
        }
    }
}
