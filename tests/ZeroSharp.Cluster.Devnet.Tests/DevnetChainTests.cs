using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Testing.Anvil;

namespace ZeroSharp.Cluster.Devnet.Tests;

/// <summary>Chains with traffic, on a real node.</summary>
public sealed class DevnetChainTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [AnvilTheory]
    [InlineData("prague", "transfer=1")]
    [InlineData("osaka", "transfer=1")]
    [InlineData("osaka", "token=1")]
    [InlineData("osaka", "storage=1")]
    [InlineData("osaka", "compute=1")]
    [InlineData("osaka", "creation=1")]
    [InlineData("osaka", "delegation=1")]
    [InlineData("prague", "transfer=4,token=3,storage=2,compute=1,creation=1,delegation=1")]
    public async Task Mine_KindsOfTransactions_GiveBlocksThatExecuteToTheirHeaders(string hardfork, string mix)
    {
        await using DevnetChain chain = await DevnetChain.StartAsync(
            Options() with { Hardfork = hardfork, Mix = TrafficMix.TryParse(mix)!, Transactions = 12 },
            CancellationToken.None);
        List<DevnetBlock> made = [];
        for (int i = 0; i < 4; i++)
        {
            made.Add(await chain.MineAsync(CancellationToken.None));
        }

        using JsonRpcClient client = new(new RpcOptions { Url = chain.Url });
        NodeWitnessSource source = new(client, new WitnessSourceOptions());
        Assert.Equal(Enumerable.Range(2, 4).Select(number => (ulong)number), made.Select(block => block.Number));
        foreach (DevnetBlock block in made)
        {
            FetchedBlock fetched = await source.FetchAsync(BlockId.Of(block.Number), CancellationToken.None);
            Assert.Null(fetched.HeaderProblem);
            Assert.Equal(12, fetched.Witness.Transactions.Count);
            RpcReply receipts = await client.CallAsync(
                new RpcCall("eth_getBlockReceipts", $"[\"0x{block.Number:x}\"]"), CancellationToken.None);
            Assert.All(
                receipts.Result.EnumerateArray(),
                receipt => Assert.Equal("0x1", receipt.GetProperty("status").GetString()));
        }
    }

    [AnvilFact]
    public async Task Mine_SameSeed_GivesTheSameHashes()
    {
        string[] first = await HashesAsync(Options());

        Assert.Equal(first, await HashesAsync(Options()));
        Assert.DoesNotContain((await HashesAsync(Options() with { Seed = 2 }))[0], first);
    }

    [AnvilFact]
    public async Task Mine_Tokens_MoveAndNobodyHasNone()
    {
        await using DevnetChain chain = await DevnetChain.StartAsync(
            Options() with { Mix = TrafficMix.TryParse("token=1")!, Transactions = 60 }, CancellationToken.None);
        await chain.MineAsync(CancellationToken.None);
        using JsonRpcClient client = new(new RpcOptions { Url = chain.Url });
        JsonElement accounts = await AskAsync(client, "eth_accounts");

        List<decimal> balances = [];
        foreach (JsonElement account in accounts.EnumerateArray())
        {
            string data = "0x" + DevnetContracts.BalanceSelector + account.GetString()![2..].PadLeft(64, '0');
            RpcReply reply = await client.CallAsync(
                new RpcCall(
                    "eth_call", $$"""[{"to":"{{DevnetGenesis.TokenAddress}}","data":"{{data}}"},"latest"]"""),
                CancellationToken.None);
            balances.Add(ulong.Parse(
                reply.Result.GetString()!.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }

        Assert.All(balances, balance => Assert.True(balance > 0));
        Assert.Contains(balances, balance => balance % 1_000_000_000 != 0);
        Assert.Equal(0, balances.Sum() % 1_000_000_000);
    }

    [AnvilFact]
    public async Task Run_BlockCount_StandsStillAfterIt()
    {
        await using DevnetChain chain = await DevnetChain.StartAsync(
            Options() with { BlockCount = 3, BlockTime = TimeSpan.FromMilliseconds(50) }, CancellationToken.None);
        using CancellationTokenSource stop = new(Patience);
        List<DevnetBlock> made = [];
        TaskCompletionSource third = new();
        Task run = chain.RunAsync(
            block =>
            {
                made.Add(block);
                if (made.Count == 3)
                {
                    third.SetResult();
                }
            },
            stop.Token);
        await third.Task.WaitAsync(Patience);
        await Task.Delay(500);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(3, made.Count);
        using JsonRpcClient client = new(new RpcOptions { Url = chain.Url });
        Assert.Equal("0x4", (await AskAsync(client, "eth_blockNumber")).GetString());
    }

    [AnvilFact]
    public async Task Mine_SomebodyElseSends_SaysSo()
    {
        await using DevnetChain chain = await DevnetChain.StartAsync(
            Options() with { Transactions = 20 }, CancellationToken.None);
        using JsonRpcClient client = new(new RpcOptions { Url = chain.Url });
        JsonElement accounts = await AskAsync(client, "eth_accounts");
        foreach (JsonElement account in accounts.EnumerateArray())
        {
            await client.CallAsync(
                new RpcCall(
                    "eth_sendTransaction",
                    $$"""[{"from":"{{account.GetString()}}","to":"{{DevnetGenesis.TokenAddress}}","gas":"0x186a0"}]"""),
                CancellationToken.None);
        }

        await Assert.ThrowsAsync<DevnetException>(() => chain.MineAsync(CancellationToken.None));
    }

    [AnvilFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Run_NodeIsKilled_SaysSo()
    {
        string folder = Directory.CreateTempSubdirectory("zerosharp-killed-").FullName;
        string program = Path.Combine(folder, "anvil");
        string numberFile = Path.Combine(folder, "number");
        await File.WriteAllTextAsync(
            program, $"#!/bin/sh\necho $$ > {numberFile}\nexec {AnvilTools.PathOf("anvil")} \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        try
        {
            await using DevnetChain chain = await DevnetChain.StartAsync(
                Options() with { Program = program, BlockTime = TimeSpan.FromMilliseconds(50) },
                CancellationToken.None);
            using CancellationTokenSource limit = new(Patience);
            using Process node = Process.GetProcessById(
                int.Parse(await File.ReadAllTextAsync(numberFile), CultureInfo.InvariantCulture));
            node.Kill();

            DevnetException failure =
                await Assert.ThrowsAsync<DevnetException>(() => chain.RunAsync(_ => { }, limit.Token));
            Assert.Contains("anvil has ended", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [AnvilFact]
    public async Task Start_PortIsTaken_SaysSo()
    {
        await using DevnetChain first = await DevnetChain.StartAsync(Options(), CancellationToken.None);

        DevnetException failure = await Assert.ThrowsAsync<DevnetException>(() =>
            DevnetChain.StartAsync(Options() with { Port = first.Url.Port }, CancellationToken.None));

        Assert.Contains("in use", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--port", failure.Message, StringComparison.Ordinal);
    }

    [AnvilFact]
    public async Task Start_ProgramThatIsNone_SaysSo()
    {
        DevnetException failure = await Assert.ThrowsAsync<DevnetException>(() =>
            DevnetChain.StartAsync(Options() with { Program = "/bin/false" }, CancellationToken.None));

        Assert.Contains("does not start", failure.Message, StringComparison.Ordinal);
    }

    private static DevnetOptions Options() => new() { Program = AnvilTools.PathOf("anvil") };

    private static async Task<JsonElement> AskAsync(JsonRpcClient client, string method) =>
        (await client.CallAsync(new RpcCall(method, "[]"), CancellationToken.None)).Result;

    private static async Task<string[]> HashesAsync(DevnetOptions options)
    {
        await using DevnetChain chain = await DevnetChain.StartAsync(options, CancellationToken.None);
        return
        [
            (await chain.MineAsync(CancellationToken.None)).Hash,
            (await chain.MineAsync(CancellationToken.None)).Hash,
        ];
    }
}
