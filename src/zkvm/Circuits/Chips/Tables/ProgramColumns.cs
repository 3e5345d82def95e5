using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Tables;

/// <summary>
/// The program as committed columns, one row for each 4 bytes of text. Rows behind the end, and words
/// that are no instruction, are zero except for their pc, and may not be used.
/// </summary>
public sealed class ProgramColumns : IFixedColumns
{
    public const int Pc = 0;
    public const int Opcode = 1;
    public const int Rd = 2;
    public const int Rs1 = 3;
    public const int Rs2 = 4;
    public const int WritesRd = 5;
    public const int Immediate0 = 6;
    public const int Immediate1 = 7;
    public const int ImmediateHigh = 8;

    /// <summary>One if the row holds an instruction.</summary>
    public const int IsInstruction = 9;

    private readonly uint _firstPc;
    private readonly IReadOnlyList<Instruction> _instructions;

    /// <param name="firstPc">Address of the first instruction.</param>
    /// <param name="instructions">One for each 4 bytes of text.</param>
    /// <param name="minLogHeight">The least height that the proof system allows.</param>
    public ProgramColumns(uint firstPc, IReadOnlyList<Instruction> instructions, int minLogHeight)
    {
        _firstPc = firstPc;
        _instructions = instructions;
        LogHeight = minLogHeight;
        while (1 << LogHeight < instructions.Count)
        {
            LogHeight++;
        }
    }

    /// <summary>The columns of a program that is not at hand.</summary>
    internal ProgramColumns(int logHeight)
    {
        _instructions = [];
        LogHeight = logHeight;
    }

    public int Width => 10;

    public int LogHeight { get; }

    public bool IsCommitted => true;

    public void Fill(int column, Span<BabyBear> values)
    {
        for (int row = 0; row < values.Length; row++)
        {
            Instruction instruction = row < _instructions.Count ? _instructions[row] : default;
            bool isInstruction = instruction.Opcode != Isa.Opcode.None;
            uint value = column == Pc ? _firstPc + (4 * (uint)row)
                : isInstruction ? Field(instruction, column)
                : 0;
            values[row] = BabyBear.FromUInt32(value);
        }
    }

    public Ext5 Evaluate(int column, ReadOnlySpan<Ext5> skipWeights, ReadOnlySpan<Ext5> rest) =>
        throw new NotSupportedException("the program's columns are committed");

    private static uint Field(in Instruction instruction, int column) => column switch
    {
        Opcode => (uint)instruction.Opcode,
        Rd => instruction.Rd,
        Rs1 => instruction.Rs1,
        Rs2 => instruction.Rs2,
        WritesRd => instruction.WritesRd ? 1u : 0u,
        Immediate0 => instruction.Immediate0,
        Immediate1 => instruction.Immediate1,
        ImmediateHigh => instruction.ImmediateHigh,
        _ => 1,
    };
}
