using System.Diagnostics.Metrics;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>The instruments of followers; names and units are in docs/reference/metrics.md.</summary>
public static class FollowerMetrics
{
    private static readonly Meter Meter = new(ClusterMetrics.MeterName);

    private static readonly Gauge<long> Tip = Meter.CreateGauge<long>(
        "zerosharp.follower.tip", "{block}", "Number of the newest block that may be followed");

    private static readonly Gauge<long> Submitted = Meter.CreateGauge<long>(
        "zerosharp.follower.submitted", "{block}", "Number of the newest block that is submitted");

    private static readonly Gauge<long> Proved = Meter.CreateGauge<long>(
        "zerosharp.follower.proved", "{block}", "Number up to which all blocks are proved and reported");

    private static readonly Gauge<long> Distance = Meter.CreateGauge<long>(
        "zerosharp.follower.distance", "{block}", "Blocks from the last reported one to the newest");

    private static readonly Counter<long> Reorganizations = Meter.CreateCounter<long>(
        "zerosharp.follower.reorgs", "{reorg}", "Reorganisations of the chain");

    private static readonly Counter<long> Orphans = Meter.CreateCounter<long>(
        "zerosharp.follower.orphans", "{block}", "Followed blocks that a reorganisation took out of the chain");

    /// <summary>The follower looked at the chain.</summary>
    /// <param name="tip">The newest block that may be followed.</param>
    /// <param name="reported">The newest block that is reported.</param>
    public static void RecordTip(ulong chainId, ulong tip, ulong reported)
    {
        Tip.Record((long)tip, Chain(chainId));
        Distance.Record(tip > reported ? (long)(tip - reported) : 0, Chain(chainId));
    }

    public static void RecordSubmitted(ulong chainId, ulong number) => Submitted.Record((long)number, Chain(chainId));

    public static void RecordProved(ulong chainId, ulong number) => Proved.Record((long)number, Chain(chainId));

    public static void CountReorganization(ulong chainId, int orphans)
    {
        Reorganizations.Add(1, Chain(chainId));
        Orphans.Add(orphans, Chain(chainId));
    }

    private static KeyValuePair<string, object?> Chain(ulong chainId) => new("chain", (long)chainId);
}
