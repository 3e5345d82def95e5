using System.Diagnostics;
using System.Text.Json;
using ZeroSharp.Cluster.Witness.Tests.Rpc;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Ethereum.Stateless.Tests;
using ZeroSharp.Testing.Anvil;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>
/// What users of zero-bin type, as they type it: from blocks of a node to a proof that verifies, with two
/// workers on RabbitMQ.
/// </summary>
public sealed class SeedFlowTests(ClusterServers servers) : IClassFixture<ClusterServers>
{
    // $1: the program, $2: the node's port, $3 and $4: the blocks, $5: RabbitMQ's port.
    private const string Flow = """
        set -euo pipefail
        program=$1
        rpc() { dotnet "$program" rpc "$@"; }
        leader() { dotnet "$program" leader "$@"; }
        verifier() { dotnet "$program" verifier "$@"; }
        rpc fetch --rpc-url http://127.0.0.1:$2 --start-block $3 --end-block $4 | jq '.[]' > w.json
        leader --runtime=amqp --amqp-uri=amqp://guest:guest@127.0.0.1:$5 stdio < w.json > out
        tail -n1 out | jq > proof.json
        verifier --file-path proof.json
        """;

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql, NeedsAnvil = true)]
    public async Task Flow_OneBlockOfEverything_Verifies()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("prague");
        await AnvilBlocks.MineMixedAsync(node);

        await RunAsync(node.Url, AnvilBlocks.FirstMixed, AnvilBlocks.FirstMixed);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql, NeedsAnvil = true)]
    public async Task Flow_SeveralBlocks_Verify()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("osaka");
        ulong last = await AnvilBlocks.MineMixedAsync(node);

        await RunAsync(node.Url, AnvilNode.FirstBlock, last);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql, NeedsAnvil = true)]
    public async Task Flow_BareNodesBlockOfEverything_Verifies()
    {
        await using AnvilNode node = await AnvilNode.StartBareAsync("osaka");
        ulong number = await AnvilBlocks.MineEverythingAsync(node);

        await RunAsync(node.Url, number, number);
    }

    // What anvil's blocks cannot have, and be checked by their headers.
    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Flow_BlockThatClearsSlotsAndHasBlobs_Verifies()
    {
        // Stores the words of the call data in pairs (slot, value).
        byte[] code = Convert.FromHexString("60005b3681101560185780602001358135556040016002565b00");
        byte[] contract = TestBlock.Word(4242)[12..];
        byte[] blob = TestBlock.Word(7);
        blob[0] = 1;
        TestTransaction clearing = new()
        {
            Type = Transaction.Legacy,
            ChainId = ModelNode.ChainId,
            To = contract,
            Data = [.. TestBlock.Word(1), .. TestBlock.Word(0), .. TestBlock.Word(3), .. TestBlock.Word(0)],
            GasLimit = 200_000,
        };
        TestTransaction blobs = new()
        {
            Type = Transaction.Blob,
            ChainId = ModelNode.ChainId,
            Nonce = 1,
            BlobHashes = [blob, blob],
        };
        using ModelNode node = new(
            Fork.Cancun,
            [clearing.Sign(), blobs.Sign()],
            [(contract, new TestAccount(0, 1, code, (1, 5), (2, 6), (3, 7)))]);

        await RunAsync(node.Server.Url, ModelNode.Number, ModelNode.Number);
    }

    private async Task RunAsync(Uri node, ulong first, ulong last)
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun[] workers = [await cluster.StartWorkerAsync("first"), await cluster.StartWorkerAsync("second")];

        string output = await BashAsync(
            cluster, ZeroRun.Program, $"{node.Port}", $"{first}", $"{last}", $"{servers.RabbitMq.Port}");

        Assert.Contains("All proofs verified successfully!", output, StringComparison.Ordinal);
        using JsonDocument proof =
            JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(cluster.Folder, "proof.json")));
        Assert.Equal((int)(last - first) + 1, proof.RootElement.GetArrayLength());
        IReadOnlyList<JsonElement> jobs = await cluster.RequireJobsProvedAsync((int)(last - first) + 1);
        Assert.Equal(
            jobs.Sum(job => job.GetProperty("tasks").GetArrayLength()),
            workers.Sum(worker => worker.Log.Count(line => line.Contains("is done in", StringComparison.Ordinal))));
    }

    private static async Task<string> BashAsync(TestCluster cluster, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("bash", ["-c", Flow, "flow", .. arguments])
        {
            WorkingDirectory = cluster.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in cluster.Environment)
        {
            start.Environment[name] = value;
        }

        // The command line has it.
        start.Environment.Remove("AMQP_URI");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TestCluster.Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the flow did not end in {TestCluster.Patience}: {await error}");
        }

        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }
}
