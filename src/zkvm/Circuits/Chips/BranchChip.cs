using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>
/// The six branches: three conditions (equal, below as signed, below as unsigned numbers) and their
/// negations, whose opcodes are the next higher ones.
/// </summary>
public sealed class BranchChip() : InstructionChip(OpcodeClass.Branch)
{
    private static readonly InstructionColumns Common = new(true, true, false);
    private static readonly int IsEqual = Common.End;
    private static readonly int IsSigned = Common.End + 1;
    private static readonly int IsUnsigned = Common.End + 2;
    private static readonly int IsNegated = Common.End + 3;
    private static readonly int IsTaken = Common.End + 4;
    private static readonly int Target = Common.End + 5;
    private static readonly int Next = Target + 2;
    private static readonly Comparison Compare = new(Next + 1);

    public override int Width => Next + 1 + Comparison.Width;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isEqual = row[IsEqual];
        T isSigned = row[IsSigned];
        T isUnsigned = row[IsUnsigned];
        T isNegated = row[IsNegated];
        T isReal = isEqual + isSigned + isUnsigned;
        row.AssertBoolean(isEqual, "is BEQ or BNE");
        row.AssertBoolean(isSigned, "is BLT or BGE");
        row.AssertBoolean(isUnsigned, "is BLTU or BGEU");
        row.AssertBoolean(isNegated, "is negated");
        row.AssertZero(isNegated * (T.One - isReal), "padding is not negated");

        T less = Compare.Eval(
            row, isReal, isSigned, row.Limbs(Common.Rs1Value), row.Limbs(Common.Rs2Value));
        T condition = (isEqual * (T.One - Compare.Differs(row))) + ((isSigned + isUnsigned) * less);
        T isTaken = row[IsTaken];
        row.AssertZero(
            isTaken - condition - (isNegated * (T.One - condition - condition)), "is taken");
        T following = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        T target = row[Target] + (Row<TBuilder, T>.Constant(1 << 16) * row[Target + 1]);
        row.AssertZero(
            isReal * (row[Next] - following) - (isTaken * (target - following)), "next pc");

        T opcode = (Row<TBuilder, T>.Constant((uint)Opcode.Beq) * isEqual)
            + (Row<TBuilder, T>.Constant((uint)Opcode.Blt) * isSigned)
            + (Row<TBuilder, T>.Constant((uint)Opcode.Bltu) * isUnsigned)
            + isNegated;
        Common.Eval(
            row, isReal, opcode, row[Next], Limbs<T>.Zero, row[Target], row[Target + 1], T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        Opcode opcode = step.Instruction.Opcode;
        bool isNegated = ((opcode - Opcode.Beq) & 1) != 0;
        Opcode condition = isNegated ? opcode - 1 : opcode;
        bool isMet = condition switch
        {
            Opcode.Beq => step.Rs1 == step.Rs2,
            Opcode.Blt => (long)step.Rs1 < (long)step.Rs2,
            _ => step.Rs1 < step.Rs2,
        };
        row.Set(IsEqual, condition == Opcode.Beq);
        row.Set(IsSigned, condition == Opcode.Blt);
        row.Set(IsUnsigned, condition == Opcode.Bltu);
        row.Set(IsNegated, isNegated);
        row.Set(IsTaken, isMet != isNegated);
        row.Set(Target, step.Instruction.Immediate0);
        row.Set(Target + 1, step.Instruction.Immediate1);
        row.Set(Next, step.NextPc);
        Compare.Fill(row, condition == Opcode.Blt, step.Rs1, step.Rs2);
    }
}
