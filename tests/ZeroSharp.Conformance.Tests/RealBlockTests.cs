using System.Text.Json;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Conformance.Tests.Fixtures;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Conformance.Tests;

/// <summary>Execution witnesses of real blocks of public chains, natively, whatever files there are.</summary>
public sealed class RealBlockTests
{
    private const string Set = "real-blocks";

    public static TheoryData<string> Files()
    {
        TheoryData<string> names = [];
        if (DataSet.WhyAbsent(Set) is null)
        {
            foreach (string path in Directory.EnumerateFiles(DataSet.PathOf(Set, Set), "*.json").Order())
            {
                names.Add(Path.GetFileName(path));
            }
        }
        else
        {
            names.Add("absent");
        }

        return names;
    }

    [DataTheory(Set)]
    [MemberData(nameof(Files))]
    public void Run_RealBlock_IsValidAndGivesItsHeader(string name)
    {
        byte[] bytes = File.ReadAllBytes(DataSet.PathOf(Set, Set, name));
        BlockWitness block = Assert.Single(WitnessReader.Read(bytes, WitnessOptions.None));
        BlockResult result = BlockExecution.Run(block, block.ToBlockInput());
        Statement statement = result.Statement;
        BlockHeader header = block.Header;

        Assert.Equal(BlockStatus.Ok, result.Status);
        Assert.True(statement.IsHeaderChecked);
        Assert.Equal(block.Format != WitnessFormat.Sbv, statement.IsParentChecked);
        Assert.Equal(BlockHeader.HashOf(header.Encode()), statement.BlockHash);
        Assert.Equal(header.Number, statement.Number);
        Assert.Equal(header.StateRoot, statement.PostStateRoot);
        Assert.Equal(header.TransactionsRoot, statement.TransactionsRoot);
        Assert.Equal(header.ReceiptsRoot, statement.ReceiptsRoot);
        Assert.Equal(header.GasUsed, statement.GasUsed);
        Assert.Equal(header.LogsBloom, result.LogsBloom);
        AssertMeta(bytes, statement);
    }

    private static void AssertMeta(byte[] bytes, Statement statement)
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        if (!document.RootElement.TryGetProperty("meta", out JsonElement meta))
        {
            return;
        }

        Assert.Equal(meta.GetProperty("number").GetUInt64(), statement.Number);
        Assert.Equal(meta.GetProperty("chainId").GetUInt64(), statement.ChainId);
        if (meta.TryGetProperty("hash", out _))
        {
            Assert.Equal(new Hash256(meta.Bytes("hash")), statement.BlockHash);
        }

        if (meta.TryGetProperty("gasUsed", out JsonElement gasUsed))
        {
            Assert.Equal(gasUsed.GetUInt64(), statement.GasUsed);
        }
    }
}
