using System.Text.Json;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.ZeroBin;
using ZeroSharp.Conformance.Tests.Fixtures;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The published zero-bin witnesses, executed natively, against their blocks' headers.
/// </summary>
public sealed class ZeroWitnessTests
{
    private const string Set = "zero-witnesses";

    [DataTheory(Set)]
    [InlineData("b4_dev")]
    [InlineData("b28_dev")]
    [InlineData("b978_dev")]
    [InlineData("b2841_dev")]
    [InlineData("b19807080_main")]
    [InlineData("b19840104_main")]
    public void Run_PublishedWitness_GivesTheHeadersResults(string name)
    {
        IReadOnlyList<BlockWitness> blocks = Read(name + ".json");
        string header = DataSet.PathOf(Set, Set, name + "_header.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(header));
        int checkedCount = 0;
        foreach (BlockWitness block in blocks)
        {
            JsonElement expected = document.RootElement.EnumerateArray().Single(
                item => item.Word("number").U0 == block.Number);
            BlockResult result = StatelessBlock.Run(block.ToBlockInput());
            Assert.True(result.Status == BlockStatus.Ok, Describe(result));
            Statement statement = result.Statement;
            Assert.Equal(Hash(expected, "stateRoot"), statement.PostStateRoot);
            Assert.Equal(Hash(expected, "transactionsRoot"), statement.TransactionsRoot);
            Assert.Equal(Hash(expected, "receiptsRoot"), statement.ReceiptsRoot);
            Assert.Equal(expected.Word("gasUsed").U0, statement.GasUsed);
            Assert.Equal(expected.Bytes("logsBloom"), result.LogsBloom);
            checkedCount++;
        }
        Assert.True(checkedCount > 0);
    }

    [DataTheory(Set)]
    [InlineData("b4_dev")]
    [InlineData("b28_dev")]
    [InlineData("b978_dev")]
    [InlineData("b2841_dev")]
    [InlineData("b19807080_main")]
    [InlineData("b19840104_main")]
    public void Run_WitnessCompletedByItsHeader_HasTheHeaderChecked(string name)
    {
        WitnessOptions options = new()
        {
            Headers = HeaderFile.Read(File.ReadAllBytes(DataSet.PathOf(Set, Set, name + "_header.json"))),
        };
        IReadOnlyList<BlockWitness> blocks = WitnessReader.Read(
            File.ReadAllBytes(DataSet.PathOf(Set, Set, name + ".json")), options);
        foreach (BlockWitness block in blocks)
        {
            Statement statement = BlockExecution.Run(block, block.ToBlockInput()).Statement;

            Assert.True(statement.IsHeaderChecked);
            Assert.Null(options.Headers.FindDifference(statement));
        }
    }

    [DataFact(Set)]
    public void Run_ConsecutiveWitnesses_GiveStatementsThatFollowEachOther()
    {
        IReadOnlyList<BlockWitness> blocks = Read("witness_b3_b6.json");
        Statement? before = null;
        foreach (BlockWitness block in blocks)
        {
            BlockResult result = StatelessBlock.Run(block.ToBlockInput());
            Assert.True(result.Status == BlockStatus.Ok, Describe(result));
            if (before is not null)
            {
                Assert.Equal(before.Number + 1, result.Statement.Number);
                Assert.Equal(before.PostStateRoot, result.Statement.PreStateRoot);
                Assert.Equal(before.HistoryAfter, result.Statement.HistoryBefore);
            }
            before = result.Statement;
        }
        Assert.True(blocks.Count > 1);
    }

    [DataTheory(Set)]
    [InlineData("b4_dev")]
    [InlineData("b28_dev")]
    [InlineData("b978_dev")]
    [InlineData("b2841_dev")]
    [InlineData("b19807080_main")]
    [InlineData("b19840104_main")]
    public void Run_PublishedWitness_AgreesWithTheOtherClientsReceipts(string name)
    {
        foreach (BlockWitness block in Read(name + ".json"))
        {
            BlockResult result = StatelessBlock.Run(block.ToBlockInput());
            Assert.Equal(block.Opinions.Count, result.Receipts.Length);
            for (int i = 0; i < result.Receipts.Length; i++)
            {
                Assert.Equal(block.Opinions[i].GasUsed, result.Receipts[i]!.GasUsed);
                Assert.Equal(block.Opinions[i].Receipt, result.Receipts[i]!.Encoded);
            }
        }
    }

    private static IReadOnlyList<BlockWitness> Read(string file) =>
        ZeroBinReader.Read(File.ReadAllBytes(DataSet.PathOf(Set, Set, file)));

    private static Hash256 Hash(JsonElement header, string name) => new(header.Bytes(name));

    private static string Describe(BlockResult result)
    {
        byte[] missing = FixtureJson.Bytes(result.MissingHash);
        return $"{result.Status} at transaction {result.TransactionIndex}: "
            + $"{result.TransactionStatus} {result.WitnessFault} {Convert.ToHexString(missing)} "
            + $"state root {FixtureJson.Hex(result.Statement.PostStateRoot)} gas "
            + $"{result.Statement.GasUsed}";
    }
}
