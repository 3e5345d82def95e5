using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Circuits.Gadgets;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips;

/// <summary>
/// DIV, DIVU, REM, REMU, and as a chip of its own their W forms, on N = 4 or 2 limbs. Magnitudes are
/// divided: |a| = q |b| + r with r below |b|, exactly, over 2N limbs; signs are put back afterwards, so
/// the overflow of the smallest number by -1 needs no case. Division by zero has all ones as the quotient
/// (then q |b| = 0 and r = |a| hold by themselves).
/// </summary>
public sealed class DivRemChip : InstructionChip
{
    private const int CarryBits = 12;

    private static readonly InstructionColumns Common = new(true, true, true);

    // DIV, DIVU, REM, REMU.
    private static readonly int Flags = Common.End;
    private static readonly int SignA = Flags + 4;
    private static readonly int SignB = Flags + 5;
    private static readonly int SignQuotient = Flags + 6;
    private static readonly int SignResult = Flags + 7;
    private static readonly int IsZero = Flags + 8;
    private static readonly int Inverse = Flags + 9;
    private static readonly int Dividend = Flags + 10;

    private readonly bool _isWord;
    private readonly int _limbCount;
    private readonly int _divisor;
    private readonly int _quotient;
    private readonly int _remainder;
    private readonly int _gap;
    private readonly int _carry;
    private readonly int _magnitude;
    private readonly int _result;

    // For the W forms the sign of the result's 32 bits.
    private readonly int _signWord;

    public DivRemChip(bool isWord)
        : base(isWord ? OpcodeClass.DivRemW : OpcodeClass.DivRem)
    {
        _isWord = isWord;
        int n = isWord ? 2 : 4;
        _limbCount = n;
        _divisor = Dividend + n;
        _quotient = _divisor + (2 * n);
        _remainder = _quotient + (2 * n);
        _gap = _remainder + n;
        _carry = _gap + n;
        _magnitude = _carry + (2 * n) - 1;
        _result = _magnitude + n;
        _signWord = _result + n;
        Width = _signWord + (isWord ? 1 : 0);
    }

    public override int Width { get; }

    private Opcode FirstOpcode => _isWord ? Opcode.DivW : Opcode.Div;

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        Row<TBuilder, T> row = new(ref builder);
        T isReal = T.Zero;
        T opcode = T.Zero;
        for (int i = 0; i < 4; i++)
        {
            row.AssertBoolean(row[Flags + i], "flag");
            isReal += row[Flags + i];
            opcode += Row<TBuilder, T>.Constant((uint)FirstOpcode + (uint)i) * row[Flags + i];
        }

        T isSigned = row[Flags] + row[Flags + 2];
        T isDivision = row[Flags] + row[Flags + 1];
        T isRemainder = row[Flags + 2] + row[Flags + 3];
        EvalMagnitudes(row, isReal, isSigned);
        EvalDivision(row, isReal);
        EvalSigns(row, isReal, isDivision, isRemainder);
        Limbs<T> result = EvalResult(row, isReal);
        T next = row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(4);
        Common.Eval(row, isReal, opcode, next, result, T.Zero, T.Zero, T.Zero);
    }

    internal override void FillRow(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        int kind = step.Instruction.Opcode - FirstOpcode;
        bool isSigned = (kind & 1) == 0;
        bool isDivision = kind < 2;
        ulong mask = _isWord ? uint.MaxValue : ulong.MaxValue;
        int signBit = (16 * _limbCount) - 1;
        ulong a = step.Rs1 & mask;
        ulong b = step.Rs2 & mask;
        row.Set(Flags + kind, BabyBear.One);
        if (isSigned)
        {
            SignExtension.FillTopBit(row, SignA, (uint)(a >> (signBit - 15)));
            SignExtension.FillTopBit(row, SignB, (uint)(b >> (signBit - 15)));
        }

        bool signA = isSigned && (a >> signBit) != 0;
        bool signB = isSigned && (b >> signBit) != 0;
        ulong dividend = signA ? (0 - a) & mask : a;
        ulong divisor = signB ? (0 - b) & mask : b;
        bool isZero = divisor == 0;
        ulong quotient = isZero ? mask : dividend / divisor;
        ulong remainder = isZero ? dividend : dividend % divisor;
        bool signQuotient = signA != signB && !isZero;
        row.Set(SignQuotient, signQuotient);
        row.Set(SignResult, isDivision ? signQuotient : signA);
        row.Set(IsZero, isZero);
        uint sum = 0;
        for (int i = 0; i < 2 * _limbCount; i++)
        {
            sum += (byte)(divisor >> (8 * i));
        }

        row.Set(Inverse, BabyBear.FromUInt32(sum).Inverse());
        LimbBytes.Fill(row, _divisor, 2 * _limbCount, divisor);
        LimbBytes.Fill(row, _quotient, 2 * _limbCount, quotient);
        LimbBytes.Count(row, 2 * _limbCount, divisor);
        LimbBytes.Count(row, 2 * _limbCount, quotient);
        ulong gap = isZero ? 0 : divisor - remainder - 1;
        ulong magnitude = isDivision ? quotient : remainder;
        long carry = 0;
        for (int k = 0; k < 2 * _limbCount; k++)
        {
            carry += ByteProduct.Limb(quotient, divisor, 2 * _limbCount, k);
            if (k < _limbCount)
            {
                row.SetRanged(Dividend + k, (ushort)(dividend >> (16 * k)), 16);
                row.SetRanged(_remainder + k, (ushort)(remainder >> (16 * k)), 16);
                row.SetRanged(_gap + k, (ushort)(gap >> (16 * k)), 16);
                row.Set(_magnitude + k, (ushort)(magnitude >> (16 * k)));
                carry += (long)(ushort)(remainder >> (16 * k)) - (ushort)(dividend >> (16 * k));
            }

            carry >>= 16;
            if (k < (2 * _limbCount) - 1)
            {
                row.SetRanged(_carry + k, (uint)carry, CarryBits);
            }
        }

        if (_isWord)
        {
            SignExtension.FillWord(row, _result, _result + 1, _signWord, step.RdNew);
        }
        else
        {
            row.SetRangedLimbs(_result, step.RdNew);
        }
    }

    // |a| and |b|, and whether b is zero.
    private void EvalMagnitudes<TBuilder, T>(Row<TBuilder, T> row, T isReal, T isSigned)
        where TBuilder : Stark.Air.IAirBuilder<T>
        where T : struct, IField<T>
    {
        T signA = row[SignA];
        T signB = row[SignB];
        int top = _limbCount - 1;
        SignExtension.AssertTopBit(row, isSigned, row[Common.Rs1Value + top], signA, "sign of rs1");
        SignExtension.AssertTopBit(row, isSigned, row[Common.Rs2Value + top], signB, "sign of rs2");
        row.AssertZero((isSigned - T.One) * signA, "no sign of rs1");
        row.AssertZero((isSigned - T.One) * signB, "no sign of rs2");
        ValueBytes<T> bytes = LimbBytes.Read(row, _divisor, 2 * _limbCount);
        LimbBytes.AssertBytes(row, isReal, in bytes, 2 * _limbCount);
        T sum = T.Zero;
        for (int k = 0; k < _limbCount; k++)
        {
            sum += bytes[2 * k] + bytes[(2 * k) + 1];
            row.Range(isReal, row[Dividend + k], 16);
        }

        Limbs<T> a = row.Limbs(Common.Rs1Value);
        Limbs<T> b = row.Limbs(Common.Rs2Value);
        Negation.Assert(row, isReal, signA, a, Read(row, Dividend), _limbCount, "magnitude of rs1");
        Negation.Assert(row, isReal, signB, b, Join(in bytes), _limbCount, "magnitude of rs2");
        row.AssertZero(isReal - row[IsZero] - (sum * row[Inverse]), "zero or invertible");
        row.AssertZero(row[IsZero] * sum, "zero");
        row.AssertZero(row[IsZero] * row[Inverse], "no inverse of zero");
    }

    // q |b| + r = |a|, and r + gap + 1 = |b| unless b is zero.
    private void EvalDivision<TBuilder, T>(Row<TBuilder, T> row, T isReal)
        where TBuilder : Stark.Air.IAirBuilder<T>
        where T : struct, IField<T>
    {
        T limbBase = Row<TBuilder, T>.Constant(1 << 16);
        T all = Row<TBuilder, T>.Constant(255);
        T isZero = row[IsZero];
        ValueBytes<T> quotient = LimbBytes.Read(row, _quotient, 2 * _limbCount);
        ValueBytes<T> divisor = LimbBytes.Read(row, _divisor, 2 * _limbCount);
        LimbBytes.AssertBytes(row, isReal, in quotient, 2 * _limbCount);
        T carry = T.Zero;
        T gapCarry = T.One;
        for (int k = 0; k < 2 * _limbCount; k++)
        {
            row.AssertZero(isZero * (quotient[k] - all), "quotient by zero");
            T sum = ByteProduct.Limb(in quotient, in divisor, 2 * _limbCount, k) + carry;
            if (k < _limbCount)
            {
                sum += row[_remainder + k] - row[Dividend + k];
                row.Range(isReal, row[_remainder + k], 16);
                row.Range(isReal, row[_gap + k], 16);
                row.AssertZero(isZero * row[_gap + k], "no gap to zero");
                T limb = LimbBytes.Limb(divisor[2 * k], divisor[(2 * k) + 1]);
                gapCarry = Addition.Carry(row[_remainder + k] + row[_gap + k] + gapCarry - limb);
                row.AssertZero((isReal - isZero) * gapCarry * (gapCarry - T.One), "remainder");
            }

            bool isLast = k == (2 * _limbCount) - 1;
            carry = isLast ? T.Zero : row[_carry + k];
            row.AssertZero(sum - (limbBase * carry), "division");
            if (!isLast)
            {
                row.Range(isReal, carry, CarryBits);
            }
        }

        row.AssertZero((isReal - isZero) * gapCarry, "remainder below divisor");
    }

    private static void EvalSigns<TBuilder, T>(
        Row<TBuilder, T> row, T isReal, T isDivision, T isRemainder)
        where TBuilder : Stark.Air.IAirBuilder<T>
        where T : struct, IField<T>
    {
        T signA = row[SignA];
        T signB = row[SignB];
        T differ = signA + signB - (signA * signB) - (signA * signB);
        row.AssertZero(row[SignQuotient] - (differ * (isReal - row[IsZero])), "sign of the quotient");
        row.AssertZero(
            row[SignResult] - (isDivision * row[SignQuotient]) - (isRemainder * signA),
            "sign of the result");
    }

    private Limbs<T> EvalResult<TBuilder, T>(Row<TBuilder, T> row, T isReal)
        where TBuilder : Stark.Air.IAirBuilder<T>
        where T : struct, IField<T>
    {
        T isDivision = row[Flags] + row[Flags + 1];
        T isRemainder = row[Flags + 2] + row[Flags + 3];
        for (int k = 0; k < _limbCount; k++)
        {
            T quotient = LimbBytes.Limb(row[_quotient + (2 * k)], row[_quotient + (2 * k) + 1]);
            row.AssertZero(
                row[_magnitude + k] - (isDivision * quotient) - (isRemainder * row[_remainder + k]),
                "magnitude of the result");
        }

        Limbs<T> result = Read(row, _result);
        Negation.Assert(
            row, isReal, row[SignResult], Read(row, _magnitude), result, _limbCount, "result");
        if (_isWord)
        {
            return SignExtension.Word(row, isReal, result.L0, result.L1, row[_signWord]);
        }

        for (int k = 0; k < 4; k++)
        {
            row.Range(isReal, result[k], 16);
        }

        return result;
    }

    // As many limbs as the numbers have; the others are zero.
    private Limbs<T> Read<TBuilder, T>(Row<TBuilder, T> row, int first)
        where TBuilder : Stark.Air.IAirBuilder<T>
        where T : struct, IField<T> =>
        _isWord ? new Limbs<T>(row[first], row[first + 1], T.Zero, T.Zero) : row.Limbs(first);

    private Limbs<T> Join<T>(in ValueBytes<T> bytes)
        where T : struct, IField<T>
    {
        T limb0 = LimbBytes.Limb(bytes[0], bytes[1]);
        T limb1 = LimbBytes.Limb(bytes[2], bytes[3]);
        return _isWord
            ? new Limbs<T>(limb0, limb1, T.Zero, T.Zero)
            : new Limbs<T>(
                limb0, limb1, LimbBytes.Limb(bytes[4], bytes[5]), LimbBytes.Limb(bytes[6], bytes[7]));
    }
}
