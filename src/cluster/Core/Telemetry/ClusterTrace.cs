using System.Diagnostics;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>The spans of a block's trace, across leader and workers.</summary>
public static class ClusterTrace
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "ZeroSharp.Cluster";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The root of a block's trace; its id goes into the job.</summary>
    public static Activity? StartSubmission(ulong blockNumber)
    {
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
            task.Kind == TaskKind.Prove ? "segment.prove" : "block.aggregate", ActivityKind.Consumer, task.TraceParent);
        span?.SetTag("zerosharp.job", task.JobId);
        span?.SetTag("zerosharp.block", (long)task.BlockNumber);
        span?.SetTag("zerosharp.segment", task.Segment);
        span?.SetTag("zerosharp.cycles", (long)task.Cycles);
        span?.SetTag("zerosharp.worker", worker);
        return span;
    }

    private static Activity? Start(string name, ActivityKind kind, string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out ActivityContext parent)
            ? Source.StartActivity(name, kind, parent)
            : Source.StartActivity(name, kind);
}
