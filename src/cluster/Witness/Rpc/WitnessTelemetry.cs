using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>What the witness source tells monitoring: a meter and an activity source of the same name.</summary>
public static class WitnessTelemetry
{
    public const string Name = "ZeroSharp.Witness";

    private static readonly Meter Source = new(Name);

    private static readonly Counter<long> Requests = Source.CreateCounter<long>(
        "zerosharp.witness.rpc.requests", "{call}", "JSON-RPC calls by method and outcome.");

    private static readonly Counter<long> Retries = Source.CreateCounter<long>(
        "zerosharp.witness.rpc.retries", "{request}", "HTTP requests that were tried again, by reason.");

    private static readonly Histogram<double> Seconds = Source.CreateHistogram(
        "zerosharp.witness.rpc.duration",
        "s",
        "Seconds of an HTTP request, by its first method.",
        null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
        });

    private static readonly Histogram<double> BlockSeconds = Source.CreateHistogram(
        "zerosharp.witness.block.duration",
        "s",
        "Seconds to make the witness of a block, by type and outcome.",
        null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600],
        });

    internal static ActivitySource Activities { get; } = new(Name);

    internal static void CountCall(string method, string outcome) => Requests.Add(
        1, new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("outcome", outcome));

    internal static void CountRetry(string reason) =>
        Retries.Add(1, new KeyValuePair<string, object?>("reason", reason));

    internal static void Measure(string method, TimeSpan elapsed) =>
        Seconds.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("method", method));

    internal static void MeasureBlock(string type, string outcome, TimeSpan elapsed) => BlockSeconds.Record(
        elapsed.TotalSeconds,
        new KeyValuePair<string, object?>("type", type),
        new KeyValuePair<string, object?>("outcome", outcome));
}
