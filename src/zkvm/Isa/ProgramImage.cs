namespace ZeroSharp.Zkvm.Isa;

/// <summary>A function of a program, for profiles.</summary>
public sealed record ProgramSymbol(string Name, uint Address, uint Size);

/// <summary>A word of initial memory that is not zero.</summary>
public readonly record struct ImageWord(uint Address, ulong Value);

/// <summary>
/// A program as the machine runs it: decoded instructions, the words of its initial memory, and where it
/// starts. Code is not part of memory.
/// </summary>
public sealed class ProgramImage
{
    public ProgramImage(
        uint entryPc,
        uint textBase,
        Instruction[] instructions,
        ImageWord[] data,
        IReadOnlyList<ProgramSymbol> symbols)
    {
        EntryPc = entryPc;
        TextBase = textBase;
        Instructions = instructions;
        Data = data;
        Symbols = symbols;
    }

    public uint EntryPc { get; }

    /// <summary>Address of the first instruction; a multiple of 4.</summary>
    public uint TextBase { get; }

    /// <summary>One entry for each 4 bytes of text; words that are no instruction are None.</summary>
    public Instruction[] Instructions { get; }

    /// <summary>The non-zero words of initial memory, by rising address, each a multiple of 8.</summary>
    public ImageWord[] Data { get; }

    /// <summary>Functions by rising address; empty for a stripped file.</summary>
    public IReadOnlyList<ProgramSymbol> Symbols { get; }

    /// <summary>The same program with other names for its functions; it has the same digest.</summary>
    public ProgramImage WithSymbols(IReadOnlyList<ProgramSymbol> symbols) =>
        new(EntryPc, TextBase, Instructions, Data, symbols);

    /// <summary>Address behind the last instruction.</summary>
    public uint TextEnd => TextBase + (4 * (uint)Instructions.Length);
}
