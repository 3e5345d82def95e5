using System.Security.Cryptography;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.ZeroBin;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Compiler.Tests;

/// <summary>The block guest in the repository is what its source compiles to, and it works.</summary>
public sealed class BlockGuestTests
{
    private static readonly string Root = FindRoot();
    private static readonly string Folder = Path.Combine(Root, "guests", "Block");
    private static readonly byte[] Elf = File.ReadAllBytes(Path.Combine(Folder, "block.elf"));

    [Fact]
    public void Compile_Source_GivesTheCheckedInExecutable()
    {
        byte[] compiled = GuestCompiler.Compile(
            typeof(Guests.Block.Program).Assembly.Location, out string symbols);

        Assert.True(
            Elf.AsSpan().SequenceEqual(compiled),
            "guests/Block/block.elf is out of date: run eng/build-guests.sh and commit its result");
        Assert.Equal(File.ReadAllText(Path.Combine(Folder, "block.symbols")), symbols);
    }

    [Fact]
    public void HashFile_CheckedInExecutable_IsItsSha256() => Assert.Equal(
        $"{Convert.ToHexStringLower(SHA256.HashData(Elf))}  block.elf\n",
        File.ReadAllText(Path.Combine(Folder, "block.elf.sha256")));

    [Theory]
    [InlineData("small.json")]
    [InlineData("large.json")]
    public void Run_Sample_WritesTheStatementOfDotNet(string sample)
    {
        byte[] json = File.ReadAllBytes(Path.Combine(Root, "samples", sample));
        foreach (BlockWitness block in ZeroBinReader.Read(json))
        {
            byte[] input = block.ToBlockInput();
            BlockResult expected = StatelessBlock.Run(input);
            byte[] statement = new byte[Statement.ByteLength];
            expected.Statement.Write(statement);
            using Zkvm.Executor.Machine machine = new(ElfReader.Read(Elf), input);

            Assert.Equal(RunStatus.Halted, machine.Run());
            Assert.Equal(BlockStatus.Ok, expected.Status);
            Assert.Equal(0u, machine.ExitCode);
            Assert.Equal(statement, machine.Memory.ReadOutput());
        }
    }

    [Fact]
    public void Run_ChangedInput_HaltsWithTheStatusOfDotNet()
    {
        byte[] json = File.ReadAllBytes(Path.Combine(Root, "samples", "small.json"));
        byte[] input = ZeroBinReader.Read(json)[0].ToBlockInput();
        input[BlockInputLayout.PreStateRoot] ^= 1;
        BlockStatus expected = StatelessBlock.Run(input).Status;
        using Zkvm.Executor.Machine machine = new(ElfReader.Read(Elf), input);

        Assert.Equal(RunStatus.Halted, machine.Run());
        Assert.NotEqual(BlockStatus.Ok, expected);
        Assert.Equal((uint)expected, machine.ExitCode);
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ZeroSharp.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("the tests run outside of the repository");
    }
}
