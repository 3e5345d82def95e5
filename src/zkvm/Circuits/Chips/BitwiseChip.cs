using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>AND, OR, XOR, by bytes through the Bytes table.</summary>
public sealed class BitwiseChip() : InstructionChip(OpcodeClass.Bitwise)
{
    private static readonly InstructionColumns Common = new(true, true, true);
    private static readonly BitwiseBytes Bytes = new(Common.End, 4);

    public override int Width => Common.End + Bytes.Width;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        Limbs<T> result = Bytes.Eval(row, row.Limbs(Common.Rs1Value), row.Limbs(Common.Rs2Value));
        T opcode = Bytes.Opcode(row, Opcode.None);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        Common.Eval(row, Bytes.IsReal(row), opcode, next, result, T.Zero, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        Bytes.Fill(row, step.Instruction.Opcode, step.Rs1, step.Rs2);
    }
}

/// <summary>ANDI, ORI, XORI.</summary>
public sealed class BitwiseImmediateChip() : InstructionChip(OpcodeClass.BitwiseImmediate)
{
    private static readonly InstructionColumns Common = new(true, false, true);
    private static readonly int Immediate = Common.End;
    private static readonly BitwiseBytes Bytes = new(Common.End + 3, 3);

    public override int Width => Common.End + 3 + Bytes.Width;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T high = row[Immediate + 2];
        Limbs<T> b = new(row[Immediate], row[Immediate + 1], high, high);
        Limbs<T> result = Bytes.Eval(row, row.Limbs(Common.Rs1Value), b);
        T opcode = Bytes.Opcode(row, Opcode.Immediate);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        Common.Eval(row, Bytes.IsReal(row), opcode, next, result, b.L0, b.L1, high);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.Set(Immediate, step.Instruction.Immediate0);
        row.Set(Immediate + 1, step.Instruction.Immediate1);
        row.Set(Immediate + 2, step.Instruction.ImmediateHigh);
        Bytes.Fill(row, step.Instruction.Opcode, step.Rs1, (ulong)step.Instruction.Immediate);
    }
}
