using Grpc.Core;
using Grpc.Health.V1;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Scaler.Wire;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Testing.Servers;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Scaler.Tests;

/// <summary>A database that is away, silent, or without tables.</summary>
public sealed class OutageTests
{
    [PostgreSqlFact]
    public async Task Calls_WhileTheDatabaseIsAway_AreUnavailableUntilItIsBack()
    {
        await using PostgreSqlServer postgres = new();
        await postgres.StartAsync();
        await using IJobStore jobs = JobStores.Open(postgres.ConnectionString, TimeProvider.System);
        await jobs.InitializeAsync(None);
        await jobs.SubmitAsync(NewJob(1), None);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        using AsyncServerStreamingCall<IsActiveResponse> call =
            scaler.Client.StreamIsActive(RunningScaler.Asking(), cancellationToken: patience.Token);
        Assert.True(await call.ResponseStream.MoveNext(patience.Token));
        Assert.True(call.ResponseStream.Current.Result);

        await postgres.KillAsync();
        await RunningScaler.UntilAsync(StatusCode.Unavailable, () => StatusAsync(scaler));
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => scaler.WantedAsync());
        Assert.NotEmpty(failure.Status.Detail);
        Assert.DoesNotContain('\n', failure.Status.Detail);
        await RunningScaler.UntilAsync(
            HealthCheckResponse.Types.ServingStatus.NotServing,
            () => HealthAsync(scaler, "externalscaler.ExternalScaler"));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await HealthAsync(scaler, string.Empty));

        // What KEDA needs to keep an autoscaler at all does not depend on the database.
        Assert.Single((await scaler.Client.GetMetricSpecAsync(RunningScaler.Asking())).MetricSpecs);

        await postgres.StartAsync();
        await RunningScaler.UntilAsync(StatusCode.OK, () => StatusAsync(scaler));
        Assert.Equal(1, await scaler.WantedAsync());

        // The stream outlived it.
        await jobs.CancelAsync(Id(1), "no more", None);
        Assert.True(await call.ResponseStream.MoveNext(patience.Token));
        Assert.False(call.ResponseStream.Current.Result);
    }

    [PostgreSqlFact]
    public async Task Calls_WhileTheDatabaseIsSilent_SayForHowLongTheyWaited()
    {
        await using PostgreSqlServer postgres = new();
        await postgres.StartAsync();
        await using FaultProxy proxy = new(postgres.Port);
        await using IJobStore jobs = JobStores.Open(
            postgres.ConnectionString.Replace($"Port={postgres.Port}", $"Port={proxy.Port}", StringComparison.Ordinal),
            TimeProvider.System);
        await jobs.InitializeAsync(None);
        await using RunningScaler scaler = await RunningScaler.StartAsync(jobs);
        Assert.Equal(0, await scaler.WantedAsync());

        proxy.Pause();

        await RunningScaler.UntilAsync(StatusCode.Unavailable, () => StatusAsync(scaler));
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => scaler.WantedAsync());
        Assert.Equal("the database gave no answer in 10 s", failure.Status.Detail);
        proxy.Resume();
        await RunningScaler.UntilAsync(StatusCode.OK, () => StatusAsync(scaler));
    }

    [Fact]
    public async Task Calls_BeforeALeaderMadeTheTables_AreUnavailable()
    {
        string folder = Directory.CreateTempSubdirectory("zerosharp-scaler-").FullName;
        await using (IJobStore jobs = JobStores.Open(Path.Combine(folder, "jobs.db"), TimeProvider.System))
        await using (RunningScaler scaler = await RunningScaler.StartAsync(jobs))
        {
            RpcException failure = await Assert.ThrowsAsync<RpcException>(() => scaler.IsActiveAsync());
            Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
            Assert.Contains("no tables yet", failure.Status.Detail, StringComparison.Ordinal);

            await jobs.InitializeAsync(None);
            await RunningScaler.UntilAsync(StatusCode.OK, () => StatusAsync(scaler));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<StatusCode> StatusAsync(RunningScaler scaler)
    {
        try
        {
            await scaler.IsActiveAsync();
            return StatusCode.OK;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }

    private static async Task<HealthCheckResponse.Types.ServingStatus> HealthAsync(
        RunningScaler scaler, string service) =>
        (await scaler.Health.CheckAsync(new HealthCheckRequest { Service = service })).Status;
}
