using System.Diagnostics;

namespace ZeroSharp.Cluster.Telemetry.Tests;

/// <summary>What a collector gets of a block.</summary>
public sealed class TraceTests(WatchedCluster cluster) : IClassFixture<WatchedCluster>
{
    [Fact]
    public async Task Export_ProvedBlock_IsOneTraceAcrossLeaderAndWorker()
    {
        IReadOnlyList<OtlpSpan> spans = await WaitAsync(
            // A leader's part ends after its job has.
            () => cluster.Collector!.Spans, spans => spans.Any(span => span.Name == "block.lead"));
        OtlpSpan root = Assert.Single(spans, span => span.Name == "block.submit");
        Assert.Empty(root.ParentId);
        Assert.Contains(root.TraceId, cluster.Proved!.TraceParent!, StringComparison.Ordinal);
        foreach (string name in new[] { "block.lead", "block.cut", "segment.prove", "block.aggregate" })
        {
            Assert.Contains(spans, span => span.Name == name);
            Assert.All(spans.Where(span => span.Name == name), span => Assert.Equal(root.TraceId, span.TraceId));
        }

        OtlpSpan lead = Assert.Single(spans, span => span.Name == "block.lead");
        Assert.Equal(root.SpanId, lead.ParentId);
        Assert.Equal(lead.SpanId, Assert.Single(spans, span => span.Name == "block.cut").ParentId);
        Assert.All(
            spans.Where(span => span.Name is "segment.prove" or "block.aggregate"),
            span => Assert.Equal(root.SpanId, span.ParentId));
        Assert.All(spans, span => Assert.Equal("zerosharp-leader", span.Service));
    }

    [Fact]
    public async Task Export_ProvedSegment_HasItsStages()
    {
        IReadOnlyList<OtlpSpan> spans = await WaitAsync(
            () => cluster.Collector!.Spans, spans => spans.Count(span => span.Name == "segment.prove") >= 2);
        OtlpSpan proof = spans.Last(span => span.Name == "segment.prove");

        Assert.Equal(["trace", "commit", "logup", "zerocheck", "stacking", "opening"], proof.Events);
        Assert.Contains("zerosharp.stage.opening.seconds", proof.Attributes);
        foreach (string attribute in new[]
            { "block", "job", "segment", "cycles", "attempt", "worker", "outcome" })
        {
            Assert.Contains("zerosharp." + attribute, proof.Attributes);
        }
    }

    [Fact]
    public async Task Export_Metrics_AreThoseOfTheCluster()
    {
        IReadOnlySet<string> metrics = await WaitAsync(
            () => cluster.Collector!.Metrics, metrics => metrics.Contains("zerosharp.blocks"));

        Assert.Contains("zerosharp.stage.duration", metrics);
        Assert.Contains("zerosharp.queue.ready", metrics);
        Assert.Contains("dotnet.gc.collections", metrics);
    }

    private static async Task<T> WaitAsync<T>(Func<T> read, Func<T, bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition(read()))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < WatchedCluster.Patience, "the collector got nothing");
            await Task.Delay(50);
        }

        return read();
    }
}
