using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>
/// MUL, and as a chip of its own MULW: the lower half of the product, for MULW sign-extended from 32 bits.
/// </summary>
public sealed class MulChip : InstructionChip
{
    private const int CarryBits = 12;

    private static readonly InstructionColumns Common = new(true, true, true);
    private static readonly int IsReal = Common.End;
    private static readonly int Sign = Common.End + 1;
    private static readonly int A = Common.End + 2;

    private readonly bool _isWord;
    private readonly int _limbCount;
    private readonly int _b;
    private readonly int _result;
    private readonly int _carry;

    public MulChip(bool isWord)
        : base(isWord ? OpcodeClass.MulW : OpcodeClass.Mul)
    {
        _isWord = isWord;
        _limbCount = isWord ? 2 : 4;
        _b = A + (2 * _limbCount);
        _result = _b + (2 * _limbCount);
        _carry = _result + _limbCount;
        Width = _carry + _limbCount;
    }

    public override int Width { get; }

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = row[IsReal];
        T limbBase = Row<TBuilder, T>.Constant(1 << 16);
        ByteProduct.AssertBytes(row, isReal, A, 2 * _limbCount);
        ByteProduct.AssertBytes(row, isReal, _b, 2 * _limbCount);
        T carry = T.Zero;
        for (int k = 0; k < _limbCount; k++)
        {
            row.AssertZero(
                isReal * (row[Common.Rs1Value + k] - ByteProduct.BytePair(row, A, k)), "bytes of rs1");
            row.AssertZero(
                isReal * (row[Common.Rs2Value + k] - ByteProduct.BytePair(row, _b, k)), "bytes of rs2");
            T sum = ByteProduct.Limb(row, A, _b, 2 * _limbCount, k) + carry;
            carry = row[_carry + k];
            row.AssertZero(sum - row[_result + k] - (limbBase * carry), "product");
            row.Range(isReal, carry, CarryBits);
        }

        Limbs<T> result;
        if (_isWord)
        {
            result = SignExtension.Word(row, isReal, row[_result], row[_result + 1], row[Sign]);
        }
        else
        {
            result = row.Limbs(_result);
            row.AssertZero(row[Sign], "no sign");
            for (int k = 0; k < 4; k++)
            {
                row.Range(isReal, result[k], 16);
            }
        }

        T opcode = Row<TBuilder, T>.Constant((uint)(_isWord ? Opcode.MulW : Opcode.Mul)) * isReal;
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        Common.Eval(row, isReal, opcode, next, result, T.Zero, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.Set(IsReal, BabyBear.One);
        ByteProduct.FillBytes(row, A, 2 * _limbCount, step.Rs1);
        ByteProduct.FillBytes(row, _b, 2 * _limbCount, step.Rs2);
        long carry = 0;
        for (int k = 0; k < _limbCount; k++)
        {
            carry += ByteProduct.Limb(step.Rs1, step.Rs2, 2 * _limbCount, k);
            carry >>= 16;
            row.SetRanged(_carry + k, (uint)carry, CarryBits);
        }

        if (_isWord)
        {
            SignExtension.FillWord(row, _result, _result + 1, Sign, step.RdNew);
        }
        else
        {
            row.SetRangedLimbs(_result, step.RdNew);
        }
    }
}
