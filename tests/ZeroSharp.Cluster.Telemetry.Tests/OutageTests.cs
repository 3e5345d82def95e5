using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Telemetry;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Telemetry.Tests;

/// <summary>What a leader tells while its database is away.</summary>
public sealed class OutageTests
{
    private const string Jobs = "zerosharp_jobs{state=\"queued\"} 0";

    [PostgreSqlFact]
    public async Task Database_StopsAndComesBack_IsNotReadyAndGivesNoOldValues()
    {
        await using PostgreSqlServer server = new();
        await server.StartAsync();
        await using IJobStore jobs = JobStores.Open(server.ConnectionString, TimeProvider.System);
        await jobs.InitializeAsync(CancellationToken.None);
        await using InProcessBroker broker = new(TimeProvider.System);
        await using RoleTelemetry telemetry = await RoleTelemetry.StartAsync(
            new RoleOptions
            {
                Role = "leader",
                Instance = "l",
                Version = "1",
                MetricsAddress = new IPEndPoint(IPAddress.Loopback, 0),
                Checks = [RoleChecks.Of(jobs), RoleChecks.Of(broker)],
            },
            TimeProvider.System,
            NullLogger.Instance,
            CancellationToken.None);
        using ClusterGauges gauges = new(broker, jobs, TimeProvider.System, NullLogger<ClusterGauges>.Instance);
        using CancellationTokenSource stop = new();
        Task running = gauges.RunAsync(stop.Token);
        using HttpClient client = new() { BaseAddress = telemetry.Address };
        await WaitAsync(client, "metrics", (_, text) => text.Contains(Jobs, StringComparison.Ordinal));
        await WaitAsync(client, "readyz", (status, _) => status == HttpStatusCode.OK);

        await server.StopAsync();
        string down = await WaitAsync(client, "readyz", (status, _) => status == HttpStatusCode.ServiceUnavailable);
        Assert.DoesNotContain("database: ok", down, StringComparison.Ordinal);
        Assert.Contains("broker: ok", down, StringComparison.Ordinal);
        string without = await WaitAsync(
            client,
            "metrics",
            (_, text) => text.Contains(
                "zerosharp_service_failures_total{service=\"database\"}", StringComparison.Ordinal)
                && !text.Contains("zerosharp_jobs{", StringComparison.Ordinal));
        Assert.DoesNotContain("zerosharp_workers{", without, StringComparison.Ordinal);
        Assert.Contains("zerosharp_queue_ready{queue=\"prove\"} 0", without, StringComparison.Ordinal);

        await server.StartAsync();
        await WaitAsync(client, "readyz", (status, _) => status == HttpStatusCode.OK);
        await WaitAsync(client, "metrics", (_, text) => text.Contains(Jobs, StringComparison.Ordinal));
        await stop.CancelAsync();
        await running;
    }

    private static async Task<string> WaitAsync(
        HttpClient client, string path, Func<HttpStatusCode, string, bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative));
            string text = await response.Content.ReadAsStringAsync();
            if (condition(response.StatusCode, text))
            {
                return text;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < WatchedCluster.Patience, text);
            await Task.Delay(200);
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class PostgreSqlFactAttribute : FactAttribute
    {
        public PostgreSqlFactAttribute() => Skip = TestServers.SkipReason(ServerKind.PostgreSql);
    }
}
