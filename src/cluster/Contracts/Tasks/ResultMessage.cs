namespace ZeroSharp.Cluster.Contracts.Tasks;

/// <summary>What a worker reports.</summary>
public enum ResultKind
{
    /// <summary>The worker is alive; with the task it works on, if any.</summary>
    Alive,

    /// <summary>A task was begun.</summary>
    Started,

    /// <summary>A task is done, and its result is stored.</summary>
    Done,

    /// <summary>A task will not be done as it is.</summary>
    Failed,

    /// <summary>A task was dropped because its job was cancelled.</summary>
    Dropped,
}

/// <summary>Why a task will not be done.</summary>
public enum TaskFailure
{
    None,

    /// <summary>Its input is gone, damaged, or not that of the segment: the leader makes it again.</summary>
    BadInput,

    /// <summary>A segment's proof is gone, damaged or not valid: that segment is proven again.</summary>
    BadSegment,

    /// <summary>It is for another program than the worker's.</summary>
    OtherProgram,

    /// <summary>It failed, or ended its worker, as often as a task may.</summary>
    TooManyAttempts,
}

/// <summary>What a worker says of a task, or of itself. Its form in JSON is in docs/reference/messages.md.</summary>
public sealed record ResultMessage
{
    /// <summary>Largest message in bytes.</summary>
    public const int MaxByteLength = 8 << 10;

    /// <summary>Longest <see cref="Reason"/> in characters.</summary>
    public const int MaxReasonLength = 1000;

    public required ResultKind Kind { get; init; }

    /// <summary>Name of the worker, unique while it lives.</summary>
    public required string Worker { get; init; }

    /// <summary>When it happened, by the worker's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The task; empty for an idle worker's sign of life.</summary>
    public string TaskId { get; init; } = string.Empty;

    /// <summary>The task's job; empty for an idle worker's sign of life.</summary>
    public string JobId { get; init; } = string.Empty;

    /// <summary>What the task gave, of a task that is done.</summary>
    public ArtifactRef? Result { get; init; }

    /// <summary>What the worker needed for the task, in seconds of its time.</summary>
    public double Seconds { get; init; }

    public TaskFailure Failure { get; init; }

    /// <summary>The segment at fault, of a <see cref="TaskFailure.BadSegment"/>; else -1.</summary>
    public int Segment { get; init; } = -1;

    /// <summary>One line on why it failed.</summary>
    public string? Reason { get; init; }

    /// <summary>The worker's process memory in bytes.</summary>
    public long MemoryBytes { get; init; }
}
