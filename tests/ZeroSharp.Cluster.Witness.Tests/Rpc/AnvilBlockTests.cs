using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Testing.Anvil;

namespace ZeroSharp.Cluster.Witness.Tests.Rpc;

/// <summary>Blocks of a real node: each witness executes to the header's roots, in both formats.</summary>
/// <remarks>
/// anvil keeps cleared slots and empty accounts in its tries, and the transactions root of its blocks is not that of
/// blob transactions as blocks have them, so that such blocks are not Ethereum's: these tests clear nothing and send
/// no blobs. Deletions are those of <see cref="ModelNodeTests"/>.
/// </remarks>
public sealed class AnvilBlockTests
{
    private const int StoreBlocks = 24;

    // Init code that stores the hash of the tenth block before in slot 0.
    private const string HashCode = "0x600a43034060005500";

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [AnvilTheory]
    [InlineData("cancun")]
    [InlineData("prague")]
    [InlineData("osaka")]
    public async Task Fetch_TransfersCreationsAndCalls_GiveTheHeadersRoots(string hardfork)
    {
        await using AnvilNode node = await AnvilNode.StartAsync(hardfork, Limit);
        string from = node.Accounts[0];
        await node.SendAsync($$"""{"from":"{{from}}","to":"{{node.Accounts[1]}}","value":"0x1"}""");
        await node.SendAsync(
            $$"""{"from":"{{from}}","to":"0x00000000000000000000000000000000000000ff","value":"0x5"}""");
        for (int i = 0; i < 12; i++)
        {
            await node.MineAsync();
        }

        await node.CreateAsync(HashCode);
        await node.SendAsync(
            $$"""
            {"from":"{{from}}","to":"0x0000000000000000000000000000000000000002","value":"0x1","data":"0x1234"}
            """);

        ulong last = await CheckAllAsync(node, node.Url);
        Assert.InRange(last, 15UL, 17UL);
    }

    [AnvilTheory]
    [InlineData("prague", 1)]
    [InlineData("osaka", 2)]
    public async Task Fetch_StorageWrites_GiveTheHeadersRoots(string hardfork, int seed)
    {
        await using AnvilNode node = await AnvilNode.StartAsync(hardfork, Limit);
        StoreContract contract = await StoreContract.CreateAsync(node);
        await contract.SendRandomAsync(StoreBlocks, new Random(seed));

        await CheckAllAsync(node, node.Url);
    }

    [AnvilFact]
    public async Task Fetch_NodeWithoutTracers_GivesTheHeadersRoots()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("osaka", Limit);
        StoreContract contract = await StoreContract.CreateAsync(node);
        await contract.SendRandomAsync(StoreBlocks, new Random(3));
        using ScriptedNode weak = new(async (method, parameters) =>
            method.StartsWith("debug_", StringComparison.Ordinal) || method is "eth_createAccessList" or "eth_call"
                ? NodeAnswer.NoMethod
                : await ForwardAsync(node, method, parameters));

        await CheckAllAsync(node, weak.Url);
        Assert.Contains("eth_createAccessList", weak.Methods);
    }

    [AnvilTheory]
    [InlineData("prague")]
    [InlineData("osaka")]
    public async Task Fetch_Delegations_GiveTheHeadersRoots(string hardfork)
    {
        await using AnvilNode node = await AnvilNode.StartAsync(hardfork, Limit);
        StoreContract contract = await StoreContract.CreateAsync(node);

        await contract.DelegateAsync(waits: true, (1, 7), (2, 9));
        await contract.SendToDelegateAsync((1, 8));
        await CheckAllAsync(node, node.Url);
        Assert.Equal("0xef0100" + contract.Address[2..], (string?)await node.CallAsync(
            "eth_getCode", $"""["{node.Accounts[0]}","latest"]"""));
    }

    [AnvilFact]
    public async Task Fetch_BlockThatAReorganisationReplaced_IsTheNewOne()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("osaka", Limit);
        string from = node.Accounts[0];
        await node.SendAsync($$"""{"from":"{{from}}","to":"{{node.Accounts[1]}}","value":"0x1"}""");
        using JsonRpcClient client = new(new RpcOptions { Url = node.Url });
        string folder = Directory.CreateTempSubdirectory("zerosharp-cache-").FullName;
        try
        {
            NodeWitnessSource source = new(
                client, new WitnessSourceOptions { Cache = new WitnessCache(folder, 1 << 20) });
            FetchedBlock before = await source.FetchAsync(BlockId.Of(2), Limit);
            await node.ReorganiseAsync(1);

            FetchedBlock after = await source.FetchAsync(BlockId.Of(2), Limit);

            Assert.NotEqual(before.Hash, after.Hash);
            Assert.Equal(before.ParentHash, after.ParentHash);
            Assert.Single(before.Witness.Transactions);
            Assert.Empty(after.Witness.Transactions);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [AnvilFact]
    public async Task Fetch_NodeThatChangesItsChainMeanwhile_BeginsAgain()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("osaka", Limit);
        await node.SendAsync($$"""{"from":"{{node.Accounts[0]}}","to":"{{node.Accounts[1]}}","value":"0x1"}""");
        bool isChanged = false;
        using ScriptedNode turning = new(async (method, parameters) =>
        {
            if (method == "eth_getProof" && !isChanged)
            {
                isChanged = true;
                await node.ReorganiseAsync(1);
                return new NodeAnswer(null, -32000, "header not found");
            }

            return await ForwardAsync(node, method, parameters);
        });
        using JsonRpcClient client = new(new RpcOptions { Url = turning.Url });
        NodeWitnessSource source = new(client, WitnessSourceOptions.Default);

        FetchedBlock block = await source.FetchAsync(BlockId.Of(2), Limit);

        Assert.True(isChanged);
        Assert.Empty(block.Witness.Transactions);
    }

    private static async Task<ulong> CheckAllAsync(AnvilNode node, Uri url)
    {
        using JsonRpcClient client = new(new RpcOptions { Url = url });
        NodeWitnessSource source = new(client, WitnessSourceOptions.Default);
        ulong last = await node.ReadNumberAsync();
        for (ulong number = AnvilNode.FirstBlock; number <= last; number++)
        {
            FetchedBlock block = await source.FetchAsync(BlockId.Of(number), Limit);
            foreach (WitnessFormat format in (WitnessFormat[])[WitnessFormat.ZeroBin, WitnessFormat.ExecutionWitness])
            {
                FetchedBlocks.CheckDocument(block, format);
            }
        }

        return last;
    }

    private static async Task<NodeAnswer> ForwardAsync(AnvilNode node, string method, JsonArray parameters)
    {
        try
        {
            return new NodeAnswer(await node.CallAsync(method, parameters.ToJsonString()));
        }
        catch (InvalidOperationException failure)
        {
            return new NodeAnswer(
                null,
                failure.Message.Contains("-32601", StringComparison.Ordinal) ? -32601 : -32602,
                failure.Message);
        }
    }
}
