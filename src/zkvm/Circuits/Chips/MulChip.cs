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
    private static readonly int A = Common.End + 1;

    private readonly bool _isWord;
    private readonly int _limbCount;

    // Low bytes of the limbs of rs1 (from A) and rs2; limbs of the product, carries; for MULW the sign.
    private readonly int _b;
    private readonly int _result;
    private readonly int _carry;
    private readonly int _sign;

    public MulChip(bool isWord)
        : base(isWord ? OpcodeClass.MulW : OpcodeClass.Mul)
    {
        _isWord = isWord;
        _limbCount = isWord ? 2 : 4;
        _b = A + _limbCount;
        _result = _b + _limbCount;
        _carry = _result + _limbCount;
        _sign = _carry + _limbCount;
        Width = _sign + (isWord ? 1 : 0);
    }

    public override int Width { get; }

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = row[IsReal];
        T limbBase = Row<TBuilder, T>.Constant(1 << 16);
        ValueBytes<T> a = LimbBytes.Cut(row, row.Limbs(Common.Rs1Value), A, _limbCount);
        ValueBytes<T> b = LimbBytes.Cut(row, row.Limbs(Common.Rs2Value), _b, _limbCount);
        LimbBytes.AssertBytes(row, isReal, in a, 2 * _limbCount);
        LimbBytes.AssertBytes(row, isReal, in b, 2 * _limbCount);
        T carry = T.Zero;
        for (int k = 0; k < _limbCount; k++)
        {
            T sum = ByteProduct.Limb(in a, in b, 2 * _limbCount, k) + carry;
            carry = row[_carry + k];
            row.AssertZero(sum - row[_result + k] - (limbBase * carry), "product");
            row.Range(isReal, carry, CarryBits);
        }

        Limbs<T> result;
        if (_isWord)
        {
            result = SignExtension.Word(row, isReal, row[_result], row[_result + 1], row[_sign]);
        }
        else
        {
            result = row.Limbs(_result);
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
        LimbBytes.FillCut(row, A, _limbCount, step.Rs1);
        LimbBytes.FillCut(row, _b, _limbCount, step.Rs2);
        LimbBytes.Count(row, 2 * _limbCount, step.Rs1);
        LimbBytes.Count(row, 2 * _limbCount, step.Rs2);
        long carry = 0;
        for (int k = 0; k < _limbCount; k++)
        {
            carry += ByteProduct.Limb(step.Rs1, step.Rs2, 2 * _limbCount, k);
            carry >>= 16;
            row.SetRanged(_carry + k, (uint)carry, CarryBits);
        }

        if (_isWord)
        {
            SignExtension.FillWord(row, _result, _result + 1, _sign, step.RdNew);
        }
        else
        {
            row.SetRangedLimbs(_result, step.RdNew);
        }
    }
}
