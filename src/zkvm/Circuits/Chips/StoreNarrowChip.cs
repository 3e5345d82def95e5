using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>SB, SH, SW: a part of an aligned 8-byte word becomes the lower part of rs2.</summary>
public sealed class StoreNarrowChip() : InstructionChip(OpcodeClass.StoreNarrow)
{
    private static readonly InstructionColumns Common = new(true, true, false);

    // SB, SH, SW.
    private static readonly int Flags = Common.End;
    private static readonly EffectiveAddress Address = new(Flags + 3);

    // The lower bits of the address; which limbs are written; the word before and after.
    private static readonly int Offset = Flags + 3 + EffectiveAddress.Width;
    private static readonly int Written = Offset + 3;
    private static readonly int OldWord = Written + 4;
    private static readonly int NewWord = OldWord + 4;
    private static readonly int Elapsed = NewWord + 4;

    // For SB the bytes of the old limb and the low byte of rs2; the limb that SB and SH write.
    private static readonly int OldBytes = Elapsed + 1;
    private static readonly int ValueByte = OldBytes + 2;
    private static readonly int NewLimb = ValueByte + 1;

    public override int Width => NewLimb + 1;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isByte = row[Flags];
        T isHalf = row[Flags + 1];
        T isWord = row[Flags + 2];
        T isReal = isByte + isHalf + isWord;
        row.AssertBoolean(isByte, "is SB");
        row.AssertBoolean(isHalf, "is SH");
        row.AssertBoolean(isWord, "is SW");
        T offset = Choose(row, isByte + isHalf, isHalf, isWord);
        T address = Address.Eval(row, isReal, row.Limbs(Common.Rs1Value), offset);
        Replace(row, isByte, isHalf, isWord);
        T time = row[InstructionColumns.Clock] + Row<TBuilder, T>.Constant(2);
        row.RecentAccess(
            isReal,
            AddressSpace.Memory,
            address,
            time,
            row.Limbs(OldWord),
            row.Limbs(NewWord),
            row[Elapsed]);
        T opcode = (Row<TBuilder, T>.Constant((uint)Opcode.Sb) * isByte)
            + (Row<TBuilder, T>.Constant((uint)Opcode.Sh) * isHalf)
            + (Row<TBuilder, T>.Constant((uint)Opcode.Sw) * isWord);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
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

    // The limbs that are written: one for SB and SH, two neighbours for SW. Returns the offset.
    private static T Choose<TBuilder, T>(Row<TBuilder, T> row, T isNarrow, T isHalf, T isWord)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T bit0 = row[Offset];
        T bit1 = row[Offset + 1];
        T bit2 = row[Offset + 2];
        row.AssertBoolean(bit0, "bit 0 of the address");
        row.AssertBoolean(bit1, "bit 1 of the address");
        row.AssertBoolean(bit2, "bit 2 of the address");
        row.AssertZero((isHalf + isWord) * bit0, "aligned to 2");
        row.AssertZero(isWord * bit1, "aligned to 4");
        T both = bit1 * bit2;
        T lower = isWord * (T.One - bit2);
        T upper = isWord * bit2;
        row.AssertZero(row[Written] - (isNarrow * (T.One - bit1 - bit2 + both)) - lower, "writes limb 0");
        row.AssertZero(row[Written + 1] - (isNarrow * (bit1 - both)) - lower, "writes limb 1");
        row.AssertZero(row[Written + 2] - (isNarrow * (bit2 - both)) - upper, "writes limb 2");
        row.AssertZero(row[Written + 3] - (isNarrow * both) - upper, "writes limb 3");
        return bit0 + bit1 + bit1 + (Row<TBuilder, T>.Constant(4) * bit2);
    }

    private static void Replace<TBuilder, T>(Row<TBuilder, T> row, T isByte, T isHalf, T isWord)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        Limbs<T> oldWord = row.Limbs(OldWord);
        Limbs<T> newWord = row.Limbs(NewWord);
        Limbs<T> value = row.Limbs(Common.Rs2Value);
        T oldLow = row[OldBytes];
        T oldHigh = row[OldBytes + 1];
        T valueByte = row[ValueByte];
        row.BytePair(isByte, oldLow, oldHigh);
        row.BytePair(isByte, valueByte, LimbBytes.High(value.L0, valueByte));
        row.AssertZero((isByte - T.One) * oldLow, "a low byte only for SB");
        row.AssertZero((isByte - T.One) * oldHigh, "a high byte only for SB");
        row.AssertZero((isByte - T.One) * valueByte, "a new byte only for SB");
        T oldLimb = LimbBytes.Limb(oldLow, oldHigh);
        for (int i = 0; i < 4; i++)
        {
            row.AssertZero(isByte * row[Written + i] * (oldWord[i] - oldLimb), "bytes of the old limb");
            T source = row[NewLimb] + (isWord * (value[i & 1] - row[NewLimb]));
            row.AssertZero(
                newWord[i] - oldWord[i] - (row[Written + i] * (source - oldWord[i])), "new word");
        }

        T even = LimbBytes.Limb(valueByte, oldHigh);
        T odd = LimbBytes.Limb(oldLow, valueByte);
        T written = even + (row[Offset] * (odd - even));
        row.AssertZero(
            row[NewLimb] - (isByte * written) - (isHalf * value.L0), "limb that SB and SH write");
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        Opcode opcode = step.Instruction.Opcode;
        row.Set(Flags + (opcode - Opcode.Sb), BabyBear.One);
        Address.Fill(row, in step);
        int offset = (int)step.Address & 7;
        for (int i = 0; i < 3; i++)
        {
            row.Set(Offset + i, (uint)(offset >> i) & 1);
        }

        row.Set(Written + (offset >> 1), BabyBear.One);
        row.SetLimbs(OldWord, step.MemoryOld);
        row.SetLimbs(NewWord, step.MemoryNew);
        row.SetRecent(Elapsed, step.Timestamp + 2, step.MemoryPreviousTimestamp);
        if (opcode == Opcode.Sw)
        {
            row.Set(Written + (offset >> 1) + 1, BabyBear.One);
            return;
        }

        row.Set(NewLimb, (ushort)(step.MemoryNew >> (16 * (offset >> 1))));
        if (opcode == Opcode.Sb)
        {
            uint old = (ushort)(step.MemoryOld >> (16 * (offset >> 1)));
            row.Set(OldBytes, old & 0xFF);
            row.Set(OldBytes + 1, old >> 8);
            row.Set(ValueByte, (uint)step.Rs2 & 0xFF);
            row.Lookups.AddBytes(ByteOperation.Pair, old & 0xFF, old >> 8);
            row.Lookups.AddBytes(
                ByteOperation.Pair, (uint)step.Rs2 & 0xFF, (uint)(ushort)step.Rs2 >> 8);
        }
    }
}
