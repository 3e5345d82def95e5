using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>
/// ADDW and SUBW: the lower 32 bits of the sum or difference, sign-extended. The second result limb is
/// sign 2^15 + rest with a boolean sign and rest below 2^15.
/// </summary>
public sealed class AluWordChip() : InstructionChip(OpcodeClass.AluW)
{
    private static readonly InstructionColumns Common = new(true, true, true);
    private static readonly int IsAdd = Common.End;
    private static readonly int IsSub = Common.End + 1;
    private static readonly int Result = Common.End + 2;
    private static readonly int Sign = Common.End + 4;

    public override int Width => Common.End + 5;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isAdd = row[IsAdd];
        T isSub = row[IsSub];
        T isReal = isAdd + isSub;
        Limbs<T> a = row.Limbs(Common.Rs1Value);
        Limbs<T> b = row.Limbs(Common.Rs2Value);
        Limbs<T> c = SignExtension.Word(row, isReal, row[Result], row[Result + 1], row[Sign]);
        row.AssertBoolean(isAdd, "is add");
        row.AssertBoolean(isSub, "is sub");
        Addition.Assert(row, isAdd, a, b, c, 2, "add");
        Addition.Assert(row, isSub, c, b, a, 2, "sub");
        T opcode = (Row<TBuilder, T>.Constant((uint)Opcode.AddW) * isAdd)
            + (Row<TBuilder, T>.Constant((uint)Opcode.SubW) * isSub);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        Common.Eval(row, isReal, opcode, next, c, T.Zero, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.Set(IsAdd, step.Instruction.Opcode == Opcode.AddW);
        row.Set(IsSub, step.Instruction.Opcode == Opcode.SubW);
        SignExtension.FillWord(row, Result, Result + 1, Sign, step.RdNew);
    }
}

/// <summary>ADDIW: the lower 32 bits of rs1 + immediate, sign-extended.</summary>
public sealed class AluWordImmediateChip() : InstructionChip(OpcodeClass.AluWImmediate)
{
    private static readonly InstructionColumns Common = new(true, false, true);
    private static readonly int IsReal = Common.End;
    private static readonly int Immediate = Common.End + 1;
    private static readonly int Result = Common.End + 4;
    private static readonly int Sign = Common.End + 6;

    public override int Width => Common.End + 7;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = row[IsReal];
        T high = row[Immediate + 2];
        Limbs<T> b = new(row[Immediate], row[Immediate + 1], high, high);
        Limbs<T> c = SignExtension.Word(row, isReal, row[Result], row[Result + 1], row[Sign]);
        Addition.Assert(row, isReal, row.Limbs(Common.Rs1Value), b, c, 2, "add");
        T opcode = Row<TBuilder, T>.Constant((uint)(Opcode.AddW | Opcode.Immediate)) * isReal;
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        Common.Eval(row, isReal, opcode, next, c, b.L0, b.L1, b.L2);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.Set(IsReal, BabyBear.One);
        row.Set(Immediate, step.Instruction.Immediate0);
        row.Set(Immediate + 1, step.Instruction.Immediate1);
        row.Set(Immediate + 2, step.Instruction.ImmediateHigh);
        SignExtension.FillWord(row, Result, Result + 1, Sign, step.RdNew);
    }
}
