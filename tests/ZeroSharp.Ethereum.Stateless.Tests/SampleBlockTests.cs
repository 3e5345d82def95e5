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
        BlockResult result = TestBlock.Run(Sample(name));
        Assert.Equal(BlockStatus.Ok, result.Status);
        Assert.True(result.Statement.IsHeaderChecked);
        JsonElement header = Header(name);
        Assert.Equal(Hash(header, "stateRoot"), result.Statement.PostStateRoot);
        Assert.Equal(Hash(header, "transactionsRoot"), result.Statement.TransactionsRoot);
        Assert.Equal(Hash(header, "receiptsRoot"), result.Statement.ReceiptsRoot);
        Assert.Equal(Hash(header, "withdrawalsRoot"), result.Statement.WithdrawalsRoot);
    }

    [Fact]
    public void Run_AnyHeaderFieldChanged_GivesAnotherHash()
    {
        Action<BlockInputContent>[] changes =
        [
            c => c.ExtraData = [1],
            c => c.GasLimit++,
            c => c.Timestamp++,
            c => c.PrevRandao[0] ^= 1,
            c => c.ExcessBlobGas++,
            c => c.ParentBeaconBlockRoot[0] ^= 1,
            c => c.Ancestors[0][0] ^= 1,
            c => c.BlockHash[0] ^= 1,
            c => c.Number++,
        ];
        foreach (Action<BlockInputContent> change in changes)
        {
            BlockInputContent content = Sample("small");
            change(content);
            BlockResult result = TestBlock.Run(content);
            Assert.Equal(BlockStatus.BlockHashMismatch, result.Status);
            Assert.False(result.Statement.IsHeaderChecked);
        }
    }

    [Fact]
    public void Run_SmallThenLarge_GiveStatementsThatFollowEachOther()
    {
        Statement small = TestBlock.Run(Sample("small")).Statement;
        Statement large = TestBlock.Run(Sample("large")).Statement;
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
    [InlineData(608, InputStatus.CountOutOfRange)]
    [InlineData(612, InputStatus.CountOutOfRange)]
    [InlineData(616, InputStatus.Truncated)]
    [InlineData(620, InputStatus.Truncated)]
    [InlineData(624, InputStatus.Truncated)]
    [InlineData(628, InputStatus.Truncated)]
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
                int at = random.Next(4) == 0 ? random.Next(640) : random.Next(mutated.Length);
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
                if (result.Status == BlockStatus.Ok && result.Statement.IsHeaderChecked)
                {
                    Assert.Equal(truth.BlockHash, result.Statement.BlockHash);
                    Assert.Equal(truth.PostStateRoot, result.Statement.PostStateRoot);
                }
            }
            catch (Exception failure)
            {
                Assert.Fail($"seed {seed}, round {round}: {failure}");
            }
        }
    }

    private static BlockInputContent Sample(string name)
    {
        byte[] json = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", name + ".json"));
        BlockInputContent content = ZeroBinReader.Read(json).Single().Content;
        content.ExtraData = Convert.FromHexString(Header(name).GetProperty("extraData").GetString()![2..]);
        content.WithdrawalsComplete = true;
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
