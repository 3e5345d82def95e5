using Grpc.Core;
using Grpc.Health.V1;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Scaler.Wire;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Scaler.Tests;

/// <summary>KEDA's calls, over the wire, on real databases.</summary>
public sealed class ServiceTests(Databases databases) : IClassFixture<Databases>
{
    // 200,000 cycles a second are assumed until something is measured.
    private const ulong SegmentCycles = 1_000_000;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Calls_OnAnEmptyDatabase_WantNothing(DatabaseKind kind)
    {
        await using IJobStore jobs = await databases.NewAsync(kind);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);

        GetMetricSpecResponse spec = await scaler.Client.GetMetricSpecAsync(RunningScaler.Asking());

        MetricSpec metric = Assert.Single(spec.MetricSpecs);
        Assert.Equal(("zerosharp-workers", 1, 1.0), (metric.MetricName, metric.TargetSize, metric.TargetSizeFloat));
        Assert.Equal(0, await scaler.WantedAsync());
        Assert.False(await scaler.IsActiveAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Calls_OverTheLifeOfAJob_FollowItsBacklog(DatabaseKind kind)
    {
        await using IJobStore jobs = await databases.NewAsync(kind);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);

        // 20 Mgas: 122 M cycles are expected, 610 s of work, before anything is cut.
        await SubmitAsync(jobs, 1, gas: 20_000_000);
        await RunningScaler.UntilAsync(true, () => scaler.IsActiveAsync());
        Assert.InRange(await scaler.WantedAsync(), 10, 13);
        Assert.InRange(await scaler.WantedAsync(("latencySeconds", "600")), 1, 2);

        // The run turns out to have 40 segments of 5 s.
        await CutAsync(jobs, 1, segments: 40);
        await RunningScaler.UntilAsync(4, () => scaler.WantedAsync());
        Assert.Equal(2, await scaler.WantedAsync(("maxWorkersPerJob", "2")));
        Assert.Equal(40, await scaler.WantedAsync(("latencySeconds", "1")));

        // Of 10 that are left, a worker does one in 2.5 s: faster than was assumed.
        for (int i = 0; i < 30; i++)
        {
            await jobs.ApplyAsync(Result(ResultKind.Done, Id(1), i) with { Seconds = 2.5 }, None);
        }

        await RunningScaler.UntilAsync(3, () => scaler.WantedAsync(("latencySeconds", "12.5")));
        Assert.Equal(1, await scaler.WantedAsync());

        await jobs.UpdateAsync("leader", Id(1), new JobChange { State = JobState.Proved }, None);
        await RunningScaler.UntilAsync(false, () => scaler.IsActiveAsync());
        Assert.Equal(0, await scaler.WantedAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Calls_ABigAndASmallJob_AskForBoth(DatabaseKind kind)
    {
        await using IJobStore jobs = await databases.NewAsync(kind);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);
        await SubmitAsync(jobs, 1, gas: 0);
        await CutAsync(jobs, 1, segments: 600);
        await RunningScaler.UntilAsync(8, () => scaler.WantedAsync(("maxWorkersPerJob", "8")));

        await SubmitAsync(jobs, 2, gas: 0);
        await CutAsync(jobs, 2, segments: 24);

        await RunningScaler.UntilAsync(11, () => scaler.WantedAsync(("maxWorkersPerJob", "8")));
    }

    [Fact]
    public async Task IsActive_LittleWork_WaitsForMoreButNotForLong()
    {
        await using IJobStore jobs = await databases.NewAsync(DatabaseKind.Sqlite);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);
        await jobs.SubmitAsync(NewJob(1) with { CreatedAt = DateTimeOffset.UtcNow }, None);
        await RunningScaler.UntilAsync(true, () => scaler.IsActiveAsync());

        Assert.False(await scaler.IsActiveAsync(("activationSeconds", "100")));
        await RunningScaler.UntilAsync(
            true, () => scaler.IsActiveAsync(("activationSeconds", "100"), ("latencySeconds", "2")));
    }

    [Theory]
    [InlineData("latencySeconds", "0", "latencySeconds is '0'")]
    [InlineData("latencySeconds", "soon", "latencySeconds is 'soon'")]
    [InlineData("latencySecond", "60", "write latencySeconds")]
    [InlineData("activationSeconds", "-1", "activationSeconds is '-1'")]
    [InlineData("maxWorkersPerJob", "1.5", "maxWorkersPerJob is '1.5'")]
    [InlineData("MaxWorkersPerJob", "1", "write maxWorkersPerJob")]
    public async Task Calls_BadMetadata_AreRefusedByKey(string key, string value, string reason)
    {
        await using IJobStore jobs = await databases.NewAsync(DatabaseKind.Sqlite);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);
        ScaledObjectRef asking = RunningScaler.Asking((key, value));
        Func<Task>[] calls =
        [
            async () => await scaler.Client.IsActiveAsync(asking),
            async () => await scaler.Client.GetMetricSpecAsync(asking),
            async () => await scaler.Client.GetMetricsAsync(
                new GetMetricsRequest { ScaledObjectRef = asking, MetricName = "zerosharp-workers" }),
            async () => await scaler.Client.StreamIsActive(asking).ResponseStream.MoveNext(None),
        ];

        foreach (Func<Task> call in calls)
        {
            RpcException failure = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
            Assert.Contains(reason, failure.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task GetMetrics_AnotherMetric_IsRefused()
    {
        await using IJobStore jobs = await databases.NewAsync(DatabaseKind.Sqlite);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () => await scaler.Client.GetMetricsAsync(
            new GetMetricsRequest { ScaledObjectRef = RunningScaler.Asking(), MetricName = "queue" }));

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Contains("zerosharp-workers", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StreamIsActive_WorkThatComesAndGoes_IsSaidOnceEach()
    {
        await using IJobStore jobs = await databases.NewAsync(DatabaseKind.Sqlite);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        using AsyncServerStreamingCall<IsActiveResponse> call =
            scaler.Client.StreamIsActive(RunningScaler.Asking(), cancellationToken: patience.Token);
        IAsyncStreamReader<IsActiveResponse> stream = call.ResponseStream;

        Assert.True(await stream.MoveNext(patience.Token));
        Assert.False(stream.Current.Result);
        await SubmitAsync(jobs, 1, gas: 0);
        Assert.True(await stream.MoveNext(patience.Token));
        Assert.True(stream.Current.Result);
        await jobs.CancelAsync(Id(1), "no more", None);
        Assert.True(await stream.MoveNext(patience.Token));
        Assert.False(stream.Current.Result);

        await scaler.StopAsync();
        Assert.False(await stream.MoveNext(patience.Token), "a stream ends in order when the scaler stops");
    }

    [Fact]
    public async Task StreamIsActive_MoreThanAreServed_AreRefusedUntilOneIsGone()
    {
        const int MaxStreams = 64;
        await using IJobStore jobs = await databases.NewAsync(DatabaseKind.Sqlite);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);
        List<AsyncServerStreamingCall<IsActiveResponse>> calls = [];
        for (int i = 0; i < MaxStreams; i++)
        {
            calls.Add(scaler.Client.StreamIsActive(RunningScaler.Asking()));
            Assert.True(await calls[i].ResponseStream.MoveNext(None));
        }

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => OpenAsync(scaler));
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        calls[0].Dispose();
        await RunningScaler.UntilAsync(true, async () =>
        {
            try
            {
                return await OpenAsync(scaler);
            }
            catch (RpcException refused) when (refused.StatusCode == StatusCode.ResourceExhausted)
            {
                return false;
            }
        });
        calls.ForEach(call => call.Dispose());
    }

    [Fact]
    public async Task Call_ThatIsCancelled_DisturbsNoOther()
    {
        await using IJobStore jobs = await databases.NewAsync(DatabaseKind.Sqlite);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);
        using CancellationTokenSource gone = new();
        Task<IsActiveResponse> cancelled =
            scaler.Client.IsActiveAsync(RunningScaler.Asking(), cancellationToken: gone.Token).ResponseAsync;
        await gone.CancelAsync();

        Assert.False(await scaler.IsActiveAsync());
        if (await Record.ExceptionAsync(() => cancelled) is { } failure)
        {
            Assert.Equal(StatusCode.Cancelled, Assert.IsType<RpcException>(failure).StatusCode);
        }
    }

    [Fact]
    public async Task Health_WhileTheDatabaseAnswers_IsServing()
    {
        await using IJobStore jobs = await databases.NewAsync(DatabaseKind.Sqlite);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);

        foreach (string service in new[] { string.Empty, "externalscaler.ExternalScaler" })
        {
            await RunningScaler.UntilAsync(
                HealthCheckResponse.Types.ServingStatus.Serving,
                async () => (await scaler.Health.CheckAsync(new HealthCheckRequest { Service = service })).Status);
        }
    }

    private static async Task<bool> OpenAsync(RunningScaler scaler)
    {
        using AsyncServerStreamingCall<IsActiveResponse> call = scaler.Client.StreamIsActive(RunningScaler.Asking());
        return await call.ResponseStream.MoveNext(None);
    }

    // Of the future, so that its age is 0 however long a test takes.
    private static Task SubmitAsync(IJobStore jobs, int number, ulong gas) => jobs.SubmitAsync(
        NewJob(number) with { GasUsed = gas, CreatedAt = DateTimeOffset.UtcNow.AddHours(1) }, None);

    private static async Task CutAsync(IJobStore jobs, int number, int segments)
    {
        await jobs.ClaimAsync("leader", TimeSpan.FromHours(1), 1, None);
        await jobs.AddTasksAsync(
            "leader",
            [.. Enumerable.Range(0, segments).Select(i => NewTask(Id(number), i) with { Cycles = SegmentCycles })],
            None);
        await jobs.UpdateAsync(
            "leader",
            Id(number),
            new JobChange
            {
                State = JobState.Proving,
                CutAt = DateTimeOffset.UtcNow,
                SegmentCount = segments,
                Cycles = SegmentCycles * (ulong)segments,
            },
            None);
    }
}
