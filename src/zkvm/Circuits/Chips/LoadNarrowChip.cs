using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>
/// LB, LH, LW and their unsigned forms: a part of an aligned 8-byte word, extended by its sign or by zero.
/// </summary>
public sealed class LoadNarrowChip() : InstructionChip(OpcodeClass.LoadNarrow)
{
    private static readonly InstructionColumns Common = new(true, false, true);

    // The width, one-hot, and whether the form is unsigned: its opcode is the signed one's plus 4.
    private static readonly int IsByte = Common.End;
    private static readonly int IsHalf = Common.End + 1;
    private static readonly int IsWord = Common.End + 2;
    private static readonly int IsUnsigned = Common.End + 3;
    private static readonly EffectiveAddress Address = new(Common.End + 4);
    private static readonly int Offset = Common.End + 4 + EffectiveAddress.Width;
    private static readonly int Word = Offset + 3;
    private static readonly int Elapsed = Word + 4;

    // The limb that holds the first byte, its low byte (for LB and LBU), the limb whose top bit is the
    // sign, that sign, the two lower limbs of the result.
    private static readonly int Limb = Elapsed + 1;
    private static readonly int LowByte = Limb + 1;
    private static readonly int Top = Limb + 2;
    private static readonly int Sign = Limb + 3;
    private static readonly int Low = Limb + 4;

    private const byte UnsignedOpcodes = Opcode.Lbu - Opcode.Lb;

    public override int Width => Limb + 6;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isByte = row[IsByte];
        T isHalf = row[IsHalf];
        T isWord = row[IsWord];
        T isUnsigned = row[IsUnsigned];
        T isReal = isByte + isHalf + isWord;
        row.AssertBoolean(isByte, "is byte");
        row.AssertBoolean(isHalf, "is half word");
        row.AssertBoolean(isWord, "is word");
        row.AssertBoolean(isUnsigned, "is unsigned");
        row.AssertZero(isUnsigned * (T.One - isReal), "padding is not unsigned");

        T offset = Choose(row, isHalf, isWord);
        T address = Address.Eval(row, isReal, row.Limbs(Common.Rs1Value), offset);
        T time = row[InstructionColumns.Clock] + Row<TBuilder, T>.Constant(2);
        Limbs<T> word = row.Limbs(Word);
        row.RecentAccess(isReal, AddressSpace.Memory, address, time, word, word, row[Elapsed]);
        Limbs<T> result = Extend(row, word, isByte, isHalf, isWord, isReal - isUnsigned);
        T opcode = (Row<TBuilder, T>.Constant((uint)Opcode.Lb) * isByte)
            + (Row<TBuilder, T>.Constant((uint)Opcode.Lh) * isHalf)
            + (Row<TBuilder, T>.Constant((uint)Opcode.Lw) * isWord)
            + (Row<TBuilder, T>.Constant(UnsignedOpcodes) * isUnsigned);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        int immediate = Address.Immediate;
        Common.Eval(
            row, isReal, opcode, next, result, row[immediate], row[immediate + 1], row[immediate + 2]);
    }

    // Selects the limb by the offset's bits; returns the offset.
    private static T Choose<TBuilder, T>(Row<TBuilder, T> row, T isHalf, T isWord)
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
        Limbs<T> word = row.Limbs(Word);
        T lower = word.L0 + (bit1 * (word.L1 - word.L0));
        T upper = word.L2 + (bit1 * (word.L3 - word.L2));
        row.AssertZero(row[Limb] - lower - (bit2 * (upper - lower)), "limb");
        return bit0 + bit1 + bit1 + (Row<TBuilder, T>.Constant(4) * bit2);
    }

    private static Limbs<T> Extend<TBuilder, T>(
        Row<TBuilder, T> row, Limbs<T> word, T isByte, T isHalf, T isWord, T isSigned)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T ones = Row<TBuilder, T>.Constant(0xFFFF);
        T limb = row[Limb];
        T sign = row[Sign];
        T lowByte = row[LowByte];
        T highByte = LimbBytes.High(limb, lowByte);
        row.BytePair(isByte, lowByte, highByte);
        row.AssertZero((isByte - T.One) * lowByte, "a byte only for bytes");
        T loadedByte = lowByte + (row[Offset] * (highByte - lowByte));
        T upper = word.L1 + (row[Offset + 2] * (word.L3 - word.L1));
        row.AssertZero(
            row[Top] - (isByte * Row<TBuilder, T>.Constant(256) * loadedByte) - (isHalf * limb)
                - (isWord * upper),
            "top limb");
        SignExtension.AssertTopBit(row, isSigned, row[Top], sign, "sign");
        row.AssertZero((isSigned - T.One) * sign, "a sign only for signed loads");
        row.AssertZero(
            row[Low] - (isByte * (loadedByte + (Row<TBuilder, T>.Constant(0xFF00) * sign)))
                - ((isHalf + isWord) * limb),
            "first limb of the result");
        row.AssertZero(
            row[Low + 1] - (isWord * row[Top]) - ((isByte + isHalf) * ones * sign),
            "second limb of the result");
        return new Limbs<T>(row[Low], row[Low + 1], ones * sign, ones * sign);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        bool isUnsigned = step.Instruction.Opcode > Opcode.Ld;
        Opcode opcode = step.Instruction.Opcode;
        Opcode signed = isUnsigned ? opcode - UnsignedOpcodes : opcode;
        row.Set(IsByte, signed == Opcode.Lb);
        row.Set(IsHalf, signed == Opcode.Lh);
        row.Set(IsWord, signed == Opcode.Lw);
        row.Set(IsUnsigned, isUnsigned);
        Address.Fill(row, in step);
        int offset = (int)step.Address & 7;
        for (int i = 0; i < 3; i++)
        {
            row.Set(Offset + i, (uint)(offset >> i) & 1);
        }

        row.SetLimbs(Word, step.MemoryOld);
        row.SetRecent(Elapsed, step.Timestamp + 2, step.MemoryPreviousTimestamp);
        uint limb = (ushort)(step.MemoryOld >> (16 * (offset >> 1)));
        row.Set(Limb, limb);
        uint top = limb;
        if (signed == Opcode.Lb)
        {
            row.Set(LowByte, limb & 0xFF);
            row.Lookups.AddBytes(ByteOperation.Pair, limb & 0xFF, limb >> 8);
            top = ((limb >> (8 * (offset & 1))) & 0xFF) << 8;
        }
        else if (signed == Opcode.Lw)
        {
            top = (ushort)(step.MemoryOld >> (16 * ((offset >> 1) + 1)));
        }

        row.Set(Top, top);
        if (!isUnsigned)
        {
            SignExtension.FillTopBit(row, Sign, top);
        }

        row.Set(Low, (ushort)step.RdNew);
        row.Set(Low + 1, (ushort)(step.RdNew >> 16));
    }
}
