using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>
/// MULH, MULHSU, MULHU: the upper half of the 128-bit product. A negative operand counts as its unsigned
/// value less 2^64, so the other operand is subtracted from the upper half.
/// </summary>
public sealed class MulHighChip() : InstructionChip(OpcodeClass.MulHigh)
{
    private const int CarryBits = 13;

    // Carries can be negative, down to -3; the columns hold them plus this.
    private const uint CarryOffset = 8;

    private static readonly InstructionColumns Common = new(true, true, true);

    // MULH, MULHSU, MULHU.
    private static readonly int Flags = Common.End;
    private static readonly int SignA = Flags + 3;
    private static readonly int SignB = Flags + 4;

    // Low bytes of the limbs of rs1 and rs2.
    private static readonly int A = Flags + 5;
    private static readonly int B = A + 4;
    private static readonly int Low = B + 4;
    private static readonly int Result = Low + 4;
    private static readonly int Carry = Result + 4;

    public override int Width => Carry + 8;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        for (int i = 0; i < 3; i++)
        {
            row.AssertBoolean(row[Flags + i], "flag");
        }

        T isReal = row[Flags] + row[Flags + 1] + row[Flags + 2];
        T isSignedA = row[Flags] + row[Flags + 1];
        T isSignedB = row[Flags];
        T signA = row[SignA];
        T signB = row[SignB];
        SignExtension.AssertTopBit(row, isSignedA, row[Common.Rs1Value + 3], signA, "sign of rs1");
        SignExtension.AssertTopBit(row, isSignedB, row[Common.Rs2Value + 3], signB, "sign of rs2");
        row.AssertZero((isSignedA - T.One) * signA, "no sign of rs1");
        row.AssertZero((isSignedB - T.One) * signB, "no sign of rs2");
        ValueBytes<T> a = LimbBytes.Cut(row, row.Limbs(Common.Rs1Value), A, 4);
        ValueBytes<T> b = LimbBytes.Cut(row, row.Limbs(Common.Rs2Value), B, 4);
        LimbBytes.AssertBytes(row, isReal, in a, 8);
        LimbBytes.AssertBytes(row, isReal, in b, 8);
        T limbBase = Row<TBuilder, T>.Constant(1 << 16);
        T offset = Row<TBuilder, T>.Constant(CarryOffset) * isReal;
        T carry = T.Zero;
        for (int k = 0; k < 8; k++)
        {
            T sum = ByteProduct.Limb(in a, in b, 8, k) + carry;
            if (k >= 4)
            {
                sum -= (signA * row[Common.Rs2Value + k - 4]) + (signB * row[Common.Rs1Value + k - 4]);
            }

            T limb = row[Low + k];
            carry = row[Carry + k] - offset;
            row.AssertZero(sum - limb - (limbBase * carry), "product");
            row.Range(isReal, limb, 16);
            row.Range(isReal, row[Carry + k], CarryBits);
        }

        T opcode = T.Zero;
        for (int i = 0; i < 3; i++)
        {
            opcode += Row<TBuilder, T>.Constant((uint)Opcode.Mulh + (uint)i) * row[Flags + i];
        }

        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        Common.Eval(row, isReal, opcode, next, row.Limbs(Result), T.Zero, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        Opcode opcode = step.Instruction.Opcode;
        row.Set(Flags + (opcode - Opcode.Mulh), BabyBear.One);
        bool negativeA = opcode != Opcode.Mulhu && (long)step.Rs1 < 0;
        bool negativeB = opcode == Opcode.Mulh && (long)step.Rs2 < 0;
        if (opcode != Opcode.Mulhu)
        {
            SignExtension.FillTopBit(row, SignA, (uint)(step.Rs1 >> 48));
        }

        if (opcode == Opcode.Mulh)
        {
            SignExtension.FillTopBit(row, SignB, (uint)(step.Rs2 >> 48));
        }

        LimbBytes.FillCut(row, A, 4, step.Rs1);
        LimbBytes.FillCut(row, B, 4, step.Rs2);
        LimbBytes.Count(row, 8, step.Rs1);
        LimbBytes.Count(row, 8, step.Rs2);
        long carry = 0;
        for (int k = 0; k < 8; k++)
        {
            carry += ByteProduct.Limb(step.Rs1, step.Rs2, 8, k);
            if (k >= 4)
            {
                int shift = 16 * (k - 4);
                carry -= negativeA ? (ushort)(step.Rs2 >> shift) : 0;
                carry -= negativeB ? (ushort)(step.Rs1 >> shift) : 0;
            }

            row.SetRanged(Low + k, (ushort)carry, 16);
            carry >>= 16;
            row.SetRanged(Carry + k, (uint)(carry + CarryOffset), CarryBits);
        }
    }
}
