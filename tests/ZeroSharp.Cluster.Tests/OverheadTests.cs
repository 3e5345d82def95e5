using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Core.Workers;
using ZeroSharp.Cluster.RabbitMq;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Stark.Prover;
using ZeroSharp.Testing.Servers;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cluster.Tests;

/// <summary>What a task costs beside its proof: queue, store and database, with real servers.</summary>
public sealed class OverheadTests(ClusterServers servers, ITestOutputHelper log) : IClassFixture<ClusterServers>
{
    private const double MaxShare = 0.02;

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Task_BesideItsProof_TakesLessThanTwoPercent()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        using ProgramProver program = BlockProgram.CreateProver(Environment.ProcessorCount);
        IArtifactStore artifacts = ArtifactStores.Open(cluster.ArtifactFolder, TimeProvider.System);
        await using IJobStore jobs = JobStores.Open(cluster.Environment["ZERO_DATABASE"], TimeProvider.System);
        await jobs.InitializeAsync(CancellationToken.None);
        await using RabbitMqBroker broker = new(
            new ZeroSharp.Cluster.RabbitMq.RabbitMqOptions
            {
                Uri = cluster.Environment["AMQP_URI"],
                Prefix = cluster.Environment["ZERO_QUEUE_PREFIX"],
            },
            NullLogger<RabbitMqBroker>.Instance,
            TimeProvider.System);
        await broker.DeclareAsync(CancellationToken.None);
        InstantProver prover = new(new ZkvmSegmentProver(program, SegmentMemory.Default));
        LeaderService leader = new(
            broker,
            jobs,
            artifacts,
            new BlockCutter(program.Program, prover.Program),
            new LeaderOptions { Name = "leader" },
            TimeProvider.System,
            NullLogger<LeaderService>.Instance);
        WorkerService worker = new(
            broker,
            artifacts,
            prover,
            new BlockAggregator(program.Key, artifacts),
            new WorkerOptions { Name = "worker", Kinds = [TaskKind.Prove], DrainTimeout = TimeSpan.Zero },
            TimeProvider.System,
            NullLogger<WorkerService>.Instance);
        ExecutedBlock block = ExecutedBlock.Execute(WitnessReader.Read(
            System.Text.Encoding.UTF8.GetBytes(TestCluster.Sample("large.json")), WitnessOptions.None)[0]);
        using CancellationTokenSource stop = new();
        Task[] services = [leader.RunAsync(stop.Token), worker.RunAsync(stop.Token)];
        JobSubmission submission =
            new(jobs, artifacts, prover.Program, SegmentMemory.Default, TimeProvider.System);
        (Job job, _) = await submission.SubmitAsync(block, "test", CancellationToken.None);
        IReadOnlyList<JobTask> tasks = await WaitUntilProvenAsync(jobs, job.Id);
        await stop.CancelAsync();
        await Task.WhenAll(services);

        // From one result to the next, without the time in the prover: the real proof of the first segment.
        double[] ends = [.. tasks.Select(task => task.FinishedAt!.Value.ToUnixTimeMilliseconds() / 1e3).Order()];
        double[] gaps = [.. ends.Zip(ends.Skip(1), (before, after) => after - before).Skip(1).Order()];
        double overhead = gaps[gaps.Length / 2];
        log.WriteLine($"{tasks.Count} tasks; median overhead {1e3 * overhead:F1} ms, a segment's proof "
            + $"{prover.ProofSeconds:F2} s: {100 * overhead / prover.ProofSeconds:F2} %");
        Assert.True(
            overhead < MaxShare * prover.ProofSeconds,
            $"{1e3 * overhead:F1} ms beside a proof of {prover.ProofSeconds:F2} s");
    }

    // Proves the first segment, twice so that the second time is without compilation, and gives its proof for all.
    private sealed class InstantProver(ISegmentProver real) : ISegmentProver
    {
        private byte[]? _proof;

        public string Program => real.Program;

        public double ProofSeconds { get; private set; }

        public SegmentResult Prove(byte[] input, IProgress<ProofStage?>? stages, CancellationToken cancellation)
        {
            if (_proof is null)
            {
                real.Prove(input, stages, cancellation);
                long start = Stopwatch.GetTimestamp();
                _proof = real.Prove(input, stages, cancellation).Proof;
                ProofSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }

            // Other bytes for each segment: a store must not find them there already.
            byte[] proof = [.. _proof];
            RandomNumberGenerator.Fill(proof.AsSpan(0, 32));
            return new SegmentResult(proof, null);
        }
    }

    private static async Task<IReadOnlyList<JobTask>> WaitUntilProvenAsync(IJobStore jobs, string id)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Job job = (await jobs.GetAsync(id, CancellationToken.None))!;
            if (job.State == JobState.Aggregating)
            {
                return
                [
                    .. (await jobs.GetTasksAsync(id, CancellationToken.None))
                        .Where(task => task.Kind == TaskKind.Prove),
                ];
            }

            Assert.True(
                Stopwatch.GetElapsedTime(start) < TestCluster.Patience, $"the job is {job.State}: {job.Error}");
            await Task.Delay(200);
        }
    }
}
