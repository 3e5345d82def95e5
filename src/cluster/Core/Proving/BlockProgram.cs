using System.Text;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Prover;
using ZeroSharp.Zkvm.Verifier;

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

    /// <summary>The digest of a program as messages and documents name it: 0x and hexadecimal digits.</summary>
    public static string DigestOf(ProgramKey key) => "0x" + Convert.ToHexStringLower(key.Digest);

    private static byte[] ReadResource(string name)
    {
        using Stream stream = typeof(BlockProgram).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
