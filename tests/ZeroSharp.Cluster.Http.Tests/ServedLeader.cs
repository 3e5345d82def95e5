using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Core.Workers;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cluster.Http.Tests;

/// <summary>A leader with its HTTP interface, an embedded database and queues in this process.</summary>
internal sealed class ServedLeader : IAsyncDisposable
{
    public const string Key = "a key of the tests, long enough";

    private readonly string _folder = Directory.CreateTempSubdirectory("zerosharp-http-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _services = [];
    private readonly LeaderApi _api;

    private ServedLeader(ProgramProver program, LeaderApiOptions options, bool hasWorker)
    {
        TimeProvider time = TimeProvider.System;
        Jobs = JobStores.Open(Path.Combine(_folder, "jobs.db"), time);
        Jobs.InitializeAsync(CancellationToken.None).GetAwaiter().GetResult();
        IArtifactStore artifacts = ArtifactStores.Open(ArtifactFolder, time);
        Broker = new InProcessBroker(time);
        string digest = BlockProgram.DigestOf(program.Key);
        LeaderService leader = new(
            Broker,
            Jobs,
            artifacts,
            new BlockCutter(program.Program, digest),
            new LeaderOptions { Name = "leader" },
            time,
            NullLogger<LeaderService>.Instance);
        _services.Add(leader.RunAsync(_stop.Token));
        if (hasWorker)
        {
            _services.Add(new WorkerService(
                Broker,
                artifacts,
                new ZkvmSegmentProver(program, SegmentMemory.Default),
                new BlockAggregator(program.Key, artifacts),
                new WorkerOptions { Name = "worker", DrainTimeout = TimeSpan.Zero },
                time,
                NullLogger<WorkerService>.Instance).RunAsync(_stop.Token));
        }

        LeaderApiServices services = new(
            leader,
            new JobSubmission(Jobs, artifacts, digest, SegmentMemory.Default, time),
            Jobs,
            artifacts,
            Broker,
            PricePerWorkerHour: 1);
        _api = LeaderApi.StartAsync(services, options, NullLoggerFactory.Instance, time, CancellationToken.None)
            .GetAwaiter().GetResult();
        Client = new HttpClient { BaseAddress = _api.Address, Timeout = TimeSpan.FromMinutes(4) };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
    }

    public IJobStore Jobs { get; }

    public InProcessBroker Broker { get; }

    /// <summary>A client that shows the key.</summary>
    public HttpClient Client { get; }

    public Uri Address => _api.Address;

    public string ArtifactFolder => Path.Combine(_folder, "artifacts");

    public static LeaderApiOptions Options { get; } = new()
    {
        Address = new IPEndPoint(IPAddress.Loopback, 0),
        Keys = new ApiKeys(["another key, that is also long", Key]),
        MaxBodyLength = 4 << 20,
    };

    public static ServedLeader Start(ProgramProver program, LeaderApiOptions? options = null, bool hasWorker = false) =>
        new(program, options ?? Options, hasWorker);

    public static StringContent Sample(string name) =>
        new(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", name)));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _api.DisposeAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_services);
        await Broker.DisposeAsync();
        await Jobs.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The block program, made ready once for the tests of a class.</summary>
public sealed class SharedProgram : IDisposable
{
    public ProgramProver Program { get; } = BlockProgram.CreateProver(Environment.ProcessorCount);

    public void Dispose() => Program.Dispose();
}
