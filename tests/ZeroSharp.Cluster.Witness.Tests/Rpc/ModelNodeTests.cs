using System.Numerics;
using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Ethereum.Stateless.Tests;
using ZeroSharp.Testing.Anvil;

namespace ZeroSharp.Cluster.Witness.Tests.Rpc;

/// <summary>
/// Blocks that clear slots and remove accounts, so that branches of the tries go away: what a witness needs for
/// that no proof of a touched key has.
/// </summary>
public sealed class ModelNodeTests
{
    private const int BlockCount = 60;
    private const int ChangedCount = 300;

    // Stores the words of the call data in pairs (slot, value).
    private static readonly byte[] StoreCode =
        Convert.FromHexString("60005b3681101560185780602001358135556040016002565b00");

    // Destroys itself for the benefit of the caller.
    private static readonly byte[] DestroyCode = Convert.FromHexString("33ff");

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    [Theory]
    [InlineData(Fork.Cancun, true)]
    [InlineData(Fork.Cancun, false)]
    public async Task Fetch_BlocksThatClearSlots_GiveTheHeadersRoots(Fork fork, bool hasStateAfter)
    {
        Random random = new(hasStateAfter ? 11 : 12);
        for (int round = 0; round < BlockCount; round++)
        {
            int range = random.Next(2, round < BlockCount / 2 ? 8 : 60);
            int count = random.Next(1, range);
            int[] present = [.. Enumerable.Range(1, range).OrderBy(_ => random.Next()).Take(count)];
            byte[] contract = TestBlock.Word(random.Next(1000, 100_000))[12..];
            List<byte[]> words = [];
            foreach (int slot in Enumerable.Range(1, range).OrderBy(_ => random.Next()).Take(random.Next(1, range + 1)))
            {
                words.Add(TestBlock.Word(slot));
                words.Add(TestBlock.Word(random.Next(4) == 0 ? random.Next(1, 1 << 20) : 0));
            }

            (BigInteger, BigInteger)[] slots =
                [.. present.Select(slot => ((BigInteger)slot, (BigInteger)random.Next(1, 1 << 30)))];
            await CheckAsync(
                fork,
                hasStateAfter,
                $"round {round}",
                [Call(0, contract, [.. words.SelectMany(word => word)])],
                [(contract, new TestAccount(0, 1, StoreCode, slots))]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_BlocksThatRemoveAccounts_GiveTheHeadersRoots(bool hasStateAfter)
    {
        Random random = new(hasStateAfter ? 21 : 22);
        for (int round = 0; round < BlockCount; round++)
        {
            List<(byte[] Address, TestAccount Account)> accounts = [];
            List<byte[]> calls = [];
            int count = random.Next(1, round < BlockCount / 2 ? 6 : 40);
            for (int i = 0; i < count; i++)
            {
                byte[] address = TestBlock.Word(random.Next(1 << 20, 1 << 30))[12..];
                bool isDestroyed = random.Next(3) == 0;
                accounts.Add((address, new TestAccount(random.Next(1, 1000), 1, isDestroyed ? DestroyCode : null)));
                if (isDestroyed)
                {
                    calls.Add(Call((ulong)calls.Count, address, []));
                }
            }

            await CheckAsync(Fork.Shanghai, hasStateAfter, $"round {round}", calls, accounts);
        }
    }

    [Fact]
    public async Task Fetch_RepliesChanged_GivesTheBlockOrAnErrorOfOneLine()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        byte[] contract = TestBlock.Word(4711)[12..];
        using ModelNode node = new(
            Fork.Cancun,
            [Call(0, contract, [.. TestBlock.Word(3), .. TestBlock.Word(0)])],
            [(contract, new TestAccount(0, 1, StoreCode, (1, 5), (3, 7), (4, 9)))]);
        using JsonRpcClient client = new(new RpcOptions { Url = node.Server.Url });
        int refused = 0;
        for (int round = 0; round < ChangedCount; round++)
        {
            int left = random.Next(1, 12);
            node.Distort = answer => Interlocked.Decrement(ref left) == 0 && answer.Result is { } result
                ? new NodeAnswer(Changed(result, random))
                : answer;
            try
            {
                FetchedBlock block = await new NodeWitnessSource(client, WitnessSourceOptions.Default)
                    .FetchAsync(BlockId.Of(ModelNode.Number), Limit);
                FetchedBlocks.CheckDocument(block, WitnessFormat.ZeroBin);
            }
            catch (Exception failure) when (failure is WitnessException or RpcException)
            {
                refused++;
                Assert.False(failure.Message.Contains('\n'), $"seed {seed}, round {round}: {failure.Message}");
            }
            catch (Exception failure)
            {
                Assert.Fail($"seed {seed}, round {round}: {failure}");
            }
        }

        Assert.InRange(refused, 1, ChangedCount - 1);
    }

    private static JsonNode Changed(JsonNode result, Random random)
    {
        JsonArray whole = [result.DeepClone()];
        return JsonNode.Parse(FuzzLoop.ChangeValues(whole, random)) is JsonArray { Count: 1 } changed
            && changed[0] is { } value
            ? value.DeepClone()
            : JsonValue.Create("0x");
    }

    private static byte[] Call(ulong nonce, byte[] to, byte[] data) => new TestTransaction
    {
        Type = Transaction.Legacy,
        ChainId = ModelNode.ChainId,
        Nonce = nonce,
        To = to,
        Data = data,
        GasLimit = data.Length > 0 ? 2_000_000UL : 100_000UL,
    }.Sign();

    private static async Task CheckAsync(
        Fork fork,
        bool hasStateAfter,
        string round,
        IReadOnlyList<byte[]> transactions,
        IReadOnlyList<(byte[] Address, TestAccount Account)> accounts)
    {
        using ModelNode node = new(fork, transactions, accounts) { HasStateAfter = hasStateAfter };
        using JsonRpcClient client = new(new RpcOptions { Url = node.Server.Url });
        NodeWitnessSource source = new(client, WitnessSourceOptions.Default);
        try
        {
            FetchedBlock block = await source.FetchAsync(BlockId.Of(ModelNode.Number), Limit);
            FetchedBlocks.CheckDocument(block, WitnessFormat.ZeroBin);
            FetchedBlocks.CheckDocument(block, WitnessFormat.ExecutionWitness);
        }
        catch (WitnessException failure)
        {
            Assert.Fail($"{round}: {failure.Message}");
        }
    }
}
