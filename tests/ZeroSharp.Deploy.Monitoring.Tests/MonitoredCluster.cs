using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ZeroSharp.Cluster.Tests;
using ZeroSharp.Testing.Anvil;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Deploy.Monitoring.Tests;

/// <summary>
/// A cluster as it is operated, with Prometheus on everything: RabbitMQ, PostgreSQL, a node, a leader that takes
/// blocks over HTTP, a leader that follows the node's chain, a worker, a scaler. It has proved blocks of both when
/// tests begin.
/// </summary>
public sealed partial class MonitoredCluster : IAsyncLifetime
{
    /// <summary>Blocks of the node's chain from <see cref="AnvilNode.FirstBlock"/> on.</summary>
    public const int TipBlocks = 3;

    private readonly Servers _servers = new();
    private TestCluster? _cluster;
    private AnvilNode? _node;

    /// <summary>What asks all of them.</summary>
    public PrometheusServer? Prometheus { get; private set; }

    /// <summary>Why this cannot run here; null if it can.</summary>
    public static string? SkipReason => new[] { ServerKind.RabbitMq, ServerKind.PostgreSql, ServerKind.Prometheus }
        .Select(TestServers.SkipReason).FirstOrDefault(reason => reason is not null) ?? AnvilTools.WhyAbsent;

    public async Task InitializeAsync()
    {
        if (SkipReason is not null)
        {
            return;
        }

        Task<AnvilNode> node = AnvilNode.StartAsync("osaka");
        await _servers.InitializeAsync();
        _node = await node;
        _cluster = await TestCluster.CreateAsync(_servers);
        string[] leader = ["leader", "--runtime=amqp", "--memory", "1.5GiB", "--price-per-worker-hour", "0.1"];
        ZeroRun http = Start([.. leader, "http", "--port", "0", "--allow-anonymous"]);
        ZeroRun follower = Start(
            [.. leader, "rpc", "-u", _node.Url.ToString(), "-s", $"{AnvilNode.FirstBlock}", "-b", "200"]);
        ZeroRun worker = Start(["worker", "--threads", "2", "--memory", "1.5GiB"]);
        ZeroRun scaler = Start(["scaler", "--address", "127.0.0.1:0"]);
        string[] targets =
            await Task.WhenAll(TargetOf(http), TargetOf(follower), TargetOf(worker), TargetOf(scaler));
        Prometheus = new PrometheusServer(Configuration(targets));
        await Prometheus.StartAsync();

        // Prometheus sees how counters and histograms begin, and then how they grow.
        await WaitForAsync("sum(up)", up => up == targets.Length + 2);
        await MineAsync(1);
        await WaitForAsync("sum(zerosharp_blocks_total{state=\"proved\"})", proved => proved >= 1);
        await MineAsync(TipBlocks - 1);
        string api = (await http.WaitForLineAsync("listening on http", TestCluster.Patience)).Split(' ')[^1];
        using HttpClient client = new() { Timeout = TestCluster.Patience };
        using StringContent block = new(TestCluster.Sample("small.json"));
        using HttpResponseMessage reply = await client.PostAsync(new Uri(api + "v1/jobs"), block);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
        await WaitForAsync("sum(zerosharp_blocks_total{state=\"proved\"})", proved => proved == TipBlocks + 1);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        if (Prometheus is not null)
        {
            await Prometheus.DisposeAsync();
        }

        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        await _servers.DisposeAsync();
    }

    /// <summary>Waits until an expression has one value that fits.</summary>
    public async Task WaitForAsync(string expression, Func<double, bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            IReadOnlyList<double> values = await Prometheus!.QueryAsync(expression);
            if (values.Count == 1 && condition(values[0]))
            {
                return;
            }

            Assert.True(
                Stopwatch.GetElapsedTime(start) < TestCluster.Patience,
                $"{expression} is {string.Join(", ", values)}");
            await Task.Delay(200);
        }
    }

    private ZeroRun Start(IEnumerable<string> arguments) => _cluster!.StartWith(
        new Dictionary<string, string> { ["ZERO_METRICS_ADDRESS"] = "127.0.0.1:0" }, null, arguments);

    private async Task MineAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _node!.SendAsync(
                $$"""{"from":"{{_node.Accounts[0]}}","to":"{{_node.Accounts[1]}}","value":"0x1"}""");
        }
    }

    private static async Task<string> TargetOf(ZeroRun run)
    {
        string line = await run.WaitForLineAsync("metrics are served on", TestCluster.Patience);
        return AddressPattern().Match(line).Groups[1].Value;
    }

    // As the chart scrapes, but more often.
    private string Configuration(string[] targets) => string.Create(CultureInfo.InvariantCulture, $"""
        global:
          scrape_interval: 1s
          evaluation_interval: 1s
        rule_files:
          - {MonitoringFiles.Rules}
        scrape_configs:
          - job_name: zerosharp
            static_configs:
              - targets: [{string.Join(", ", targets.Select(target => $"'{target}'"))}]
          - job_name: rabbitmq
            static_configs:
              - targets: ['127.0.0.1:{_servers.RabbitMq.PrometheusPort}']
          - job_name: rabbitmq-queues
            metrics_path: /metrics/detailed
            params:
              family: [queue_coarse_metrics, queue_consumer_count]
            static_configs:
              - targets: ['127.0.0.1:{_servers.RabbitMq.PrometheusPort}']

        """);

    [GeneratedRegex(@"http://([^/]+)/")]
    private static partial Regex AddressPattern();

    private sealed class Servers() : ClusterServers(new RabbitMqOptions { Prometheus = true }, new PostgreSqlOptions());
}
