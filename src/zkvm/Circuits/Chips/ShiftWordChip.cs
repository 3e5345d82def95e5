using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>SLLW, SRLW, SRAW: the lower half of rs1 shifted by five bits of rs2, sign-extended.</summary>
public sealed class ShiftWordChip() : InstructionChip(OpcodeClass.ShiftW)
{
    private static readonly InstructionColumns Common = new(true, true, true);
    private static readonly int Rest = Common.End;
    private static readonly int Sign = Common.End + 1;
    private static readonly ShiftBits Bits = new(Common.End + 2, 2);

    public override int Width => Common.End + 2 + Bits.Width;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = Bits.IsReal(row);
        T amount = Bits.Eval(row, row.Limbs(Common.Rs1Value));
        T rest = row[Rest];
        row.AssertZero(
            isReal * (row[Common.Rs2Value] - amount - (Row<TBuilder, T>.Constant(32) * rest)), "amount");
        row.Range(isReal, rest, 11);
        Limbs<T> result =
            SignExtension.Extend(row, isReal, row[Bits.Result], row[Bits.Result + 1], row[Sign]);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        T opcode = Bits.Opcode(row, Opcode.SllW, Opcode.SrlW, Opcode.SraW);
        Common.Eval(row, isReal, opcode, next, result, T.Zero, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.SetRanged(Rest, (uint)(ushort)step.Rs2 >> 5, 11);
        Bits.Fill(
            row, step.Instruction.Opcode, Opcode.SllW, Opcode.SrlW, (uint)step.Rs1, (int)step.Rs2 & 31);
        SignExtension.FillExtend(row, Bits.Result + 1, Sign, step.RdNew);
    }
}

/// <summary>SLLIW, SRLIW, SRAIW: the lower half of rs1 shifted by the immediate, sign-extended.</summary>
public sealed class ShiftWordImmediateChip() : InstructionChip(OpcodeClass.ShiftWImmediate)
{
    private const Opcode Left = Opcode.SllW | Opcode.Immediate;
    private const Opcode Right = Opcode.SrlW | Opcode.Immediate;
    private const Opcode RightSigned = Opcode.SraW | Opcode.Immediate;

    private static readonly InstructionColumns Common = new(true, false, true);
    private static readonly int Sign = Common.End;
    private static readonly ShiftBits Bits = new(Common.End + 1, 2);

    public override int Width => Common.End + 1 + Bits.Width;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = Bits.IsReal(row);
        T amount = Bits.Eval(row, row.Limbs(Common.Rs1Value));
        Limbs<T> result =
            SignExtension.Extend(row, isReal, row[Bits.Result], row[Bits.Result + 1], row[Sign]);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        T opcode = Bits.Opcode(row, Left, Right, RightSigned);
        Common.Eval(row, isReal, opcode, next, result, amount, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        Bits.Fill(
            row, step.Instruction.Opcode, Left, Right, (uint)step.Rs1, (int)step.Instruction.Immediate);
        SignExtension.FillExtend(row, Bits.Result + 1, Sign, step.RdNew);
    }
}
