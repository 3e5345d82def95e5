using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>SLT and SLTU: rd = 1 if rs1 is below rs2, else 0.</summary>
public sealed class LessThanChip() : InstructionChip(OpcodeClass.LessThan)
{
    private static readonly InstructionColumns Common = new(true, true, true);
    private static readonly int IsSigned = Common.End;
    private static readonly int IsUnsigned = Common.End + 1;
    private static readonly Comparison Compare = new(Common.End + 2);

    public override int Width => Common.End + 2 + Comparison.Width;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isSigned = row[IsSigned];
        T isReal = isSigned + row[IsUnsigned];
        row.AssertBoolean(isSigned, "is signed");
        row.AssertBoolean(row[IsUnsigned], "is unsigned");
        T less = Compare.Eval(
            row, isReal, isSigned, row.Limbs(Common.Rs1Value), row.Limbs(Common.Rs2Value));
        T opcode = (Row<TBuilder, T>.Constant((uint)Opcode.Slt) * isSigned)
            + (Row<TBuilder, T>.Constant((uint)Opcode.Sltu) * row[IsUnsigned]);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        Limbs<T> result = new(less, T.Zero, T.Zero, T.Zero);
        Common.Eval(row, isReal, opcode, next, result, T.Zero, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        bool isSigned = step.Instruction.Opcode == Opcode.Slt;
        row.Set(IsSigned, isSigned);
        row.Set(IsUnsigned, !isSigned);
        Compare.Fill(row, isSigned, step.Rs1, step.Rs2);
    }
}

/// <summary>SLTI and SLTIU: rd = 1 if rs1 is below the immediate, else 0.</summary>
public sealed class LessThanImmediateChip() : InstructionChip(OpcodeClass.LessThanImmediate)
{
    private static readonly InstructionColumns Common = new(true, false, true);
    private static readonly int IsSigned = Common.End;
    private static readonly int IsUnsigned = Common.End + 1;
    private static readonly int Immediate = Common.End + 2;
    private static readonly Comparison Compare = new(Common.End + 5);

    public override int Width => Common.End + 5 + Comparison.Width;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isSigned = row[IsSigned];
        T isReal = isSigned + row[IsUnsigned];
        T high = row[Immediate + 2];
        Limbs<T> b = new(row[Immediate], row[Immediate + 1], high, high);
        row.AssertBoolean(isSigned, "is signed");
        row.AssertBoolean(row[IsUnsigned], "is unsigned");
        T less = Compare.Eval(row, isReal, isSigned, row.Limbs(Common.Rs1Value), b);
        T opcode = (Row<TBuilder, T>.Constant((uint)(Opcode.Slt | Opcode.Immediate)) * isSigned)
            + (Row<TBuilder, T>.Constant((uint)(Opcode.Sltu | Opcode.Immediate)) * row[IsUnsigned]);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        Limbs<T> result = new(less, T.Zero, T.Zero, T.Zero);
        Common.Eval(row, isReal, opcode, next, result, b.L0, b.L1, b.L2);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        bool isSigned = step.Instruction.Opcode == (Opcode.Slt | Opcode.Immediate);
        row.Set(IsSigned, isSigned);
        row.Set(IsUnsigned, !isSigned);
        row.Set(Immediate, step.Instruction.Immediate0);
        row.Set(Immediate + 1, step.Instruction.Immediate1);
        row.Set(Immediate + 2, step.Instruction.ImmediateHigh);
        Compare.Fill(row, isSigned, step.Rs1, (ulong)step.Instruction.Immediate);
    }
}
