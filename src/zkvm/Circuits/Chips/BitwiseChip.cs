using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>
/// AND, OR, XOR, by bytes through the Bytes table, which also bounds them. Limbs of the operands are
/// sums of two bytes.
/// </summary>
public sealed class BitwiseChip() : InstructionChip(OpcodeClass.Bitwise)
{
    private static readonly InstructionColumns Common = new(true, true, true);
    private static readonly int Flags = Common.End;
    private static readonly int A = Common.End + 3;
    private static readonly int B = Common.End + 11;
    private static readonly int C = Common.End + 19;

    public override int Width => Common.End + 27;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = BitwiseBytes.IsReal(row, Flags);
        BitwiseBytes.AssertLimbs(row, isReal, row.Limbs(Common.Rs1Value), A, "rs1");
        BitwiseBytes.AssertLimbs(row, isReal, row.Limbs(Common.Rs2Value), B, "rs2");
        for (int i = 0; i < 8; i++)
        {
            BitwiseBytes.Lookup(row, isReal, Flags, row[A + i], row[B + i], row[C + i]);
        }

        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        Common.Eval(
            row, isReal, BitwiseBytes.Opcode(row, Flags, 0), next, BitwiseBytes.ToLimbs(row, C),
            T.Zero, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        BitwiseBytes.Fill(row, step.Instruction.Opcode, Flags, A, B, C, 8, step.Rs1, step.Rs2);
    }
}

/// <summary>
/// ANDI, ORI, XORI. The immediate's upper 32 bits are four equal pairs of bytes, so it has six bytes of
/// its own.
/// </summary>
public sealed class BitwiseImmediateChip() : InstructionChip(OpcodeClass.BitwiseImmediate)
{
    private static readonly InstructionColumns Common = new(true, false, true);
    private static readonly int Flags = Common.End;
    private static readonly int A = Common.End + 3;
    private static readonly int B = Common.End + 11;
    private static readonly int C = Common.End + 17;

    public override int Width => Common.End + 25;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = BitwiseBytes.IsReal(row, Flags);
        BitwiseBytes.AssertLimbs(row, isReal, row.Limbs(Common.Rs1Value), A, "rs1");
        for (int i = 0; i < 8; i++)
        {
            int b = i < 6 ? i : i - 2;
            BitwiseBytes.Lookup(row, isReal, Flags, row[A + i], row[B + b], row[C + i]);
        }

        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        T byteBase = Row<TBuilder, T>.Constant(256);
        Common.Eval(
            row,
            isReal,
            BitwiseBytes.Opcode(row, Flags, (uint)Opcode.Immediate),
            next,
            BitwiseBytes.ToLimbs(row, C),
            row[B] + (byteBase * row[B + 1]),
            row[B + 2] + (byteBase * row[B + 3]),
            row[B + 4] + (byteBase * row[B + 5]));
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        ulong immediate = (ulong)step.Instruction.Immediate;
        BitwiseBytes.Fill(row, step.Instruction.Opcode, Flags, A, B, C, 6, step.Rs1, immediate);
    }
}
