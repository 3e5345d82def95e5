using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Core.Telemetry;
using ZeroSharp.Cluster.Core.Workers;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cluster.Telemetry.Tests;

/// <summary>
/// A leader and a worker that prove one job with real proofs, with a fault or two on the way; what they exported
/// and what they serve afterwards is what the tests look at. They live until the tests are done.
/// </summary>
public sealed class WatchedCluster : IAsyncLifetime
{
    /// <summary>For anything that ends by itself, on a machine that is busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public const ulong BlockNumber = 7;
    public const string WorkerName = "worker-1";

    private readonly string _folder = Directory.CreateTempSubdirectory("zerosharp-telemetry-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _gauges = [];
    private Task _services = Task.CompletedTask;
    private RoleTelemetry? _telemetry;
    private ProgramProver? _prover;
    private IJobStore? _jobs;
    private InProcessBroker? _broker;

    internal OtlpCollector? Collector { get; private set; }

    /// <summary>The job at its end.</summary>
    internal Job? Proved { get; private set; }

    /// <summary>The text of /metrics when the job had ended and everything had been polled.</summary>
    public string Scrape { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        Environment.SetEnvironmentVariable("OTEL_METRIC_EXPORT_INTERVAL", "500");
        Environment.SetEnvironmentVariable("OTEL_BSP_SCHEDULE_DELAY", "200");
        Collector = await OtlpCollector.StartAsync();
        Statement statement = new() { ChainId = 1, Number = BlockNumber, GasUsed = 21_000 };
        byte[] output = new byte[Statement.ByteLength];
        statement.Write(output);
        _prover = ProgramProver.Create(
            CopyProgram.Create(output), new StarkParameters { LogStackHeight = 18, MinLogHeight = 10 }, 2);
        string digest = BlockProgram.DigestOf(_prover.Key);
        _telemetry = await RoleTelemetry.StartAsync(
            new RoleOptions
            {
                Role = "leader",
                Instance = "leader-1",
                Version = "1.2.3",
                Program = digest,
                OtlpEndpoint = Collector.Endpoint,
                MetricsAddress = new IPEndPoint(IPAddress.Loopback, 0),
                Volumes = new Dictionary<string, string>
                {
                    ["data"] = _folder,
                    ["artifacts"] = Path.Combine(_folder, "not there"),
                },
            },
            TimeProvider.System,
            NullLogger.Instance,
            CancellationToken.None);
        IArtifactStore artifacts = ArtifactStores.Open(Path.Combine(_folder, "artifacts"), TimeProvider.System);
        _jobs = JobStores.Open(Path.Combine(_folder, "jobs.db"), TimeProvider.System);
        await _jobs.InitializeAsync(CancellationToken.None);
        _broker = new InProcessBroker(TimeProvider.System) { RetryDelay = TimeSpan.FromMilliseconds(100) };
        LeaderOptions options = new()
        {
            Name = "leader-1",
            SegmentMemory = SegmentPlan.MinMemory,
            PricePerWorkerHour = 3600,
        };
        LeaderService leader = new(
            _broker,
            _jobs,
            artifacts,
            new BlockCutter(_prover.Program, digest),
            options,
            TimeProvider.System,
            NullLogger<LeaderService>.Instance);
        IArtifactStore unsteady = new FailingOnceStore(artifacts);
        WorkerService worker = new(
            _broker,
            unsteady,
            new FailingOnceProver(new ZkvmSegmentProver(_prover, SegmentPlan.MinMemory)),
            new BlockAggregator(_prover.Key, unsteady),
            new WorkerOptions { Name = WorkerName, DrainTimeout = TimeSpan.Zero },
            TimeProvider.System,
            NullLogger<WorkerService>.Instance);
        ClusterGauges gauges = new(_broker, _jobs, TimeProvider.System, NullLogger<ClusterGauges>.Instance);
        _gauges.AddRange([gauges, new WorkerGauges([worker.Activity])]);
        _services = Task.WhenAll(
            leader.RunAsync(_stop.Token), worker.RunAsync(_stop.Token), gauges.RunAsync(_stop.Token));

        JobSubmission submission =
            new(_jobs, artifacts, digest, SegmentPlan.MinMemory, TimeProvider.System);

        // Of the witness, a submission reads only how many transactions there are.
        BlockWitness witness = new(null!, null!, [[1], [2]], []);
        (Job job, _) = await submission.SubmitAsync(
            new ExecutedBlock(witness, [1, 2, 3, 4, 5, 6, 7, 8], statement), "test", CancellationToken.None);
        using CancellationTokenSource patience = new(Patience);
        string busy = await ScrapeUntilAsync(text => text.Contains("zerosharp_worker_block", StringComparison.Ordinal));
        Proved = await leader.WaitAsync(job.Id, null, patience.Token);
        ClusterMetrics.RecordTip(head: 12, proved: BlockNumber);
        FollowerMetrics.RecordSubmitted(11);
        FollowerMetrics.RecordProved(BlockNumber);
        FollowerMetrics.CountReorganization(orphans: 3);
        await AskNodeAsync();
        string idle = await ScrapeUntilAsync(text =>
            text.Contains("zerosharp_jobs{state=\"proved\"} 1", StringComparison.Ordinal));

        // The number of the worker's block is there only while it has a task.
        Scrape = string.Concat(
            busy.Split('\n').Where(line => line.StartsWith("zerosharp_worker_block{", StringComparison.Ordinal))
                .Select(line => line + "\n")) + idle;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _services;
        _gauges.ForEach(gauges => gauges.Dispose());
        await _telemetry!.DisposeAsync();
        await _broker!.DisposeAsync();
        await _jobs!.DisposeAsync();
        _prover!.Dispose();
        await Collector!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> ScrapeUntilAsync(Func<string, bool> condition)
    {
        using HttpClient client = new();
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            string text = await client.GetStringAsync(new Uri(_telemetry!.Address!, "metrics"));
            if (condition(text))
            {
                return text;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, text);
            await Task.Delay(20);
        }
    }

    // A node that is away at first, and then has no block.
    private static async Task AskNodeAsync()
    {
        int requests = 0;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication node = builder.Build();
        node.MapPost("/", (RequestDelegate)(async context =>
        {
            using StreamReader body = new(context.Request.Body);
            string request = await body.ReadToEndAsync();
            if (Interlocked.Increment(ref requests) == 1)
            {
                context.Response.StatusCode = 503;
                return;
            }

            int id = request.IndexOf("\"id\":", StringComparison.Ordinal) + 5;
            string number = new([.. request[id..].TakeWhile(char.IsAsciiDigit)]);
            string reply = $$"""{"jsonrpc":"2.0","id":{{number}},"result":null}""";
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(request.StartsWith('[') ? $"[{reply}]" : reply);
        }));
        await node.StartAsync();
        using JsonRpcClient client = new(new RpcOptions
        {
            Url = new Uri(node.Urls.First()),
            Backoff = TimeSpan.FromMilliseconds(1),
        });
        NodeWitnessSource source = new(client, WitnessSourceOptions.Default);
        await Assert.ThrowsAnyAsync<Exception>(() => source.FetchAsync(BlockId.Of(1), CancellationToken.None));
    }
}
