using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;
using ZeroSharp.Testing.Anvil;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>
/// Workers, leader, RabbitMQ and PostgreSQL are killed at random times, several at once, and started again; all
/// blocks get proved, each once. ZEROSHARP_SEED chooses the times and the victims.
/// </summary>
public sealed class RandomKillTests(ClusterServers servers, ITestOutputHelper log) : IClassFixture<ClusterServers>
{
    private const string SeedVariable = "ZEROSHARP_SEED";
    private const int KillCount = 24;
    private const int MaxRounds = 8;
    private const int TransferBlocks = 2;

    /// <summary>Exit code of a leader that finds a service away at its start: its operator starts it again.</summary>
    private const int Unavailable = 69;

    private const int Killed = 128 + 9;

    private static readonly TimeSpan RoundTimeout = TimeSpan.FromMinutes(8);

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql, NeedsAnvil = true)]
    public async Task Everything_KilledAtRandom_EachBlockIsProvedOnce()
    {
        int seed = int.TryParse(
            Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out int given)
            ? given
            : Random.Shared.Next();
        log.WriteLine($"{SeedVariable}={seed}");
        IReadOnlyList<string> blocks = await ReadBlocksAsync();
        RandomKiller killer = new(new Random(seed), KillCount, log.WriteLine);
        int round = 0;
        do
        {
            Assert.True(++round <= MaxRounds, $"{killer.Kills} kills in {MaxRounds} rounds; {SeedVariable}={seed}");
            await RunRoundAsync(blocks, killer, $"{SeedVariable}={seed}, round {round}");
        }
        while (killer.Kills < KillCount);
    }

    private async Task RunRoundAsync(IReadOnlyList<string> blocks, RandomKiller killer, string replay)
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        Worker[] workers = [new(cluster, "first"), new(cluster, "second")];
        foreach (Worker worker in workers)
        {
            await worker.StartAsync();
        }

        // A node that is killed before it has a new queue's name on disk starts the queue anew.
        foreach (string kind in (string[])["prove", "aggregate", "results", "retry", "dead"])
        {
            await servers.RabbitMq.WaitForQuorumQueueOnDiskAsync(cluster.Queue(kind));
        }

        Leader leader = new(cluster, string.Join('\n', blocks));
        using CancellationTokenSource end = new();
        Task<string> leading = leader.RunAsync();
        Task killing = killer.RunAsync(
            [
                .. workers.Select(worker => new Victim(worker.Name, worker.KillAsync, worker.StartAsync)),
                new Victim("leader", leader.KillAsync, () => Task.CompletedTask),
                new Victim("rabbitmq", () => KillAsync(servers.RabbitMq), () => servers.RabbitMq.StartAsync()),
                new Victim("postgresql", () => KillAsync(servers.PostgreSql), () => servers.PostgreSql.StartAsync()),
            ],
            end.Token);
        try
        {
            Task first = await Task.WhenAny(leading, killing).WaitAsync(RoundTimeout);
            await first;
            string output = await leading.WaitAsync(RoundTimeout);
            await end.CancelAsync();
            await killing;
            await cluster.VerifyAsync(output);
            await cluster.RequireJobsProvedAsync(blocks.Count);
        }
        catch (Exception failure) when (failure is TimeoutException or Xunit.Sdk.XunitException)
        {
            Assert.Fail(
                $"{replay}: {failure.Message}\n{leader.Tail}\n" + string.Join('\n', workers.Select(w => w.Tail)));
        }
        finally
        {
            await end.CancelAsync();
            await killing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> KillAsync(TestServer server)
    {
        await server.KillAsync();
        return true;
    }

    private static async Task<bool> KillAsync(ZeroRun? run)
    {
        if (run is null or { HasExited: true })
        {
            return false;
        }

        await run.KillAsync();
        return true;
    }

    private static async Task<IReadOnlyList<string>> ReadBlocksAsync()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("osaka");
        await AnvilBlocks.MineMixedAsync(node);
        ulong last = await AnvilBlocks.MineTransfersAsync(node, TransferBlocks);
        return [.. await AnvilBlocks.FetchAsync(node, AnvilNode.FirstBlock, last), TestCluster.Sample("small.json")];
    }

    private sealed class Worker(TestCluster cluster, string name)
    {
        private ZeroRun? _run;

        public string Name => name;

        public string Tail => $"{name}: {_run?.Tail()}";

        public async Task StartAsync() => _run = await cluster.StartWorkerAsync(name);

        public Task<bool> KillAsync() => RandomKillTests.KillAsync(_run);
    }

    // As an operator keeps one running.
    private sealed class Leader(TestCluster cluster, string input)
    {
        private static readonly TimeSpan RestartPause = TimeSpan.FromMilliseconds(500);

        private ZeroRun? _run;

        public string Tail => $"leader: {_run?.Tail()}";

        public async Task<string> RunAsync()
        {
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < RoundTimeout)
            {
                _run = cluster.StartLeader(input);
                (int exitCode, string output) = await _run.WaitAsync(RoundTimeout);
                if (exitCode == 0)
                {
                    return output;
                }

                Assert.True(exitCode is Killed or Unavailable, $"the leader ended with {exitCode}");
                await Task.Delay(RestartPause);
            }

            throw new TimeoutException($"the leader did not end in {RoundTimeout}");
        }

        public Task<bool> KillAsync() => RandomKillTests.KillAsync(_run);
    }
}
