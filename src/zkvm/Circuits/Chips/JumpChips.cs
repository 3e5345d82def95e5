using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>JAL: rd = pc + 4; the target is in the program table.</summary>
public sealed class JalChip() : InstructionChip(OpcodeClass.Jal)
{
    private static readonly InstructionColumns Common = new(false, false, true);
    private static readonly int IsReal = Common.End;
    private static readonly int Target = Common.End + 1;
    private static readonly int Link = Common.End + 3;

    public override int Width => Common.End + 5;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = row[IsReal];
        Limbs<T> link = LinkAddress.Eval(row, isReal, Link);
        T target = row[Target] + (Row<TBuilder, T>.Constant(1 << 16) * row[Target + 1]);
        T opcode = Row<TBuilder, T>.Constant((uint)Opcode.Jal) * isReal;
        Common.Eval(row, isReal, opcode, target, link, row[Target], row[Target + 1], T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.Set(IsReal, BabyBear.One);
        row.Set(Target, step.Instruction.Immediate0);
        row.Set(Target + 1, step.Instruction.Immediate1);
        LinkAddress.Fill(row, Link, step.Pc);
    }
}

/// <summary>
/// JALR: rd = pc + 4; the target is rs1 + immediate with bit 0 cleared. Its upper limb is below 2^11, so
/// that the target is below 2^27 and cannot wrap around in the field; outside of the text there is no
/// instruction to fetch anyway.
/// </summary>
public sealed class JalrChip() : InstructionChip(OpcodeClass.Jalr)
{
    private const int UpperBits = 11;

    private static readonly InstructionColumns Common = new(true, false, true);
    private static readonly int IsReal = Common.End;
    private static readonly int Immediate = Common.End + 1;
    private static readonly int Half = Common.End + 4;
    private static readonly int LowBit = Common.End + 5;
    private static readonly int Upper = Common.End + 6;
    private static readonly int Link = Common.End + 7;

    public override int Width => Common.End + 9;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = row[IsReal];
        T high = row[Immediate + 2];
        T even = row[Half] + row[Half];
        row.AssertBoolean(row[LowBit], "bit 0");
        row.Range(isReal, row[Half], 15);
        row.Range(isReal, row[Upper], UpperBits);
        Addition.Assert(
            row,
            isReal,
            row.Limbs(Common.Rs1Value),
            new Limbs<T>(row[Immediate], row[Immediate + 1], high, high),
            new Limbs<T>(even + row[LowBit], row[Upper], T.Zero, T.Zero),
            4,
            "target");
        Limbs<T> link = LinkAddress.Eval(row, isReal, Link);
        T next = even + (Row<TBuilder, T>.Constant(1 << 16) * row[Upper]);
        T opcode = Row<TBuilder, T>.Constant((uint)Opcode.Jalr) * isReal;
        Common.Eval(row, isReal, opcode, next, link, row[Immediate], row[Immediate + 1], high);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.Set(IsReal, BabyBear.One);
        row.Set(Immediate, step.Instruction.Immediate0);
        row.Set(Immediate + 1, step.Instruction.Immediate1);
        row.Set(Immediate + 2, step.Instruction.ImmediateHigh);
        uint target = (uint)(step.Rs1 + (ulong)step.Instruction.Immediate);
        row.SetRanged(Half, (target & 0xFFFF) >> 1, 15);
        row.Set(LowBit, target & 1);
        row.SetRanged(Upper, target >> 16, UpperBits);
        LinkAddress.Fill(row, Link, step.Pc);
    }
}

/// <summary>LUI, AUIPC and ADDI from x0: rd = the immediate of the program table.</summary>
public sealed class LoadImmediateChip() : InstructionChip(OpcodeClass.LoadImmediate)
{
    private static readonly InstructionColumns Common = new(false, false, true);
    private static readonly int IsReal = Common.End;
    private static readonly int Immediate = Common.End + 1;

    public override int Width => Common.End + 4;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = row[IsReal];
        T high = row[Immediate + 2];
        Limbs<T> value = new(row[Immediate], row[Immediate + 1], high, high);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        T opcode = Row<TBuilder, T>.Constant((uint)Opcode.LoadImmediate) * isReal;
        Common.Eval(row, isReal, opcode, next, value, value.L0, value.L1, high);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.Set(IsReal, BabyBear.One);
        row.Set(Immediate, step.Instruction.Immediate0);
        row.Set(Immediate + 1, step.Instruction.Immediate1);
        row.Set(Immediate + 2, step.Instruction.ImmediateHigh);
    }
}
