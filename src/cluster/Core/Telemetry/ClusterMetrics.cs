using System.Diagnostics.Metrics;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>The cluster's instruments; names and units are in docs/reference/metrics.md.</summary>
public static class ClusterMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ZeroSharp.Cluster";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Blocks = Meter.CreateCounter<long>(
        "zerosharp.blocks", "{block}", "Jobs that came to an end, by state");

    private static readonly Histogram<double> BlockSeconds = Meter.CreateHistogram<double>(
        "zerosharp.block.duration", "s", "From a job's creation to its proof");

    private static readonly Counter<double> Gas = Meter.CreateCounter<double>(
        "zerosharp.gas", "{gas}", "Gas of proved blocks");

    private static readonly Counter<double> Cost = Meter.CreateCounter<double>(
        "zerosharp.cost", "USD", "Worker time of proved blocks at the configured price");

    private static readonly Histogram<double> TaskSeconds = Meter.CreateHistogram<double>(
        "zerosharp.task.duration", "s", "Work on a task, by kind and outcome");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "zerosharp.task.retries", "{task}", "Tasks that failed and are tried again, by kind");

    private static readonly Counter<long> Segments = Meter.CreateCounter<long>(
        "zerosharp.segments", "{segment}", "Segments proven");

    private static readonly Counter<long> Cycles = Meter.CreateCounter<long>(
        "zerosharp.cycles", "{cycle}", "Cycles proven");

    private static readonly Histogram<double> StageSeconds = Meter.CreateHistogram<double>(
        "zerosharp.stage.duration", "s", "Time of a segment's proof, by stage");

    private static readonly Histogram<double> LeaderSeconds = Meter.CreateHistogram<double>(
        "zerosharp.leader.cut.duration", "s", "Executing a block and cutting its run");

    public static void RecordTask(TaskKind kind, TaskVerdict verdict, TimeSpan elapsed) => TaskSeconds.Record(
        elapsed.TotalSeconds, new("kind", Name(kind)), new KeyValuePair<string, object?>("outcome", Name(verdict)));

    public static void CountRetry(TaskKind kind) =>
        Retries.Add(1, new KeyValuePair<string, object?>("kind", Name(kind)));

    public static void RecordSegment(SegmentReport report)
    {
        Segments.Add(1);
        Cycles.Add((long)report.Cycles);
        Stage("execute", report.Execution);
        Stage("trace", report.Trace);
        Stage("commit", report.Stages.Commit);
        Stage("logup", report.Stages.LogUp);
        Stage("zerocheck", report.Stages.Zerocheck);
        Stage("stacking", report.Stages.Stacking);
        Stage("opening", report.Stages.Opening);
    }

    public static void RecordCut(TimeSpan elapsed) => LeaderSeconds.Record(elapsed.TotalSeconds);

    /// <summary>A job came to its end.</summary>
    public static void RecordEnd(Job job, double? cost)
    {
        Blocks.Add(1, new KeyValuePair<string, object?>("state", Name(job.State)));
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

    private static void Stage(string name, TimeSpan elapsed) =>
        StageSeconds.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("stage", name));

    private static string Name<T>(T value)
        where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
