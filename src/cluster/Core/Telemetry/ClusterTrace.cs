using System.Diagnostics;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Stark.Prover;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>
/// The spans of a block's trace, across leader and workers; their attributes are in docs/reference/metrics.md.
/// Without a listener, which every role has, there are none.
/// </summary>
public static class ClusterTrace
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "ZeroSharp.Cluster";

    private const string ProveSpan = "segment.prove";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// The root of a block's trace, or its place in the caller's trace where that is recorded. Its id goes into the
    /// job.
    /// </summary>
    public static Activity? StartSubmission(ulong blockNumber)
    {
        // Servers have an activity for each request even where nobody records it; whatever is below it would not be
        // recorded either.
        if (Activity.Current is { Recorded: false })
        {
            Activity.Current = null;
        }

        Activity? span = Source.StartActivity("block.submit", ActivityKind.Producer);
        span?.SetTag("zerosharp.block", (long)blockNumber);
        return span;
    }

    /// <summary>A leader's part of a job.</summary>
    public static Activity? StartJob(string name, Job job)
    {
        Activity? span = Start(name, ActivityKind.Internal, job.TraceParent);
        span?.SetTag("zerosharp.job", job.Id);
        span?.SetTag("zerosharp.block", (long)job.BlockNumber);
        return span;
    }

    /// <summary>A worker's work on a task.</summary>
    public static Activity? StartTask(TaskMessage task, string worker)
    {
        Activity? span = Start(
            task.Kind == TaskKind.Prove ? ProveSpan : "block.aggregate", ActivityKind.Consumer, task.TraceParent);
        span?.SetTag("zerosharp.job", task.JobId);
        span?.SetTag("zerosharp.block", (long)task.BlockNumber);
        span?.SetTag("zerosharp.segment", task.Segment);
        span?.SetTag("zerosharp.cycles", (long)task.Cycles);
        span?.SetTag("zerosharp.attempt", task.Attempt);
        span?.SetTag("zerosharp.worker", worker);
        return span;
    }

    /// <summary>Notes on a task's span what became of the task.</summary>
    public static void End(Activity? span, TaskOutcome outcome)
    {
        span?.SetTag("zerosharp.outcome", outcome.Verdict.ToString().ToLowerInvariant());
        if (outcome.Verdict is TaskVerdict.Retry or TaskVerdict.Dead)
        {
            span?.SetStatus(ActivityStatusCode.Error, outcome.Reason);
        }
    }

    /// <summary>Adds the stage of a proof that begins to the current task's span, as an event.</summary>
    public static void AddStage(ProofStage? stage)
    {
        if (Activity.Current is { OperationName: ProveSpan, IsAllDataRequested: true } span)
        {
            span.AddEvent(new ActivityEvent(SegmentStages.NameOf(stage)));
        }
    }

    /// <summary>Adds the times of a proof's stages to the current task's span.</summary>
    public static void AddStageTimes(SegmentReport report)
    {
        if (Activity.Current is { OperationName: ProveSpan, IsAllDataRequested: true } span)
        {
            foreach ((string stage, TimeSpan elapsed) in SegmentStages.Of(report))
            {
                span.SetTag($"zerosharp.stage.{stage}.seconds", elapsed.TotalSeconds);
            }
        }
    }

    // A step of a leader's own work stays below it; all else is below the block's root.
    private static Activity? Start(string name, ActivityKind kind, string? traceParent) =>
        !ActivityContext.TryParse(traceParent, null, isRemote: true, out ActivityContext parent)
        || Activity.Current?.TraceId == parent.TraceId
            ? Source.StartActivity(name, kind)
            : Source.StartActivity(name, kind, parent);
}
