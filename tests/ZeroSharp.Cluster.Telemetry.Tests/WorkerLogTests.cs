using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Core.Workers;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Stark.Prover;

namespace ZeroSharp.Cluster.Telemetry.Tests;

/// <summary>What a worker writes to standard error over a task that fails, is tried again, and is done.</summary>
public sealed class WorkerLogTests : IDisposable
{
    private const string TraceId = "0123456789abcdef0123456789abcdef";
    private const string JobId = "00000000000000000000000000000001";

    private readonly string _folder = Directory.CreateTempSubdirectory("zerosharp-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Log_Text_HasBlockTransactionsAndSegmentOnEachLineOverATask()
    {
        string[] lines = await WorkAsync("text");
        string[] overTask = [.. lines.Where(line => line.Contains($"{JobId}.2", StringComparison.Ordinal))];

        Assert.Equal(2, overTask.Length);
        Assert.All(overTask, line => Assert.Contains(
            $"block 77 segment 2 transactions 3-5 job {JobId}", line, StringComparison.Ordinal));
        Assert.Contains("attempt 1 of 5", overTask[0], StringComparison.Ordinal);
        Assert.Contains("is done", overTask[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_Json_HasBlockTransactionsSegmentTraceAndRoleOnEachLineOverATask()
    {
        string[] lines = await WorkAsync("json");
        JsonElement[] entries = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement[] overTask = [.. entries.Where(entry => entry.GetProperty("EventId").GetInt32() is 103 or 107)];

        Assert.Equal(2, overTask.Length);
        Assert.All(overTask, entry =>
        {
            Dictionary<string, string> scope = Scope(entry);
            Assert.Equal("77", scope["block"]);
            Assert.Equal("2", scope["segment"]);
            Assert.Equal("3-5", scope["transactions"]);
            Assert.Equal(JobId, scope["job"]);
            Assert.Equal("1", scope["chain"]);
            Assert.Equal(TraceId, scope["TraceId"]);
            Assert.Equal(16, scope["SpanId"].Length);
        });
        Assert.All(entries, entry =>
        {
            Dictionary<string, string> scope = Scope(entry);
            Assert.Equal("worker", scope["role"]);
            Assert.Equal("w-1", scope["instance"]);
        });
    }

    private static Dictionary<string, string> Scope(JsonElement entry) => entry.GetProperty("Scopes").EnumerateArray()
        .SelectMany(scope => scope.EnumerateObject())
        .Where(property => property.Name != "Message")
        .ToDictionary(property => property.Name, property => property.Value.ToString());

    private async Task<string[]> WorkAsync(string format)
    {
        LogOptions options = new();
        Command command = new("worker");
        options.AddTo(command);
        ParseResult parsed = command.Parse(["--log-format", format]);
        using StringWriter output = new();
        TextWriter before = Console.Error;
        Console.SetError(TextWriter.Synchronized(output));
        try
        {
            // Disposing of the factory writes what is queued.
            using ILoggerFactory loggers = options.Create(parsed);
            using IDisposable? scope = options.BeginRole(parsed, loggers, "worker", "w-1");
            await using RoleTelemetry telemetry = await RoleTelemetry.StartAsync(
                new RoleOptions { Role = "worker", Instance = "w-1", Version = "1" },
                TimeProvider.System,
                loggers.CreateLogger<RoleTelemetry>(),
                CancellationToken.None);
            await ProveOneAsync(loggers);
        }
        finally
        {
            Console.SetError(before);
        }

        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private async Task ProveOneAsync(ILoggerFactory loggers)
    {
        await using InProcessBroker broker =
            new(TimeProvider.System) { RetryDelay = TimeSpan.FromMilliseconds(10) };
        IArtifactStore artifacts =
            ArtifactStores.Open(Path.Combine(_folder, Guid.NewGuid().ToString("N")), TimeProvider.System);
        WorkerService worker = new(
            broker,
            artifacts,
            new FailingOnceProver(new EchoProver()),
            null!,
            new WorkerOptions { Name = "w-1", Kinds = [TaskKind.Prove] },
            TimeProvider.System,
            loggers.CreateLogger<WorkerService>());
        using CancellationTokenSource stop = new();
        Task working = worker.RunAsync(stop.Token);
        await broker.PublishAsync(
            new TaskMessage
            {
                Kind = TaskKind.Prove,
                TaskId = JobTask.IdOf(JobId, TaskKind.Prove, 2),
                JobId = JobId,
                Program = EchoProver.Digest,
                ChainId = 1,
                BlockNumber = 77,
                Segment = 2,
                Cycles = 1000,
                FirstTransaction = 3,
                LastTransaction = 5,
                Input = await artifacts.PutAsync(Job.WorkScopeOf(JobId), new byte[] { 1 }, CancellationToken.None),
                CreatedAt = TimeProvider.System.GetUtcNow(),
                TraceParent = $"00-{TraceId}-0123456789abcdef-01",
            },
            CancellationToken.None);
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task listening = broker.ConsumeResultsAsync(
            result =>
            {
                if (result.Kind == ResultKind.Done)
                {
                    done.TrySetResult();
                }

                return Task.CompletedTask;
            },
            stop.Token);
        await done.Task.WaitAsync(WatchedCluster.Patience);

        // Else it says that it drains, which is no line over the task.
        Assert.True(SpinWait.SpinUntil(() => !worker.Activity.IsBusy, WatchedCluster.Patience));
        await stop.CancelAsync();
        await Task.WhenAll(working, listening);
    }

    private sealed class EchoProver : ISegmentProver
    {
        public const string Digest = "0x01";

        public string Program => Digest;

        public SegmentResult Prove(byte[] input, IProgress<ProofStage?>? stages, CancellationToken cancellation) =>
            new(input, null);
    }
}
