using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Core.Jobs;

/// <summary>How far a task is.</summary>
public enum JobTaskState
{
    /// <summary>It has to be published.</summary>
    Ready,

    /// <summary>The broker has it.</summary>
    Queued,

    /// <summary>A worker says that it began.</summary>
    Running,

    /// <summary>Its result is stored.</summary>
    Done,

    /// <summary>It failed for good, unless the job is retried.</summary>
    Failed,
}

/// <summary>A task of a job, as it is in the database.</summary>
public sealed record JobTask
{
    public required string JobId { get; init; }

    public required TaskKind Kind { get; init; }

    /// <summary>Number of the segment; 0 for the aggregation.</summary>
    public required int Index { get; init; }

    public required JobTaskState State { get; init; }

    public required ArtifactRef Input { get; init; }

    public required ulong Cycles { get; init; }

    public required int FirstTransaction { get; init; }

    public required int LastTransaction { get; init; }

    public ArtifactRef? Result { get; init; }

    /// <summary>How often it was begun.</summary>
    public int Attempts { get; init; }

    /// <summary>The worker that began it last.</summary>
    public string? Worker { get; init; }

    public TaskFailure Failure { get; init; }

    /// <summary>The segment at fault, of a failed aggregation; else -1.</summary>
    public int FailedSegment { get; init; } = -1;

    /// <summary>Why it failed, one line.</summary>
    public string? Error { get; init; }

    /// <summary>Seconds that its worker needed.</summary>
    public double Seconds { get; init; }

    public DateTimeOffset? QueuedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The identity that the task has in messages.</summary>
    public string Id => IdOf(JobId, Kind, Index);

    /// <summary>The identity of a task.</summary>
    public static string IdOf(string jobId, TaskKind kind, int index) =>
        kind == TaskKind.Prove ? $"{jobId}.{index}" : $"{jobId}.aggregate";

    /// <summary>Takes an identity apart; false if it is none.</summary>
    public static bool TryParseId(string id, out string jobId, out TaskKind kind, out int index)
    {
        int dot = id.IndexOf('.', StringComparison.Ordinal);
        jobId = dot < 0 ? string.Empty : id[..dot];
        string rest = dot < 0 ? string.Empty : id[(dot + 1)..];
        kind = rest == "aggregate" ? TaskKind.Aggregate : TaskKind.Prove;
        index = 0;
        return dot > 0 && (kind == TaskKind.Aggregate
            || (int.TryParse(rest, System.Globalization.CultureInfo.InvariantCulture, out index) && index >= 0));
    }
}
