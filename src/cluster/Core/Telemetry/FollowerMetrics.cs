using System.Diagnostics.Metrics;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>
/// The instruments of followers beside the head and the distance to it, which are in
/// <see cref="ClusterMetrics"/>; names and units are in docs/reference/metrics.md.
/// </summary>
public static class FollowerMetrics
{
    private static readonly Meter Meter = new(ClusterMetrics.MeterName);

    private static readonly Gauge<long> Submitted = Meter.CreateGauge<long>(
        "zerosharp.tip.submitted", "{block}", "Number of the newest block that is submitted");

    private static readonly Gauge<long> Proved = Meter.CreateGauge<long>(
        "zerosharp.tip.proved", "{block}", "Number up to which all blocks are proved and reported");

    private static readonly Counter<long> Reorganizations = Meter.CreateCounter<long>(
        "zerosharp.tip.reorgs", "{reorg}", "Reorganisations of the chain");

    private static readonly Counter<long> Orphans = Meter.CreateCounter<long>(
        "zerosharp.tip.orphans", "{block}", "Followed blocks that a reorganisation took out of the chain");

    /// <summary>Begins the counters at 0, so that a rate over time sees the first reorganisation.</summary>
    public static void Begin()
    {
        Reorganizations.Add(0);
        Orphans.Add(0);
    }

    public static void RecordSubmitted(ulong number) => Submitted.Record((long)number);

    public static void RecordProved(ulong number) => Proved.Record((long)number);

    public static void CountReorganization(int orphans)
    {
        Reorganizations.Add(1);
        Orphans.Add(orphans);
    }
}
