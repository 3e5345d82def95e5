using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli;

/// <summary>The block program that this release proves, and the parameters of its proofs.</summary>
internal static class BlockProgram
{
    /// <summary>Parameters of every block proof; part of the program's digest.</summary>
    public static StarkParameters Parameters { get; } = new();

    /// <summary>The checked-in ELF file.</summary>
    public static byte[] ReadElf()
    {
        using Stream stream = typeof(BlockProgram).Assembly.GetManifestResourceStream("block.elf")
            ?? throw new InvalidOperationException("the block program is not embedded");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static ProgramImage Load() => ElfReader.Read(ReadElf());

    public static ProgramProver CreateProver(int threadCount) =>
        ProgramProver.Create(Load(), Parameters, threadCount);
}
