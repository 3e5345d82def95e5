using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Tests.Rpc;

/// <summary>What holds of every fetched block.</summary>
internal static class FetchedBlocks
{
    /// <summary>Reads a block's document as a prover does, and executes it.</summary>
    public static Statement CheckDocument(FetchedBlock block, WitnessFormat format)
    {
        byte[] document = block.ToDocument(format);
        BlockWitness read = Assert.Single(WitnessReader.Read(document, new WitnessOptions { Format = format }));
        Statement statement = BlockExecution.Run(read, read.ToBlockInput()).Statement;
        BlockHeader header = block.Witness.Header;
        Assert.True(statement.IsHeaderChecked && statement.IsParentChecked && statement.IsHistoryChecked);
        Assert.Equal(header.StateRoot, statement.PostStateRoot);
        Assert.Equal(header.ReceiptsRoot, statement.ReceiptsRoot);
        Assert.Equal(BlockHeader.HashOf(header.Encode()), statement.BlockHash);
        Assert.Equal(block.Hash, statement.BlockHash);
        Assert.Equal(Bytes(block.Statement), Bytes(statement));
        return statement;
    }

    public static Hash256 Hash(string hex) => new(Convert.FromHexString(hex[2..]));

    private static byte[] Bytes(Statement statement)
    {
        byte[] bytes = new byte[Statement.ByteLength];
        statement.Write(bytes);
        return bytes;
    }
}
