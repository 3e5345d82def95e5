using System.Diagnostics.Metrics;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>The cluster's counters and histograms; names and units are in docs/reference/metrics.md.</summary>
public static class ClusterMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ZeroSharp.Cluster";

    private static readonly Meter Meter = new(MeterName);

    // Stages are of parts of a second, tasks of seconds, blocks of minutes to hours.
    private static readonly InstrumentAdvice<double> ProvingBuckets = new()
    {
        HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600],
    };

    private static readonly InstrumentAdvice<double> StageBuckets = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300],
    };

    private static readonly InstrumentAdvice<double> BlockBuckets = new()
    {
        HistogramBucketBoundaries = [1, 2.5, 5, 10, 12, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400],
    };

    private static readonly Counter<long> Blocks = Meter.CreateCounter<long>(
        "zerosharp.blocks", "{block}", "Jobs that a leader brought to an end, by state");

    private static readonly Histogram<double> BlockSeconds = Meter.CreateHistogram(
        "zerosharp.block.duration", "s", "From a job's creation to its proof", null, BlockBuckets);

    private static readonly Counter<double> Gas = Meter.CreateCounter<double>(
        "zerosharp.gas", "{gas}", "Gas of proved blocks");

    private static readonly Counter<double> Cost = Meter.CreateCounter<double>(
        "zerosharp.cost", "{dollars}", "US dollars for the worker time of proved blocks, at the configured price");

    private static readonly Histogram<double> TaskSeconds = Meter.CreateHistogram(
        "zerosharp.task.duration", "s", "Work on a task, by kind and outcome", null, ProvingBuckets);

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "zerosharp.task.retries", "{task}", "Tasks that failed and are tried again, by kind");

    private static readonly Counter<long> Segments = Meter.CreateCounter<long>(
        "zerosharp.segments", "{segment}", "Segments proven");

    private static readonly Counter<long> Cycles = Meter.CreateCounter<long>(
        "zerosharp.cycles", "{cycle}", "Cycles proven");

    private static readonly Histogram<double> StageSeconds = Meter.CreateHistogram(
        "zerosharp.stage.duration", "s", "Time of a segment's proof, by stage", null, StageBuckets);

    private static readonly Histogram<double> CutSeconds = Meter.CreateHistogram(
        "zerosharp.leader.cut.duration", "s", "Executing a block and cutting its run", null, ProvingBuckets);

    private static readonly Counter<long> ServiceFailures = Meter.CreateCounter<long>(
        "zerosharp.service.failures", "{failure}",
        "Calls to broker, database and artifact store that failed and are tried again, by service");

    private static readonly Gauge<long> TipHead = Meter.CreateGauge<long>(
        "zerosharp.tip.head", "{block}", "Number of the newest block of the chain that is followed");

    private static readonly Gauge<long> TipDistance = Meter.CreateGauge<long>(
        "zerosharp.tip.distance", "{block}", "Blocks from the newest proved one to the newest one of the chain");

    /// <summary>
    /// Begins the counters of a leader at 0: a rate over time does not see the first of what a counter counts if
    /// that is where the counter begins.
    /// </summary>
    public static void BeginLeader()
    {
        Gas.Add(0);
        Cost.Add(0);
        Blocks.Add(0, new KeyValuePair<string, object?>("state", NameOf(JobState.Proved)));
        Blocks.Add(0, new KeyValuePair<string, object?>("state", NameOf(JobState.Failed)));
        BeginServices("broker", "database", "artifacts");
    }

    /// <summary>Begins the counters of a worker at 0, for the same reason.</summary>
    public static void BeginWorker()
    {
        Segments.Add(0);
        Cycles.Add(0);
        foreach (TaskKind kind in Enum.GetValues<TaskKind>())
        {
            Retries.Add(0, new KeyValuePair<string, object?>("kind", NameOf(kind)));
        }

        BeginServices("broker", "artifacts");
    }

    public static void RecordTask(TaskKind kind, TaskVerdict verdict, TimeSpan elapsed) => TaskSeconds.Record(
        elapsed.TotalSeconds, new("kind", NameOf(kind)), new KeyValuePair<string, object?>("outcome", NameOf(verdict)));

    public static void CountRetry(TaskKind kind) =>
        Retries.Add(1, new KeyValuePair<string, object?>("kind", NameOf(kind)));

    public static void RecordSegment(SegmentReport report)
    {
        Segments.Add(1);
        Cycles.Add((long)report.Cycles);
        foreach ((string stage, TimeSpan elapsed) in SegmentStages.Of(report))
        {
            StageSeconds.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
        }
    }

    public static void RecordCut(TimeSpan elapsed) => CutSeconds.Record(elapsed.TotalSeconds);

    /// <summary>A call to a service failed; whoever made it waits and tries again.</summary>
    public static void CountServiceFailure(Exception failure)
    {
        string service = failure switch
        {
            BrokerException => "broker",
            JobStoreException => "database",
            ArtifactException => "artifacts",
            _ => "other",
        };
        ServiceFailures.Add(1, new KeyValuePair<string, object?>("service", service));
    }

    /// <summary>How far the proofs are behind the chain that is followed.</summary>
    /// <param name="head">Number of the newest block of the chain.</param>
    /// <param name="proved">Number of the newest block up to which all are proved.</param>
    public static void RecordTip(ulong head, ulong proved)
    {
        TipHead.Record((long)head);
        TipDistance.Record((long)head - (long)proved);
    }

    /// <summary>A job came to its end.</summary>
    public static void RecordEnd(Job job, double? cost)
    {
        Blocks.Add(1, new KeyValuePair<string, object?>("state", NameOf(job.State)));
        if (job.State != JobState.Proved)
        {
            return;
        }

        Gas.Add(job.GasUsed);
        Cost.Add(cost ?? 0);
        if (job.FinishedAt is { } finished)
        {
            BlockSeconds.Record((finished - job.CreatedAt).TotalSeconds);
        }
    }

    private static void BeginServices(params ReadOnlySpan<string> services)
    {
        foreach (string service in services)
        {
            ServiceFailures.Add(0, new KeyValuePair<string, object?>("service", service));
        }
    }

    internal static string NameOf<T>(T value)
        where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
