using System.Text.Json;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.ZeroBin;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Stateless.Tests;

/// <summary>The samples with their whole header, which the guest then rebuilds.</summary>
public sealed class SampleBlockTests
{
    [Theory]
    [InlineData("small")]
    [InlineData("large")]
    public void Run_WholeHeader_IsRebuiltAndHashesToTheBlockHash(string name)
    {
        BlockResult result = StatelessBlock.Run(BlockInputWriter.Write(Sample(name)));
        Assert.Equal(BlockStatus.Ok, result.Status);
        Assert.True(result.Statement.IsHeaderChecked);
        JsonElement header = Header(name);
        Assert.Equal(Hash(header, "stateRoot"), result.Statement.PostStateRoot);
        Assert.Equal(Hash(header, "transactionsRoot"), result.Statement.TransactionsRoot);
        Assert.Equal(Hash(header, "receiptsRoot"), result.Statement.ReceiptsRoot);
        Assert.Equal(Hash(header, "withdrawalsRoot"), result.Statement.WithdrawalsRoot);
    }

    // What the rest of the input does not tell may be anything: it is then another block, with another hash.
    [Fact]
    public void Run_AnyHeaderFieldChanged_IsRefusedOrGivesAnotherHash()
    {
        Hash256 truth = StatelessBlock.Run(BlockInputWriter.Write(Sample("small"))).Statement.BlockHash;
        Action<BlockHeader>[] changes =
        [
            h => h.ExtraData = [1],
            h => h.GasLimit++,
            h => h.GasUsed++,
            h => h.Timestamp++,
            h => h.MixHash = Hash256.Zero,
            h => h.ExcessBlobGas++,
            h => h.BlobGasUsed++,
            h => h.ParentBeaconBlockRoot = Hash256.EmptyKeccak,
            h => h.ParentHash = Hash256.EmptyKeccak,
            h => h.Beneficiary = Address.FromNumber(1),
            h => h.BaseFee += UInt256.One,
            h => h.Number++,
        ];
        foreach (Action<BlockHeader> change in changes)
        {
            Statement statement = StatelessBlock.Run(BlockInputWriter.Write(Sample("small", change))).Statement;
            Assert.NotEqual(truth, statement.BlockHash);
        }
    }

    [Fact]
    public void Run_SmallThenLarge_GiveStatementsThatFollowEachOther()
    {
        Statement small = StatelessBlock.Run(BlockInputWriter.Write(Sample("small"))).Statement;
        Statement large = StatelessBlock.Run(BlockInputWriter.Write(Sample("large"))).Statement;
        Assert.Null(StatementChain.FindBreak(small, large));
        Assert.Null(StatementChain.FindBreak(null, small));
        Assert.Null(StatementChain.FindBreak(large, small));

        Hash256 root = large.PreStateRoot;
        large.PreStateRoot = Hash256.Zero;
        Assert.Contains("pre-state root", StatementChain.FindBreak(small, large), StringComparison.Ordinal);
        large.PreStateRoot = root;
        large.HistoryBefore = Hash256.Zero;
        Assert.Contains("earlier blocks", StatementChain.FindBreak(small, large), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_EveryTruncation_SaysTruncated()
    {
        byte[] input = BlockInputWriter.Write(Sample("small"));
        Assert.Equal(BlockStatus.Ok, StatelessBlock.Run(input).Status);
        for (int length = 0; length < input.Length; length++)
        {
            BlockResult result = StatelessBlock.Run(input[..length]);
            Assert.Equal(BlockStatus.MalformedInput, result.Status);
            Assert.Equal(InputStatus.Truncated, result.InputStatus);
        }

        BlockResult longer = StatelessBlock.Run([.. input, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Equal(InputStatus.TrailingBytes, longer.InputStatus);
    }

    [Theory]
    [InlineData(0, InputStatus.BadMagic)]
    [InlineData(4, InputStatus.UnknownVersion)]
    [InlineData(20, InputStatus.OutOfRange)]
    [InlineData(128, InputStatus.Truncated)]
    [InlineData(132, InputStatus.OutOfRange)]
    [InlineData(136, InputStatus.OutOfRange)]
    [InlineData(140, InputStatus.Truncated)]
    [InlineData(144, InputStatus.Truncated)]
    public void Decode_FieldOutOfRange_IsTold(int offset, InputStatus expected)
    {
        byte[] input = BlockInputWriter.Write(Sample("small"));
        input.AsSpan(offset, 4).Fill(0xFF);
        BlockResult result = StatelessBlock.Run(input);
        Assert.Equal(BlockStatus.MalformedInput, result.Status);
        Assert.Equal(expected, result.InputStatus);
    }

    // Whatever is changed: a status, and never an exception. What still counts as this block is this block.
    [Fact]
    public void Run_RandomMutations_GiveAStatus()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        byte[] input = BlockInputWriter.Write(Sample("small"));
        Statement truth = StatelessBlock.Run(input).Statement;
        long end = Environment.TickCount64 + 10_000;
        for (int round = 0; round < 3000 && Environment.TickCount64 < end; round++)
        {
            byte[] mutated = [.. input];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                int at = random.Next(4) == 0 ? random.Next(1024) : random.Next(mutated.Length);
                mutated[at] = random.Next(3) switch
                {
                    0 => (byte)(mutated[at] ^ (1 << random.Next(8))),
                    1 => 0xFF,
                    _ => (byte)random.Next(256),
                };
            }

            try
            {
                BlockResult result = StatelessBlock.Run(mutated);
                if (result.Status == BlockStatus.Ok && result.Statement.BlockHash == truth.BlockHash
                    && result.Statement.IsHeaderChecked)
                {
                    Assert.Equal(truth.PostStateRoot, result.Statement.PostStateRoot);
                    Assert.Equal(truth.ReceiptsRoot, result.Statement.ReceiptsRoot);
                }
            }
            catch (Exception failure)
            {
                Assert.Fail($"seed {seed}, round {round}: {failure}");
            }
        }
    }

    private static BlockInputContent Sample(string name, Action<BlockHeader>? change = null)
    {
        byte[] json = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", name + ".json"));
        BlockWitness witness = ZeroBinReader.Read(json).Single();
        BlockHeader header = witness.Header;
        JsonElement source = Header(name);
        header.ExtraData = Convert.FromHexString(source.GetProperty("extraData").GetString()![2..]);
        header.StateRoot = Hash(source, "stateRoot");
        header.TransactionsRoot = Hash(source, "transactionsRoot");
        header.ReceiptsRoot = Hash(source, "receiptsRoot");
        header.WithdrawalsRoot = Hash(source, "withdrawalsRoot");
        change?.Invoke(header);
        BlockInputContent content = witness.Content;
        content.IsHeaderPartial = false;
        content.Block = Block.Encode(header.Encode(), witness.Transactions, [], []);
        return content;
    }

    private static JsonElement Header(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "samples", name + "_header.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement[0].Clone();
    }

    private static Hash256 Hash(JsonElement header, string name) =>
        new(Convert.FromHexString(header.GetProperty(name).GetString()![2..]));
}
