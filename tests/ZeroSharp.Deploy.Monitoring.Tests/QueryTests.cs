using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Monitoring.Tests;

/// <summary>What dashboards and rules find in a cluster that works.</summary>
public sealed partial class QueryTests(MonitoredCluster cluster) : IClassFixture<MonitoredCluster>
{
    // Debian's RabbitMQ is 3.10, and the count of unreachable peers came with 4.
    private static readonly string[] NewerBrokerMetrics = ["rabbitmq_unreachable_cluster_peers_count"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [MonitoredFact]
    public async Task Dashboards_EveryQuery_ReturnsData()
    {
        List<string> empty = [];
        int asked = 0;
        long start = Stopwatch.GetTimestamp();
        foreach ((string where, string expression) in MonitoringFiles.Queries())
        {
            asked++;
            string query = Substituted(expression);
            while ((await cluster.Prometheus!.QueryAsync(query)).Count == 0)
            {
                // The last of what happened may not be scraped yet.
                if (Stopwatch.GetElapsedTime(start) > Patience)
                {
                    empty.Add($"{where}: {query}");
                    break;
                }

                await Task.Delay(500);
            }
        }

        Assert.Empty(empty);
        Assert.True(asked > 70, $"{asked} queries");
    }

    [MonitoredFact]
    public async Task Dashboards_FiguresOfTheCluster_AreTrue()
    {
        // The last report and RabbitMQ's own counts come a few seconds late.
        await cluster.WaitForAsync(QueryOf("blocks.json, Behind the chain"), blocks => blocks == 0);
        await cluster.WaitForAsync(QueryOf("broker.json, Messages"), messages => messages == 0);
        Assert.Equal(0, await ValueAsync("blocks.json, Dead letters"));
        Assert.Equal(0, await ValueAsync("blocks.json, Alerts"));
        Assert.InRange(await ValueAsync("blocks.json, Latency, 95 % of blocks"), 0.5, 600);
        Assert.InRange(await ValueAsync("blocks.json, Cost per block"), 1e-6, 1);
        Assert.Equal(1, await ValueAsync("workers.json, Workers"));
        Assert.InRange(await ValueAsync("workers.json, Cycles per second"), 1, 1e8);
        Assert.Equal(1, await ValueAsync("broker.json, Nodes"));
        Assert.InRange(await ValueAsync("broker.json, Consumers"), 3, 10);
    }

    [MonitoredFact]
    public async Task Rules_InPrometheus_AreLoadedAndNoneFires()
    {
        await cluster.WaitForAsync("count(zerosharp:workers:sum)", count => count == 1);
        await cluster.WaitForAsync("count(zerosharp:blocks_late:ratio_rate5m)", count => count == 1);
        JsonElement groups = (await cluster.Prometheus!.GetAsync("rules")).GetProperty("groups");
        JsonElement[] rules =
            [.. groups.EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray())];

        Assert.True(rules.Length > 30, $"{rules.Length} rules");
        Assert.All(rules, rule => Assert.NotEqual("err", MonitoringFiles.TextOf(rule, "health")));
        Assert.All(
            rules.Where(rule => MonitoringFiles.TextOf(rule, "type") == "alerting"),
            rule => Assert.NotEqual("firing", MonitoringFiles.TextOf(rule, "state")));
        Assert.Equal(
            0, (await cluster.Prometheus.QueryAsync("zerosharp:blocks_late:ratio_rate5m")).Single(), 1e-9);
    }

    [MonitoredFact]
    public async Task Metrics_InDashboardsAndRules_Exist()
    {
        HashSet<string> known =
        [
            .. RowPattern().Matches(MonitoringFiles.Page("docs/reference/metrics.md"))
                .Select(match => match.Groups[1].Value),
            .. (await cluster.Prometheus!.GetAsync("label/__name__/values")).EnumerateArray()
                .Select(name => name.GetString()!)
                .Where(name => name.StartsWith("rabbitmq_", StringComparison.Ordinal)),
            .. NewerBrokerMetrics,
        ];
        string rules = File.ReadAllText(MonitoringFiles.Rules);
        IEnumerable<string> used = MonitoringFiles.Queries().Select(query => query.Expression).Append(rules)
            .SelectMany(MonitoringFiles.MetricsIn).Where(name => name != "rabbitmq_node");

        Assert.Empty(used.Distinct().Except(known));
    }

    private async Task<double> ValueAsync(string where) =>
        Assert.Single(await cluster.Prometheus!.QueryAsync(QueryOf(where)));

    private static string QueryOf(string where) =>
        Substituted(MonitoringFiles.Queries().Single(query => query.Where == where).Expression);

    private static string Substituted(string expression) => VariablePattern().Replace(
        expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal), ".*");

    [GeneratedRegex(@"\$[a-z]+")]
    private static partial Regex VariablePattern();

    [GeneratedRegex(@"^\| `(zerosharp_[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex RowPattern();
}

/// <summary>A fact that needs the servers and the node of <see cref="MonitoredCluster"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MonitoredFactAttribute : FactAttribute
{
    public MonitoredFactAttribute() => Skip = MonitoredCluster.SkipReason;
}
