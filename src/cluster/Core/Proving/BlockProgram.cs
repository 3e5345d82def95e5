using System.Text;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cluster.Core.Proving;

/// <summary>The block program that this release proves, and the parameters of its proofs.</summary>
public static class BlockProgram
{
    /// <summary>Parameters of every block proof; part of the program's digest.</summary>
    public static StarkParameters Parameters { get; } = new();

    /// <summary>The checked-in ELF file.</summary>
    public static byte[] ReadElf() => ReadResource("block.elf");

    /// <summary>The program, with the names of its functions.</summary>
    public static ProgramImage Load() => ElfReader.Read(ReadElf())
        .WithSymbols(SymbolFile.Read(Encoding.UTF8.GetString(ReadResource("block.symbols"))));

    public static ProgramProver CreateProver(int threadCount) =>
        ProgramProver.Create(Load(), Parameters, threadCount);

    private static byte[] ReadResource(string name)
    {
        using Stream stream = typeof(BlockProgram).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
