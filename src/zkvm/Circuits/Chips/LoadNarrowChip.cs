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
    // LB, LH, LW, LBU, LHU, LWU.
    private const int Kinds = 6;

    private static readonly InstructionColumns Common = new(true, false, true);
    private static readonly int Flags = Common.End;
    private static readonly EffectiveAddress Address = new(Flags + Kinds);
    private static readonly int Offset = Flags + Kinds + EffectiveAddress.Width;
    private static readonly int Word = Offset + 3;
    private static readonly int Elapsed = Word + 4;

    // The limb that holds the first byte, its two bytes (for LB and LBU), the loaded byte, the upper limb
    // of a loaded half word, the limb whose top bit is the sign, that sign, the first limb of the result.
    private static readonly int Limb = Elapsed + 2;
    private static readonly int Bytes = Limb + 1;
    private static readonly int Byte = Limb + 3;
    private static readonly int Upper = Limb + 4;
    private static readonly int Top = Limb + 5;
    private static readonly int Sign = Limb + 6;
    private static readonly int Low = Limb + 7;

    public override int Width => Limb + 9;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = T.Zero;
        for (int i = 0; i < Kinds; i++)
        {
            row.AssertBoolean(row[Flags + i], "flag");
            isReal += row[Flags + i];
        }

        T isByte = row[Flags] + row[Flags + 3];
        T isHalf = row[Flags + 1] + row[Flags + 4];
        T isWord = row[Flags + 2] + row[Flags + 5];
        T isSigned = row[Flags] + row[Flags + 1] + row[Flags + 2];
        T offset = Choose(row, isHalf, isWord);
        T address = Address.Eval(row, isReal, row.Limbs(Common.Rs1Value), offset);
        T time = row[InstructionColumns.Clock] + Row<TBuilder, T>.Constant(2);
        Limbs<T> word = row.Limbs(Word);
        row.Access(
            isReal, AddressSpace.Memory, address, time, word, word, row[Elapsed], row[Elapsed + 1]);
        Limbs<T> result = Extend(row, isByte, isHalf, isWord, isSigned);
        T opcode = T.Zero;
        for (int i = 0; i < Kinds; i++)
        {
            uint code = (uint)Opcode.Lb + (uint)(i < 3 ? i : i + 1);
            opcode += Row<TBuilder, T>.Constant(code) * row[Flags + i];
        }

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
        row.AssertZero(
            isWord * (row[Upper] - word.L1 - (bit2 * (word.L3 - word.L1))), "upper limb");
        return bit0 + bit1 + bit1 + (Row<TBuilder, T>.Constant(4) * bit2);
    }

    private static Limbs<T> Extend<TBuilder, T>(
        Row<TBuilder, T> row, T isByte, T isHalf, T isWord, T isSigned)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T byteBase = Row<TBuilder, T>.Constant(256);
        T ones = Row<TBuilder, T>.Constant(0xFFFF);
        T limb = row[Limb];
        T sign = row[Sign];
        row.Range(isByte, row[Bytes], 8);
        row.Range(isByte, row[Bytes + 1], 8);
        row.AssertZero(isByte * (limb - row[Bytes] - (byteBase * row[Bytes + 1])), "bytes of the limb");
        row.AssertZero(
            isByte * (row[Byte] - row[Bytes] - (row[Offset] * (row[Bytes + 1] - row[Bytes]))), "byte");
        row.AssertZero(
            row[Top] - (isByte * byteBase * row[Byte]) - (isHalf * limb) - (isWord * row[Upper]), "top limb");
        SignExtension.AssertTopBit(row, isSigned, row[Top], sign, "sign");
        row.AssertZero((isSigned - T.One) * sign, "a sign only for signed loads");
        row.AssertZero(
            row[Low] - (isByte * (row[Byte] + (Row<TBuilder, T>.Constant(0xFF00) * sign)))
                - ((isHalf + isWord) * limb),
            "first limb of the result");
        row.AssertZero(
            row[Low + 1] - (isWord * row[Upper]) - ((isByte + isHalf) * ones * sign),
            "second limb of the result");
        return new Limbs<T>(row[Low], row[Low + 1], ones * sign, ones * sign);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        Opcode opcode = step.Instruction.Opcode;
        int kind = opcode < Opcode.Ld ? opcode - Opcode.Lb : opcode - Opcode.Lb - 1;
        row.Set(Flags + kind, BabyBear.One);
        Address.Fill(row, in step);
        int offset = (int)step.Address & 7;
        for (int i = 0; i < 3; i++)
        {
            row.Set(Offset + i, (uint)(offset >> i) & 1);
        }

        row.SetLimbs(Word, step.MemoryOld);
        row.SetElapsed(Elapsed, step.Timestamp + 2, step.MemoryPreviousTimestamp);
        uint limb = (ushort)(step.MemoryOld >> (16 * (offset >> 1)));
        row.Set(Limb, limb);
        uint top = limb;
        if (kind % 3 == 0)
        {
            row.SetRanged(Bytes, limb & 0xFF, 8);
            row.SetRanged(Bytes + 1, limb >> 8, 8);
            uint value = (limb >> (8 * (offset & 1))) & 0xFF;
            row.Set(Byte, value);
            top = value << 8;
        }
        else if (kind % 3 == 2)
        {
            top = (ushort)(step.MemoryOld >> (16 * ((offset >> 1) + 1)));
            row.Set(Upper, top);
        }

        row.Set(Top, top);
        if (kind < 3)
        {
            SignExtension.FillTopBit(row, Sign, top);
        }

        row.Set(Low, (ushort)step.RdNew);
        row.Set(Low + 1, (ushort)(step.RdNew >> 16));
    }
}
