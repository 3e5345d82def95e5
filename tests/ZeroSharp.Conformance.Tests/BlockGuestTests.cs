using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.ZeroBin;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The compiled block guest on the published zero-bin witnesses: what is proven is what
/// runs natively.</summary>
public sealed class BlockGuestTests
{
    private const string Set = "zero-witnesses";

    [DataTheory(Set)]
    [InlineData("b4_dev")]
    [InlineData("b28_dev")]
    [InlineData("b19807080_main")]
    [InlineData("b19840104_main")]
    public void Run_PublishedWitness_WritesTheNativeStatement(string name)
    {
        ProgramImage guest = ElfReader.Read(File.ReadAllBytes(GuestPath()));
        byte[] json = File.ReadAllBytes(DataSet.PathOf(Set, Set, name + ".json"));
        foreach (BlockWitness block in ZeroBinReader.Read(json))
        {
            byte[] input = block.ToBlockInput();
            BlockResult expected = StatelessBlock.Run(input);
            byte[] statement = new byte[Statement.ByteLength];
            expected.Statement.Write(statement);
            using Machine machine = new(guest, input);

            Assert.Equal(RunStatus.Halted, machine.Run());
            Assert.Equal((uint)expected.Status, machine.ExitCode);
            Assert.Equal(statement, machine.Memory.ReadOutput());
        }
    }

    private static string GuestPath()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ZeroSharp.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder!, "guests", "Block", "block.elf");
    }
}
