using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>SLL, SRL, SRA: rs1 shifted by the lower six bits of rs2.</summary>
public sealed class ShiftChip() : InstructionChip(OpcodeClass.Shift)
{
    private static readonly InstructionColumns Common = new(true, true, true);
    private static readonly int Rest = Common.End;
    private static readonly ShiftBits Bits = new(Common.End + 1, 4);

    public override int Width => Common.End + 1 + Bits.Width;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = Bits.IsReal(row);
        T amount = Bits.Eval(row, row.Limbs(Common.Rs1Value));
        T rest = row[Rest];
        row.AssertZero(
            isReal * (row[Common.Rs2Value] - amount - (Row<TBuilder, T>.Constant(64) * rest)), "amount");
        row.Range(isReal, rest, 10);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        T opcode = Bits.Opcode(row, Opcode.Sll, Opcode.Srl, Opcode.Sra);
        Common.Eval(row, isReal, opcode, next, row.Limbs(Bits.Result), T.Zero, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.SetRanged(Rest, (uint)(ushort)step.Rs2 >> 6, 10);
        Bits.Fill(row, step.Instruction.Opcode, Opcode.Sll, Opcode.Srl, step.Rs1, (int)step.Rs2 & 63);
    }
}

/// <summary>SLLI, SRLI, SRAI: rs1 shifted by the immediate, which the decoder bounds.</summary>
public sealed class ShiftImmediateChip() : InstructionChip(OpcodeClass.ShiftImmediate)
{
    private const Opcode Left = Opcode.Sll | Opcode.Immediate;
    private const Opcode Right = Opcode.Srl | Opcode.Immediate;
    private const Opcode RightSigned = Opcode.Sra | Opcode.Immediate;

    private static readonly InstructionColumns Common = new(true, false, true);
    private static readonly ShiftBits Bits = new(Common.End, 4);

    public override int Width => Common.End + Bits.Width;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = Bits.IsReal(row);
        T amount = Bits.Eval(row, row.Limbs(Common.Rs1Value));
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        T opcode = Bits.Opcode(row, Left, Right, RightSigned);
        Common.Eval(row, isReal, opcode, next, row.Limbs(Bits.Result), amount, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        Bits.Fill(
            row, step.Instruction.Opcode, Left, Right, step.Rs1, (int)step.Instruction.Immediate);
    }
}
