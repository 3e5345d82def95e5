using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Following;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Testing.Anvil;

namespace ZeroSharp.Cluster.Following.Tests;

/// <summary>
/// The tip of a real node's chain, with real witnesses, database and artifacts. Jobs are ended without proofs, as fast
/// as they come, so that reorganisations meet blocks in all states.
/// </summary>
public sealed class AnvilFollowTests : IFollowOutput
{
    private const ulong ChainId = 31337;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<FollowEvent> _events = [];
    private readonly List<FollowedBlock> _reported = [];
    private readonly Dictionary<string, int> _proofs = [];

    [AnvilFact]
    public async Task Follow_ReorgsOfDepthOneToFive_ReportsEveryCanonicalBlockOnce()
    {
        string folder = Directory.CreateTempSubdirectory("zerosharp-follow-").FullName;
        try
        {
            await RunAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public Task PrepareAsync(FollowedBlock block, Job job, CancellationToken cancellation) => Task.CompletedTask;

    public void Report(FollowEvent report)
    {
        _events.Enqueue(report);
        lock (_reported)
        {
            if (report is BlockProvedEvent proved)
            {
                if (_reported.Count > 0)
                {
                    Assert.Equal(_reported[^1].Hash, proved.Block.ParentHash);
                }

                _reported.Add(proved.Block);
            }
            else if (report is ChainReorganizedEvent reorg)
            {
                _reported.RemoveAll(block => block.Number > reorg.AncestorNumber);
            }
        }
    }

    private async Task RunAsync(string folder)
    {
        await using AnvilNode node = await AnvilNode.StartAsync("osaka");
        using JsonRpcClient client = new(new RpcOptions { Url = node.Url });
        await using IJobStore jobs = JobStores.Open(Path.Combine(folder, "jobs.db"), TimeProvider.System);
        await jobs.InitializeAsync(default);
        IArtifactStore artifacts = ArtifactStores.Open(Path.Combine(folder, "artifacts"), TimeProvider.System);
        using CancellationTokenSource stop = new(Patience);
        Task working = WorkAsync(jobs, stop.Token);
        Task following = FollowAsync(client, jobs, artifacts, stop.Token);
        for (int depth = 1; depth <= 5; depth++)
        {
            for (int i = 0; i < 6; i++)
            {
                await node.SendAsync(
                    $$"""{"from":"{{node.Accounts[0]}}","to":"{{node.Accounts[1]}}","value":"0x{{depth}}{{i}}"}""");
            }

            await WaitForTipAsync(node, following, stop.Token);
            await node.ReorganiseAsync(depth);
            if (depth == 3)
            {
                // Another process goes on.
                using CancellationTokenSource first = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                await WaitForTipAsync(node, following, stop.Token);
                Task second = FollowAsync(client, jobs, artifacts, first.Token);
                await node.MineAsync();
                await WaitForTipAsync(node, following, stop.Token);
                await first.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
            }
        }

        await WaitForTipAsync(node, following, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        await working;
        await CheckAsync(node, jobs);
    }

    private async Task CheckAsync(AnvilNode node, IJobStore jobs)
    {
        Assert.Equal([1, 2, 3, 4, 5], _events.OfType<ChainReorganizedEvent>().Select(reorg => reorg.Orphans.Count));
        ulong newest = await node.ReadNumberAsync();
        Assert.Equal(newest + 1 - AnvilNode.FirstBlock, (ulong)_reported.Count);
        foreach (FollowedBlock block in _reported)
        {
            Assert.Equal(await HashAsync(node, block.Number), block.HashText);
        }

        List<string> told = [.. _events.OfType<BlockProvedEvent>().Select(proved => proved.Block.HashText)];
        Assert.Equal(told.Distinct().Count(), told.Count);
        Assert.All(_proofs.Values, count => Assert.Equal(1, count));
        IReadOnlyList<Job> live = await jobs.ListAsync(new JobFilter { States = [JobState.Queued] }, default);
        Assert.Empty(live);
    }

    private Task FollowAsync(
        JsonRpcClient client, IJobStore jobs, IArtifactStore artifacts, CancellationToken stop)
    {
        FollowOptions options = new() { ChainId = ChainId, Poll = Pause };
        NodeWitnessSource source = new(client, new WitnessSourceOptions());
        FollowerLedger ledger = new(new StoredStateCell(jobs, StoredStateCell.NameOf(ChainId, "default")), this);
        JobSubmission submission = new(jobs, artifacts, "0x00", 1L << 32, TimeProvider.System);
        return Task.Run(
            async () =>
            {
                await ledger.OpenAsync(AnvilNode.FirstBlock, null, stop);
                await new FollowService(
                    new ChainFollower(
                        source, new WitnessSubmission(source, submission, options.Source, null), jobs, ledger, options,
                        TimeProvider.System, NullLogger.Instance),
                    new ProvenChain(
                        source, jobs, new JobSignals(TimeProvider.System), ledger, this, options, TimeProvider.System,
                        NullLogger.Instance)).RunAsync(stop);
            },
            CancellationToken.None);
    }

    private async Task WorkAsync(IJobStore jobs, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (Job job in await jobs.ClaimAsync("worker", TimeSpan.FromMinutes(1), 4, default))
            {
                JobChange proved = new()
                {
                    State = JobState.Proved,
                    Proof = new ArtifactRef(job.Id, new string('0', 64), 1),
                };
                if (await jobs.UpdateAsync("worker", job.Id, proved, default) is not null)
                {
                    _proofs[job.Key] = _proofs.GetValueOrDefault(job.Key) + 1;
                }
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task WaitForTipAsync(AnvilNode node, Task following, CancellationToken cancellation)
    {
        string hash = await HashAsync(node, await node.ReadNumberAsync(cancellation));
        while (true)
        {
            lock (_reported)
            {
                if (_reported.Count > 0 && _reported[^1].HashText == hash)
                {
                    return;
                }
            }

            if (following.IsCompleted)
            {
                await following;
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    private static async Task<string> HashAsync(AnvilNode node, ulong number) => (string)(await node.CallAsync(
        "eth_getBlockByNumber",
        string.Create(CultureInfo.InvariantCulture, $"[\"0x{number:x}\",false]")))!["hash"]!;
}
