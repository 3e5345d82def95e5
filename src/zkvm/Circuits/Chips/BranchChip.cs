using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>
/// The six branches. Equality is that the four ranged limbs of the difference sum to zero, which is
/// shown by an inverse; the order comes from the same difference.
/// </summary>
public sealed class BranchChip() : InstructionChip(OpcodeClass.Branch)
{
    private const int Kinds = 6;

    private static readonly InstructionColumns Common = new(true, true, false);
    private static readonly int Flags = Common.End;
    private static readonly int Target = Flags + Kinds;
    private static readonly Comparison Compare = new(Target + 2);
    private static readonly int Inverse = Target + 2 + Comparison.Width;
    private static readonly int IsEqual = Inverse + 1;
    private static readonly int Next = Inverse + 2;

    public override int Width => Next + 1;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = T.Zero;
        T opcode = T.Zero;
        for (int i = 0; i < Kinds; i++)
        {
            T flag = row[Flags + i];
            row.AssertBoolean(flag, "flag");
            isReal += flag;
            opcode += Row<TBuilder, T>.Constant((uint)Opcode.Beq + (uint)i) * flag;
        }

        T isSigned = row[Flags + 2] + row[Flags + 3];
        T less = Compare.Eval(
            row, isReal, isSigned, row.Limbs(Common.Rs1Value), row.Limbs(Common.Rs2Value));
        T difference = row[Compare.Difference] + row[Compare.Difference + 1]
            + row[Compare.Difference + 2] + row[Compare.Difference + 3];
        T isEqual = row[IsEqual];
        row.AssertZero(isReal - isEqual - (difference * row[Inverse]), "equal or invertible");
        row.AssertZero(isEqual * difference, "equal");
        T isTaken = (row[Flags] * isEqual) + (row[Flags + 1] * (T.One - isEqual))
            + ((row[Flags + 2] + row[Flags + 4]) * less)
            + ((row[Flags + 3] + row[Flags + 5]) * (T.One - less));
        T following = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        T target = row[Target] + (Row<TBuilder, T>.Constant(1 << 16) * row[Target + 1]);
        row.AssertZero(
            isReal * (row[Next] - following) - (isTaken * (target - following)), "next pc");
        Common.Eval(
            row, isReal, opcode, row[Next], Limbs<T>.Zero, row[Target], row[Target + 1], T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        Opcode opcode = step.Instruction.Opcode;
        row.Set(Flags + (opcode - Opcode.Beq), BabyBear.One);
        row.Set(Target, step.Instruction.Immediate0);
        row.Set(Target + 1, step.Instruction.Immediate1);
        Compare.Fill(row, opcode is Opcode.Blt or Opcode.Bge, step.Rs1, step.Rs2);
        ulong difference = step.Rs1 - step.Rs2;
        uint sum = 0;
        for (int i = 0; i < 4; i++)
        {
            sum += (ushort)(difference >> (16 * i));
        }

        row.Set(IsEqual, sum == 0);
        row.Set(Inverse, BabyBear.FromUInt32(sum).Inverse());
        row.Set(Next, step.NextPc);
    }
}
