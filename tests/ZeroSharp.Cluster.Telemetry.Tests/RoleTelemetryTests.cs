using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Telemetry;
using ZeroSharp.Cluster.Store;

namespace ZeroSharp.Cluster.Telemetry.Tests;

public sealed class RoleTelemetryTests : IDisposable
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    private readonly HttpClient _client = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("zerosharp-ready-").FullName;

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Readyz_StoreGoesAndComesBack_FollowsIt()
    {
        string root = Path.Combine(_folder, "store");
        IArtifactStore store = ArtifactStores.Open(root, TimeProvider.System);
        await using RoleTelemetry telemetry = await StartAsync(new RoleOptions
        {
            Role = "worker",
            Instance = "w",
            Version = "1",
            MetricsAddress = AnyPort,
            Checks = [RoleChecks.Of(store)],
        });
        Assert.Equal((HttpStatusCode.OK, "artifacts: ok\n"), await GetAsync(telemetry, "readyz"));

        Directory.Move(root, root + ".away");
        await File.WriteAllTextAsync(root, "a file where the folder was");
        (HttpStatusCode status, string text) = await WaitForChangeAsync(telemetry, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("artifacts: ", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(telemetry, "healthz"));

        File.Delete(root);
        Directory.Move(root + ".away", root);
        (status, text) = await WaitForChangeAsync(telemetry, HttpStatusCode.ServiceUnavailable);
        Assert.Equal((HttpStatusCode.OK, "artifacts: ok\n"), (status, text));
    }

    [Fact]
    public async Task Readyz_ManyRequests_AskAtMostOnceASecond()
    {
        int asked = 0;
        await using RoleTelemetry telemetry = await StartAsync(Worker() with
        {
            Checks = [new ReadinessCheck("service", _ => Task.FromResult(Interlocked.Increment(ref asked)))],
        });
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync(telemetry, "readyz")));

        Assert.InRange(asked, 1, 1 + (int)Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    [Fact]
    public async Task Readyz_CheckThatHangs_IsNotReady()
    {
        await using RoleTelemetry telemetry = await StartAsync(Worker() with
        {
            Checks = [new ReadinessCheck("broker", _ => new TaskCompletionSource().Task)],
        });

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "broker: no answer in 3 s\n"), await GetAsync(telemetry, "readyz"));
    }

    [Fact]
    public async Task Readyz_RoleThatStops_IsNotReady()
    {
        using CancellationTokenSource stop = new();
        await using RoleTelemetry telemetry = await StartAsync(Worker() with { Stopping = stop.Token });
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(telemetry, "readyz")).Status);
        await stop.CancelAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(telemetry, "readyz")).Status);
    }

    [Fact]
    public async Task Start_AddressTaken_SaysSoInOneLine()
    {
        using TcpListener other = new(AnyPort);
        other.Start();
        IOException failure = await Assert.ThrowsAsync<IOException>(() => StartAsync(Worker() with
        {
            MetricsAddress = (IPEndPoint)other.LocalEndpoint,
        }));

        Assert.Contains("name another --metrics-address", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task Dispose_CollectorThatIsAway_EndsInTime()
    {
        using TcpListener silent = new(AnyPort);
        silent.Start();
        RoleTelemetry telemetry = await StartAsync(Worker() with
        {
            MetricsAddress = null,
            OtlpEndpoint = new Uri($"http://{silent.LocalEndpoint}"),
        });
        for (ulong block = 0; block < 10_000; block++)
        {
            ClusterTrace.StartSubmission(block)?.Dispose();
        }

        long start = Stopwatch.GetTimestamp();
        await telemetry.DisposeAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
    }

    [Fact]
    public async Task Spans_NoCollector_HaveIdsForLogs()
    {
        await using (await StartAsync(Worker() with { MetricsAddress = null }))
        {
            using Activity? span = ClusterTrace.StartSubmission(1);
            Assert.EndsWith("-01", span?.Id, StringComparison.Ordinal);
        }

        Assert.Null(ClusterTrace.StartSubmission(1));
    }

    [Theory]
    [InlineData(ActivityTraceFlags.None)]
    [InlineData(ActivityTraceFlags.Recorded)]
    public async Task Spans_SubmissionWithinARequest_JoinItsTraceIfItIsRecorded(ActivityTraceFlags flags)
    {
        await using RoleTelemetry telemetry = await StartAsync(Worker() with { MetricsAddress = null });
        using Activity request = new Activity("request") { ActivityTraceFlags = flags }.Start();
        using Activity? span = ClusterTrace.StartSubmission(1);

        Assert.True(span!.Recorded);
        Assert.Equal(flags == ActivityTraceFlags.Recorded, span.TraceId == request.TraceId);
    }

    [Theory]
    [InlineData("127.0.0.1:9464", "127.0.0.1:9464")]
    [InlineData("0.0.0.0:0", "0.0.0.0:0")]
    [InlineData("localhost:1", "127.0.0.1:1")]
    [InlineData("[::1]:80", "[::1]:80")]
    [InlineData("::1", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("1:80", null)]
    [InlineData("127.0.0.1:", null)]
    [InlineData("127.0.0.1:65536", null)]
    [InlineData("127.0.0.1:-1", null)]
    [InlineData("example.org:80", null)]
    [InlineData("", null)]
    public void ParseAddress_Text_IsReadOrRefused(string text, string? expected) =>
        Assert.Equal(expected, TelemetryOptions.ParseAddress(text)?.ToString());

    private static RoleOptions Worker() =>
        new() { Role = "worker", Instance = "w", Version = "1", MetricsAddress = AnyPort };

    private static Task<RoleTelemetry> StartAsync(RoleOptions options) =>
        RoleTelemetry.StartAsync(options, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(RoleTelemetry telemetry, string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(telemetry.Address!, path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<(HttpStatusCode Status, string Text)> WaitForChangeAsync(
        RoleTelemetry telemetry, HttpStatusCode before)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            (HttpStatusCode status, string text) = await GetAsync(telemetry, "readyz");
            if (status != before)
            {
                return (status, text);
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30), text);
            await Task.Delay(100);
        }
    }
}
