using System.CommandLine;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Core.Telemetry;
using ZeroSharp.Cluster.Core.Workers;
using ZeroSharp.Cluster.Telemetry;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli.Cluster;

/// <summary>
/// A leader with what it needs, and with workers in this process where there is no broker outside of it.
/// </summary>
internal sealed class LeaderRuntime : IAsyncDisposable
{
    private readonly ProgramProver _program;
    private readonly IReadOnlyList<WorkerService> _workers;
    private readonly RoleTelemetry _telemetry;
    private readonly ClusterGauges _gauges;
    private readonly WorkerGauges _workerGauges;

    private LeaderRuntime(
        ProgramProver program,
        ITaskBroker broker,
        IJobStore jobs,
        IArtifactStore artifacts,
        LeaderOptions options,
        IReadOnlyList<WorkerService> workers,
        RoleTelemetry telemetry,
        ILoggerFactory loggers)
    {
        _program = program;
        _workers = workers;
        _telemetry = telemetry;
        _gauges = new ClusterGauges(broker, jobs, TimeProvider.System, loggers.CreateLogger<ClusterGauges>());
        _workerGauges = new WorkerGauges([.. workers.Select(worker => worker.Activity)]);
        Broker = broker;
        Jobs = jobs;
        Artifacts = artifacts;
        Options = options;
        Loggers = loggers;
        string digest = BlockProgram.DigestOf(program.Key);
        Leader = new LeaderService(
            broker,
            jobs,
            artifacts,
            new BlockCutter(program.Program, digest),
            options,
            TimeProvider.System,
            loggers.CreateLogger<LeaderService>());
        Submission = new JobSubmission(jobs, artifacts, digest, options.SegmentMemory, TimeProvider.System);
    }

    public ITaskBroker Broker { get; }

    public IJobStore Jobs { get; }

    public IArtifactStore Artifacts { get; }

    public LeaderOptions Options { get; }

    public LeaderService Leader { get; }

    public JobSubmission Submission { get; }

    public ILoggerFactory Loggers { get; }

    /// <summary>What the workers of this process work on.</summary>
    public IEnumerable<WorkerActivity> Workers => _workers.Select(worker => worker.Activity);

    /// <summary>What verifies the proofs.</summary>
    public ProgramProver Program => _program;

    public static async Task<LeaderRuntime> OpenAsync(
        ParseResult parsed,
        ClusterOptions cluster,
        TelemetryOptions telemetry,
        LeaderOptions options,
        int workerCount,
        int threadCount,
        ILoggerFactory loggers,
        CancellationToken cancellation)
    {
        IJobStore jobs = await cluster.OpenJobsAsync(parsed, cancellation);
        IArtifactStore artifacts = cluster.OpenArtifacts(parsed);
        bool isInMemory = cluster.IsInMemory(parsed);
        ITaskBroker broker = isInMemory
            ? new InProcessBroker(TimeProvider.System)
            : cluster.OpenBroker(parsed, options.Name, loggers);
        await broker.DeclareAsync(cancellation);
        ProgramProver program = BlockProgram.CreateProver(Math.Max(1, threadCount / Math.Max(1, workerCount)));
        List<WorkerService> workers = [];
        for (int i = 0; isInMemory && i < workerCount; i++)
        {
            workers.Add(new WorkerService(
                broker,
                artifacts,
                new ZkvmSegmentProver(program, options.SegmentMemory),
                new BlockAggregator(program.Key, artifacts),
                new WorkerOptions { Name = $"{options.Name}-worker-{i}", DrainTimeout = TimeSpan.Zero },
                TimeProvider.System,
                loggers.CreateLogger<WorkerService>()));
        }

        RoleTelemetry watch = await telemetry.StartAsync(
            parsed,
            "leader",
            options.Name,
            BlockProgram.DigestOf(program.Key),
            [RoleChecks.Of(broker), RoleChecks.Of(jobs), RoleChecks.Of(artifacts)],
            loggers,
            cancellation);
        return new LeaderRuntime(program, broker, jobs, artifacts, options, workers, watch, loggers);
    }

    /// <summary>Runs leader and workers while something is done, and stops them after it.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="beside">What else runs meanwhile, until it is stopped.</param>
    /// <param name="cancellation">Stops everything.</param>
    public async Task<T> DuringAsync<T>(
        Func<CancellationToken, Task<T>> work,
        IEnumerable<Func<CancellationToken, Task>> beside,
        CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> services =
        [
            Leader.RunAsync(stop.Token),
            .. _workers.Select(worker => worker.RunAsync(stop.Token)),
            .. beside.Select(service => service(stop.Token)),
        ];
        if (_telemetry.IsWatched)
        {
            services.Add(_gauges.RunAsync(stop.Token));
        }

        Interruption.Extend(LeaderOptions.CleanupPatience);
        Task<T> result = work(stop.Token);
        try
        {
            // A service ends early only by a defect, or because it cannot work at all.
            Task first = await Task.WhenAny([result, .. services]);
            if (first != result && !cancellation.IsCancellationRequested)
            {
                await first;
            }

            return await result;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(services).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _telemetry.DisposeAsync();
        _gauges.Dispose();
        _workerGauges.Dispose();
        await Broker.DisposeAsync();
        await Jobs.DisposeAsync();
        (Artifacts as IDisposable)?.Dispose();
        _program.Dispose();
    }
}
