using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Http.Ethproofs;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cluster.Http.Tests.Ethproofs;

/// <summary>What an endpoint gets to know of jobs that are moved from state to state in a database.</summary>
public sealed class EthproofsReporterTests : IAsyncLifetime
{
    private const string Leader = "leader";
    private const string Program = "0x1234";
    private const ulong Chain = 31337;

    private static readonly byte[] Proof = [1, 2, 3, 250];

    private readonly string _folder = Directory.CreateTempSubdirectory("zerosharp-reports-").FullName;
    private IJobStore _jobs = null!;
    private IArtifactStore _artifacts = null!;
    private ReportServer _server = null!;
    private EthproofsReporter _reporter = null!;

    public async Task InitializeAsync()
    {
        _jobs = JobStores.Open(Path.Combine(_folder, "jobs.db"), TimeProvider.System);
        await _jobs.InitializeAsync(CancellationToken.None);
        _artifacts = ArtifactStores.Open(Path.Combine(_folder, "artifacts"), TimeProvider.System);
        _server = await ReportServer.StartAsync();
        _reporter = CreateReporter();
    }

    public async Task DisposeAsync()
    {
        _reporter.Dispose();
        await _server.DisposeAsync();
        await _jobs.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task RunOnce_EachState_IsReportedOnce()
    {
        Job job = await SubmitAsync();
        await RunTwiceAsync();
        await _jobs.ClaimAsync(Leader, LeaderOptions.Lease, 1, CancellationToken.None);
        await MoveAsync(job, new JobChange { State = JobState.Executing });
        await RunTwiceAsync();
        await MoveAsync(job, new JobChange { State = JobState.Proving, Cycles = 123456, SegmentCount = 1 });
        await RunTwiceAsync();
        Job proved = await ProveAsync(job);
        await RunTwiceAsync();

        Assert.Equal(
            [
                "POST /api/v0/proofs/queued",
                "POST /api/v0/proofs/proving",
                "POST /api/v0/proofs/proved",
            ],
            _server.Reports.Select(report => report.Request));
        Assert.All(_server.Reports, report =>
        {
            Assert.Equal("Bearer the endpoint's key", report.Key);
            Assert.Equal(2, report.Body.GetProperty("block_number").GetInt32());
            Assert.Equal(17, report.Body.GetProperty("cluster_id").GetInt32());
        });
        JsonElement last = _server.Reports[^1].Body;
        Assert.Equal(Proof, last.GetProperty("proof").GetBytesFromBase64());
        Assert.Equal(123456, last.GetProperty("proving_cycles").GetInt32());
        Assert.Equal(Program, last.GetProperty("verifier_id").GetString());
        Assert.Equal(
            (long)(proved.FinishedAt!.Value - proved.StartedAt!.Value).TotalMilliseconds,
            last.GetProperty("proving_time").GetInt64());
        Assert.False(_server.Reports[0].Body.TryGetProperty("proof", out _));
    }

    [Fact]
    public async Task RunOnce_StatesThatPassedBetween_AreLeftOut()
    {
        Job job = await SubmitAsync();
        await _jobs.ClaimAsync(Leader, LeaderOptions.Lease, 1, CancellationToken.None);
        await ProveAsync(job);

        await RunTwiceAsync();

        Assert.Equal("POST /api/v0/proofs/proved", Assert.Single(_server.Reports).Request);
    }

    [Fact]
    public async Task RunOnce_NewReporter_ReportsAnewAndNoMore()
    {
        Job job = await SubmitAsync();
        await _jobs.ClaimAsync(Leader, LeaderOptions.Lease, 1, CancellationToken.None);
        await ProveAsync(job);
        await RunTwiceAsync();
        using EthproofsReporter next = CreateReporter();

        Assert.True(await next.RunOnceAsync(CancellationToken.None));
        Assert.True(await next.RunOnceAsync(CancellationToken.None));

        Assert.Equal(2, _server.Reports.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Redirect)]
    public async Task RunOnce_Refused_IsNotTriedAgain(HttpStatusCode status)
    {
        await SubmitAsync();
        _server.Status = status;

        await RunTwiceAsync();

        Assert.Single(_server.Reports);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task RunOnce_AskedToTryLater_DoesUntilItIsTaken(HttpStatusCode status)
    {
        await SubmitAsync();
        _server.Status = status;
        Assert.False(await _reporter.RunOnceAsync(CancellationToken.None));
        Assert.False(await _reporter.RunOnceAsync(CancellationToken.None));
        _server.Status = HttpStatusCode.Created;

        await RunTwiceAsync();

        Assert.Equal(3, _server.Reports.Count);
    }

    [Fact]
    public async Task RunOnce_NobodyListens_GivesUpAfterABound()
    {
        await SubmitAsync();
        await _server.StopAsync();
        for (int i = 0; i < EthproofsOptions.MaxAttempts; i++)
        {
            Assert.False(await _reporter.RunOnceAsync(CancellationToken.None));
        }

        await RunTwiceAsync();
    }

    [Fact]
    public async Task RunOnce_CancelledThenRetried_IsQueuedAnew()
    {
        Job job = await SubmitAsync();
        await RunTwiceAsync();
        await _jobs.CancelAsync(job.Id, "by a test", CancellationToken.None);
        await RunTwiceAsync();
        Assert.Single(_server.Reports);

        await _jobs.RetryAsync(job.Id, CancellationToken.None);
        await RunTwiceAsync();

        Assert.Equal(2, _server.Reports.Count);
        Assert.Equal("POST /api/v0/proofs/queued", _server.Reports[^1].Request);
    }

    [Fact]
    public async Task RunOnce_ProofIsLost_GivesUp()
    {
        Job job = await SubmitAsync();
        await _jobs.ClaimAsync(Leader, LeaderOptions.Lease, 1, CancellationToken.None);
        await ProveAsync(job);
        await _artifacts.DeleteScopeAsync(job.Id, CancellationToken.None);

        await RunTwiceAsync();

        Assert.Empty(_server.Reports);
    }

    [Fact]
    public async Task RunOnce_BlockOfAnotherChain_IsNotReported()
    {
        await SubmitAsync();
        using EthproofsReporter mainnet = CreateReporter(chain: 1);

        Assert.True(await mainnet.RunOnceAsync(CancellationToken.None));

        Assert.Empty(_server.Reports);
    }

    [Fact]
    public async Task Run_Stopped_HasReported()
    {
        await SubmitAsync();
        using CancellationTokenSource stop = new();
        Task running = _reporter.RunAsync(stop.Token);
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while (_server.Reports.Count == 0)
        {
            await Task.Delay(20, patience.Token);
        }

        await stop.CancelAsync();

        await running.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("http://ethproofs.example")]
    [InlineData("ftp://localhost")]
    [InlineData("https://user:password@ethproofs.example")]
    [InlineData("https://ethproofs.example/?key=1")]
    public void Address_ThatWouldShowTheKey_IsRefused(string address) => Assert.Throws<ArgumentException>(
        () => new EthproofsOptions { Address = new Uri(address), Key = "key", ClusterId = 1 });

    private EthproofsReporter CreateReporter(ulong chain = Chain) => new(
        _jobs,
        _artifacts,
        new EthproofsOptions
        {
            Address = _server.Address,
            Key = "the endpoint's key",
            ClusterId = 17,
            ChainId = chain,
        },
        TimeProvider.System,
        NullLogger<EthproofsReporter>.Instance);

    // The second time there is nothing new.
    private async Task RunTwiceAsync()
    {
        Assert.True(await _reporter.RunOnceAsync(CancellationToken.None));
        Assert.True(await _reporter.RunOnceAsync(CancellationToken.None));
    }

    private async Task<Job> SubmitAsync()
    {
        byte[] input = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "small.json"));
        ExecutedBlock block = ExecutedBlock.Execute(WitnessReader.Read(input, WitnessOptions.None)[0]);
        JobSubmission submission = new(_jobs, _artifacts, Program, SegmentMemory.Default, TimeProvider.System);
        return (await submission.SubmitAsync(block, "http", CancellationToken.None)).Job;
    }

    private async Task<Job> MoveAsync(Job job, JobChange change)
    {
        Job? after = await _jobs.UpdateAsync(Leader, job.Id, change, CancellationToken.None);
        return after!;
    }

    private async Task<Job> ProveAsync(Job job)
    {
        ArtifactRef proof = await _artifacts.PutAsync(job.Id, Proof, CancellationToken.None);
        return await MoveAsync(job, new JobChange { State = JobState.Proved, Proof = proof });
    }
}
