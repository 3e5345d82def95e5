using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// The columns that all environment calls begin with: those of the instruction, whose rs1 is a7 and whose
/// rs2 is a0, and whether the row is real. Calls with memory operands access words from the address in
/// a0 on, each once, two ticks after the instruction's time.
/// </summary>
internal static class CallColumns
{
    private const int AddressBits = 13;

    // 8^-1 mod p = p - (p - 1) / 8, since 8 (p - 1) / 8 = -1.
    private const uint InverseOfEight = BabyBear.Modulus - ((BabyBear.Modulus - 1) / 8);

    private static readonly InstructionColumns Common = new(true, true, false);

    public static int IsReal => Common.End;

    /// <summary>The first column that is free for the chip.</summary>
    public static int End => Common.End + 1;

    /// <summary>First of the four limbs of a0.</summary>
    public static int Argument => Common.Rs2Value;

    /// <summary>States the instruction, and that a7 holds the call's number; returns "is real".</summary>
    /// <param name="row">The row.</param>
    /// <param name="number">The call's number.</param>
    /// <param name="pcStep">What the call adds to the pc.</param>
    public static T Eval<TBuilder, T>(Row<TBuilder, T> row, uint number, uint pcStep)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T isReal = row[IsReal];
        Limbs<T> call = row.Limbs(Common.Rs1Value);
        row.AssertZero(isReal * (call.L0 - Row<TBuilder, T>.Constant(number)), "call number");
        row.AssertZero(isReal * call.L1, "call number, second limb");
        row.AssertZero(isReal * call.L2, "call number, third limb");
        row.AssertZero(isReal * call.L3, "call number, last limb");
        Common.Eval(
            row,
            isReal,
            Row<TBuilder, T>.Constant((uint)Opcode.Ecall),
            row[InstructionColumns.Pc] + Row<TBuilder, T>.Constant(pcStep),
            Limbs<T>.Zero,
            T.Zero,
            T.Zero,
            T.Zero);
        return isReal;
    }

    /// <summary>
    /// The address of the word that a0 points to. States that a0 is below 2^32 and a multiple of 8; its
    /// limbs are below 2^16 as those of every register.
    /// </summary>
    public static T WordAddress<TBuilder, T>(Row<TBuilder, T> row, T isReal)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        Limbs<T> argument = row.Limbs(Argument);
        row.AssertZero(isReal * argument.L2, "address, third limb");
        row.AssertZero(isReal * argument.L3, "address, last limb");
        T low = Row<TBuilder, T>.Constant(InverseOfEight) * argument.L0;
        row.Range(isReal, low, AddressBits);
        return low + (Row<TBuilder, T>.Constant(1 << AddressBits) * argument.L1);
    }

    /// <summary>The time of the call's memory accesses.</summary>
    public static T AccessTime<TBuilder, T>(Row<TBuilder, T> row)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T> =>
        row[InstructionColumns.Clock] + Row<TBuilder, T>.Constant(2);

    /// <summary>
    /// Writes the instruction's columns, and the two limbs of elapsed time of each word from
    /// <paramref name="firstElapsed"/> on.
    /// </summary>
    public static void Fill(RowWriter row, EcallRecord call, int firstElapsed)
    {
        FillStep(row, in call.Step);
        row.Lookups.AddRange((uint)(ushort)call.Step.Rs2 >> 3, AddressBits);
        for (int i = 0; i < call.WordCount; i++)
        {
            row.SetElapsed(
                firstElapsed + (2 * i), call.Step.Timestamp + 2, call.PreviousTimestamps[i]);
        }
    }

    /// <summary>Writes the instruction's columns.</summary>
    public static void FillStep(RowWriter row, in StepRecord step)
    {
        Common.Fill(row, in step);
        row.Set(IsReal, BabyBear.One);
    }
}
