using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>
/// ADD and SUB: rd = rs1 + rs2 or rs1 - rs2, modulo 2^64. A carry is (sum of limbs - result limb) / 2^16,
/// an affine form that must be boolean; SUB is checked as rs1 = rd + rs2.
/// </summary>
public sealed class AluChip() : InstructionChip(OpcodeClass.Alu)
{
    private static readonly InstructionColumns Common = new(true, true, true);
    private static readonly int IsAdd = Common.End;
    private static readonly int IsSub = Common.End + 1;
    private static readonly int Result = Common.End + 2;

    public override int Width => Common.End + 6;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isAdd = row[IsAdd];
        T isSub = row[IsSub];
        T isReal = isAdd + isSub;
        Limbs<T> a = row.Limbs(Common.Rs1Value);
        Limbs<T> b = row.Limbs(Common.Rs2Value);
        Limbs<T> c = row.Limbs(Result);
        row.AssertBoolean(isAdd, "is add");
        row.AssertBoolean(isSub, "is sub");
        Addition.Assert(row, isAdd, a, b, c, 4, "add");
        Addition.Assert(row, isSub, c, b, a, 4, "sub");
        for (int i = 0; i < 4; i++)
        {
            row.Range(isReal, c[i], 16);
        }

        T opcode = (Row<TBuilder, T>.Constant((uint)Opcode.Add) * isAdd)
            + (Row<TBuilder, T>.Constant((uint)Opcode.Sub) * isSub);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        Common.Eval(row, isReal, opcode, next, c, T.Zero, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.Set(IsAdd, step.Instruction.Opcode == Opcode.Add);
        row.Set(IsSub, step.Instruction.Opcode == Opcode.Sub);
        row.SetRangedLimbs(Result, step.RdNew);
    }
}

/// <summary>ADDI: rd = rs1 + immediate, modulo 2^64.</summary>
public sealed class AluImmediateChip() : InstructionChip(OpcodeClass.AluImmediate)
{
    private static readonly InstructionColumns Common = new(true, false, true);
    private static readonly int IsReal = Common.End;
    private static readonly int Immediate = Common.End + 1;
    private static readonly int Result = Common.End + 4;

    public override int Width => Common.End + 8;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = row[IsReal];
        T high = row[Immediate + 2];
        Limbs<T> b = new(row[Immediate], row[Immediate + 1], high, high);
        Limbs<T> c = row.Limbs(Result);
        Addition.Assert(row, isReal, row.Limbs(Common.Rs1Value), b, c, 4, "add");
        for (int i = 0; i < 4; i++)
        {
            row.Range(isReal, c[i], 16);
        }

        T opcode = Row<TBuilder, T>.Constant((uint)(Opcode.Add | Opcode.Immediate)) * isReal;
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
        row.SetRangedLimbs(Result, step.RdNew);
    }
}
