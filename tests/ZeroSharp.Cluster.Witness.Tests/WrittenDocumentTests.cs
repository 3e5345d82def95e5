using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Cluster.Witness.Tests.Rpc;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Ethereum.Stateless.Tests;

namespace ZeroSharp.Cluster.Witness.Tests;

/// <summary>Documents that are written hold what is read from them again, and the whole block.</summary>
public sealed class WrittenDocumentTests
{
    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Read_WrittenCompactWitness_HasTheSameNodesAndCodes(int seed)
    {
        FetchedBlock block = await FetchAsync(seed);

        BlockWitness read = Assert.Single(WitnessReader.Read(
            block.ToDocument(WitnessFormat.ZeroBin), WitnessOptions.None));

        Assert.Equal(Sorted(block.Witness.Content.Nodes), Sorted(read.Content.Nodes));
        Assert.Equal(Sorted(block.Witness.Content.Codes), Sorted(read.Content.Codes));
        Assert.Equal(block.Witness.Content.PreStateRoot, read.Content.PreStateRoot);
        Assert.Equal(block.Witness.Content.Block, read.Content.Block);
        Assert.False(read.Content.IsHeaderPartial);
    }

    [Fact]
    public async Task Read_DocumentWithoutOurMember_IsWhatOtherToolsRead()
    {
        JsonObject document = await DocumentAsync();
        document.Remove("zerosharp");

        BlockWitness read = Read(document);

        Assert.True(read.Content.IsHeaderPartial);
        Assert.Equal(BlockStatus.Ok, BlockExecution.Run(read, read.ToBlockInput()).Status);
    }

    [Fact]
    public async Task Read_BlockWithAnotherHash_IsRefused()
    {
        JsonObject document = await DocumentAsync();
        document["other_data"]!["b_data"]!["b_hashes"]!["cur_hash"] = "0x" + new string('1', 64);

        Refused(document, "block 3:", "zerosharp.block", "cur_hash");
    }

    [Fact]
    public async Task Read_BlockOfAnotherTimeThanItsMeta_IsRefused()
    {
        JsonObject document = await DocumentAsync();
        document["other_data"]!["b_data"]!["b_meta"]!["block_timestamp"] = "0x1";

        Refused(document, "block 3:", "b_meta");
    }

    [Fact]
    public async Task Read_BlockWithOtherTransactions_IsRefused()
    {
        JsonObject document = await DocumentAsync();
        ((JsonArray)document["block_trace"]!["txn_info"]!).RemoveAt(0);

        Refused(document, "block 3:", "txn_info");
    }

    [Fact]
    public async Task Read_HeaderThatIsNotTheParents_IsRefused()
    {
        JsonObject document = await DocumentAsync();
        JsonArray headers = (JsonArray)document["zerosharp"]!["headers"]!;
        string text = (string)headers[0]!;
        headers[0] = text[..^2] + (text[^1] == '0' ? "01" : "00");

        Refused(document, "block 3:", "zerosharp.headers");
    }

    [Theory]
    [InlineData("Amsterdam")]
    [InlineData("14")]
    public async Task Read_UnknownFork_IsRefused(string fork)
    {
        JsonObject document = await DocumentAsync();
        document["zerosharp"]!["fork"] = fork;

        Refused(document, "block 3:", "zerosharp.fork");
    }

    [Fact]
    public async Task Read_RulesOfTheDocument_AreInTheStatement()
    {
        JsonObject document = await DocumentAsync();
        document["zerosharp"]!["blobs"]!["max"] = 8;
        document["zerosharp"]!["depositContract"] = "0x" + new string('7', 40);

        BlockWitness read = Read(document);
        Statement statement = BlockExecution.Run(read, read.ToBlockInput()).Statement;

        Assert.Equal(Fork.Cancun, statement.Fork);
        Assert.Equal(8U, statement.Blobs.Max);
        Assert.Equal(new string('7', 40), Convert.ToHexStringLower(TestBlock.Bytes(statement.DepositContract)));
    }

    [Fact]
    public async Task Read_OurMemberChanged_IsReadOrRefused()
    {
        JsonObject sound = await DocumentAsync();
        FuzzLoop.Run(
            random =>
            {
                JsonObject document = (JsonObject)sound.DeepClone();
                FuzzLoop.ChangeValues(document["zerosharp"]!, random);
                return JsonSerializer.SerializeToUtf8Bytes(document);
            },
            input =>
            {
                BlockWitness read = Assert.Single(WitnessReader.Read(input, WitnessOptions.None));
                BlockExecution.Run(read, read.ToBlockInput());
            });
    }

    [Fact]
    public async Task Cache_WrittenBlock_IsReadBackUntilItIsDamaged()
    {
        FetchedBlock block = await FetchAsync(5);
        string folder = Directory.CreateTempSubdirectory("zerosharp-cache-").FullName;
        try
        {
            WitnessCache cache = new(folder, 1 << 20);
            await cache.WriteAsync(block, Limit);

            FetchedBlock? read = cache.TryRead(block.Hash, null);

            Assert.NotNull(read);
            Assert.Equal(block.ToDocument(WitnessFormat.ZeroBin), read.ToDocument(WitnessFormat.ZeroBin));
            Assert.Null(cache.TryRead(block.ParentHash, null));

            // A file under another block's name is not that block.
            string file = Assert.Single(Directory.GetFiles(folder));
            File.Copy(file, file.Replace(
                Convert.ToHexStringLower(block.Hash.AsSpan()), Convert.ToHexStringLower(block.ParentHash.AsSpan())));
            Assert.Null(cache.TryRead(block.ParentHash, null));

            File.WriteAllText(file, File.ReadAllText(file)[..^100]);
            Assert.Null(cache.TryRead(block.Hash, null));
            Assert.Empty(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Cache_FullFolder_LosesTheOldest()
    {
        string folder = Directory.CreateTempSubdirectory("zerosharp-cache-").FullName;
        try
        {
            FetchedBlock[] blocks = [await FetchAsync(6), await FetchAsync(7), await FetchAsync(8)];
            int length = blocks.Max(block => block.ToDocument(WitnessFormat.ExecutionWitness).Length);
            WitnessCache cache = new(folder, 2 * (length + 1000));
            for (int i = 0; i < blocks.Length; i++)
            {
                await cache.WriteAsync(blocks[i], Limit);
                foreach (string file in Directory.GetFiles(folder))
                {
                    File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddMinutes(-1));
                }
            }

            Assert.Null(cache.TryRead(blocks[0].Hash, null));
            Assert.NotNull(cache.TryRead(blocks[1].Hash, null));
            Assert.NotNull(cache.TryRead(blocks[2].Hash, null));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<FetchedBlock> FetchAsync(int seed)
    {
        Random random = new(seed);
        byte[] code = Convert.FromHexString("60005b3681101560185780602001358135556040016002565b00");
        List<(byte[] Address, TestAccount Account)> accounts = [];
        List<byte[]> calls = [];
        for (int i = 0; i < 12; i++)
        {
            byte[] address = TestBlock.Word(random.Next(1 << 20, 1 << 30))[12..];
            (BigInteger, BigInteger)[] slots =
            [
                .. Enumerable.Range(0, random.Next(30))
                    .Select(slot => ((BigInteger)slot, (BigInteger)random.Next(1, 300))),
            ];
            accounts.Add((address, new TestAccount(random.Next(3), (ulong)random.Next(1, 3), code, slots)));
            calls.Add(new TestTransaction
            {
                Type = Transaction.Legacy,
                ChainId = ModelNode.ChainId,
                Nonce = (ulong)i,
                To = address,
                Data = [.. TestBlock.Word(random.Next(30)), .. TestBlock.Word(random.Next(2))],
                GasLimit = 200_000,
            }.Sign());
        }

        using ModelNode node = new(Fork.Cancun, calls, accounts);
        using JsonRpcClient client = new(new RpcOptions { Url = node.Server.Url });
        return await new NodeWitnessSource(client, WitnessSourceOptions.Default)
            .FetchAsync(BlockId.Of(ModelNode.Number), Limit);
    }

    private static async Task<JsonObject> DocumentAsync() =>
        (JsonObject)JsonNode.Parse((await FetchAsync(4)).ToDocument(WitnessFormat.ZeroBin))!;

    private static BlockWitness Read(JsonObject document) => Assert.Single(WitnessReader.Read(
        JsonSerializer.SerializeToUtf8Bytes(document), WitnessOptions.None));

    private static void Refused(JsonObject document, params string[] parts)
    {
        WitnessException failure = Assert.Throws<WitnessException>(() => Read(document));
        Assert.DoesNotContain('\n', failure.Message);
        Assert.All(parts, part => Assert.Contains(part, failure.Message));
    }

    private static string[] Sorted(IEnumerable<byte[]> items) =>
        [.. items.Select(Convert.ToHexString).Distinct().Order(StringComparer.Ordinal)];
}
