using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Gadgets;

/// <summary>
/// The columns that all instruction chips begin with: pc, clock, and for each register that the class
/// uses its index, its value and the time since its last access. What a class does not use has no column.
/// </summary>
internal readonly struct InstructionColumns
{
    public const int Pc = 0;
    public const int Clock = 1;

    // First column of each part, or -1.
    private readonly int _rs1;
    private readonly int _rs2;
    private readonly int _rd;

    public InstructionColumns(bool readsRs1, bool readsRs2, bool writesRd)
    {
        int next = 2;
        _rs1 = readsRs1 ? next : -1;
        next += readsRs1 ? 6 : 0;
        _rs2 = readsRs2 ? next : -1;
        next += readsRs2 ? 6 : 0;
        _rd = writesRd ? next : -1;
        next += writesRd ? 7 : 0;
        End = next;
    }

    /// <summary>The first column that is free for the chip.</summary>
    public int End { get; }

    /// <summary>First of the four limbs of rs1.</summary>
    public int Rs1Value => _rs1 + 1;

    /// <summary>First of the four limbs of rs2.</summary>
    public int Rs2Value => _rs2 + 1;

    public int WritesRd => _rd + 1;

    /// <summary>
    /// States what is common: fetch, execution step, register reads, and the write of
    /// <paramref name="result"/> to rd unless rd is x0.
    /// </summary>
    public void Eval<TBuilder, T>(
        Row<TBuilder, T> row,
        T isReal,
        T opcode,
        T nextPc,
        Limbs<T> result,
        T immediate0,
        T immediate1,
        T immediateHigh)
        where TBuilder : IAirBuilder<T>
        where T : struct, IField<T>
    {
        T pc = row[Pc];
        T clock = row[Clock];
        T writesRd = _rd < 0 ? T.Zero : row[_rd + 1];
        row.AssertBoolean(isReal, "is real");
        row.Fetch(isReal, new FetchedInstruction<T>
        {
            Pc = pc,
            Opcode = opcode,
            Rd = _rd < 0 ? T.Zero : row[_rd],
            Rs1 = _rs1 < 0 ? T.Zero : row[_rs1],
            Rs2 = _rs2 < 0 ? T.Zero : row[_rs2],
            WritesRd = writesRd,
            Immediate0 = immediate0,
            Immediate1 = immediate1,
            ImmediateHigh = immediateHigh,
        });
        row.Advance(isReal, pc, nextPc, clock);
        if (_rs1 >= 0)
        {
            Limbs<T> value = row.Limbs(_rs1 + 1);
            row.RecentAccess(
                isReal, AddressSpace.Registers, row[_rs1], clock, value, value, row[_rs1 + 5]);
        }

        if (_rs2 >= 0)
        {
            Limbs<T> value = row.Limbs(_rs2 + 1);
            row.RecentAccess(
                isReal, AddressSpace.Registers, row[_rs2], clock + T.One, value, value, row[_rs2 + 5]);
        }

        if (_rd >= 0)
        {
            row.AssertBoolean(writesRd, "writes rd");
            row.AssertZero((isReal - T.One) * writesRd, "padding writes nothing");
            row.RecentAccess(
                writesRd,
                AddressSpace.Registers,
                row[_rd],
                clock + Row<TBuilder, T>.Constant(3),
                row.Limbs(_rd + 2),
                result,
                row[_rd + 6]);
        }
    }

    /// <summary>Writes the common columns.</summary>
    public void Fill(RowWriter row, in StepRecord step)
    {
        row.Set(Pc, step.Pc);
        row.Set(Clock, step.Timestamp);
        row.Lookups.AddProgram(step.Pc);
        Instruction instruction = step.Instruction;
        if (_rs1 >= 0)
        {
            row.Set(_rs1, instruction.Rs1);
            row.SetLimbs(_rs1 + 1, step.Rs1);
            row.SetRecent(_rs1 + 5, step.Timestamp, step.Rs1PreviousTimestamp);
        }

        if (_rs2 >= 0)
        {
            row.Set(_rs2, instruction.Rs2);
            row.SetLimbs(_rs2 + 1, step.Rs2);
            row.SetRecent(_rs2 + 5, step.Timestamp + 1, step.Rs2PreviousTimestamp);
        }

        if (_rd >= 0 && instruction.WritesRd)
        {
            row.Set(_rd, instruction.Rd);
            row.Set(_rd + 1, BabyBear.One);
            row.SetLimbs(_rd + 2, step.RdOld);
            row.SetRecent(_rd + 6, step.Timestamp + 3, step.RdPreviousTimestamp);
        }
    }
}
