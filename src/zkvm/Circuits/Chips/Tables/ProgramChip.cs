using ZeroSharp.Stark.Air;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Chips.Tables;

/// <summary>Sends each instruction with its pc on the Program bus.</summary>
public sealed class ProgramChip : LookupTableChip
{
    // What goes over the bus: all columns but the last.
    private const int MessageLength = ProgramColumns.IsInstruction;

    /// <param name="firstPc">Address of the first instruction.</param>
    /// <param name="instructions">One for each 4 bytes of text.</param>
    /// <param name="minLogHeight">The least height that the proof system allows.</param>
    public ProgramChip(uint firstPc, IReadOnlyList<Instruction> instructions, int minLogHeight) =>
        Fixed = new ProgramColumns(firstPc, instructions, minLogHeight);

    /// <summary>The chip as a verifier has it, who knows the program by a commitment only.</summary>
    /// <param name="logHeight">log2 of the rows of the program's columns.</param>
    public ProgramChip(int logHeight) => Fixed = new ProgramColumns(logHeight);

    public override string Name => "Program";

    public override IFixedColumns Fixed { get; }

    public override void Eval<TBuilder, T>(ref TBuilder builder)
    {
        T multiplicity = builder.Main(Multiplicity);
        builder.AssertZero(
            multiplicity * (T.One - builder.FixedColumn(ProgramColumns.IsInstruction)),
            "only instructions are executed");

        T[] message = new T[MessageLength];
        for (int i = 0; i < message.Length; i++)
        {
            message[i] = builder.FixedColumn(i);
        }

        builder.Interact(Buses.Program, multiplicity, message);
    }

    protected override ReadOnlySpan<uint> Counts(LookupCounts lookups) => lookups.Program;
}
