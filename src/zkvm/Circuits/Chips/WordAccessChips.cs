using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>LD: rd = the aligned 8-byte word at rs1 + immediate.</summary>
public sealed class LoadWordChip() : InstructionChip(OpcodeClass.LoadWord)
{
    private static readonly InstructionColumns Common = new(true, false, true);
    private static readonly int IsReal = Common.End;
    private static readonly EffectiveAddress Address = new(Common.End + 1);
    private static readonly int Value = Common.End + 1 + EffectiveAddress.Width;
    private static readonly int Elapsed = Value + 4;

    public override int Width => Elapsed + 1;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = row[IsReal];
        Limbs<T> value = row.Limbs(Value);
        T word = Address.Eval(row, isReal, row.Limbs(Common.Rs1Value), T.Zero);
        T time = row[InstructionColumns.Clock] + Row<TBuilder, T>.Constant(2);
        row.RecentAccess(isReal, AddressSpace.Memory, word, time, value, value, row[Elapsed]);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        T opcode = Row<TBuilder, T>.Constant((uint)Opcode.Ld) * isReal;
        int immediate = Address.Immediate;
        Common.Eval(
            row, isReal, opcode, next, value, row[immediate], row[immediate + 1], row[immediate + 2]);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.Set(IsReal, BabyBear.One);
        Address.Fill(row, in step);
        row.SetLimbs(Value, step.MemoryOld);
        row.SetRecent(Elapsed, step.Timestamp + 2, step.MemoryPreviousTimestamp);
    }
}

/// <summary>SD: the aligned 8-byte word at rs1 + immediate becomes rs2.</summary>
public sealed class StoreWordChip() : InstructionChip(OpcodeClass.StoreWord)
{
    private static readonly InstructionColumns Common = new(true, true, false);
    private static readonly int IsReal = Common.End;
    private static readonly EffectiveAddress Address = new(Common.End + 1);
    private static readonly int OldValue = Common.End + 1 + EffectiveAddress.Width;
    private static readonly int Elapsed = OldValue + 4;

    public override int Width => Elapsed + 1;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = row[IsReal];
        T word = Address.Eval(row, isReal, row.Limbs(Common.Rs1Value), T.Zero);
        T time = row[InstructionColumns.Clock] + Row<TBuilder, T>.Constant(2);
        row.RecentAccess(
            isReal,
            AddressSpace.Memory,
            word,
            time,
            row.Limbs(OldValue),
            row.Limbs(Common.Rs2Value),
            row[Elapsed]);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        T opcode = Row<TBuilder, T>.Constant((uint)Opcode.Sd) * isReal;
        int immediate = Address.Immediate;
        Common.Eval(
            row,
            isReal,
            opcode,
            next,
            Limbs<T>.Zero,
            row[immediate],
            row[immediate + 1],
            row[immediate + 2]);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.Set(IsReal, BabyBear.One);
        Address.Fill(row, in step);
        row.SetLimbs(OldValue, step.MemoryOld);
        row.SetRecent(Elapsed, step.Timestamp + 2, step.MemoryPreviousTimestamp);
    }
}
