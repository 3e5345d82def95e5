namespace ZeroSharp.Cluster.Contracts.Tasks;

/// <summary>What a worker is asked for.</summary>
public enum TaskKind
{
    /// <summary>The proof of a segment; its input is a segment input.</summary>
    Prove,

    /// <summary>One proof of a block out of those of its segments; its input is an aggregation plan.</summary>
    Aggregate,
}

/// <summary>
/// A task, as it travels: small, and the same whenever it is published again. Its form in JSON is in
/// docs/reference/messages.md.
/// </summary>
public sealed record TaskMessage
{
    /// <summary>Version of the messages.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Largest message in bytes.</summary>
    public const int MaxByteLength = 8 << 10;

    public required TaskKind Kind { get; init; }

    /// <summary>The task's identity, equal for every delivery: job and number, or job and "aggregate".</summary>
    public required string TaskId { get; init; }

    public required string JobId { get; init; }

    /// <summary>Digest of the program that the proof is for, as 0x and hexadecimal digits.</summary>
    public required string Program { get; init; }

    public required ulong ChainId { get; init; }

    public required ulong BlockNumber { get; init; }

    /// <summary>Number of the segment, from 0; 0 for an aggregation.</summary>
    public required int Segment { get; init; }

    /// <summary>Instructions of the segment; of the whole run for an aggregation.</summary>
    public required ulong Cycles { get; init; }

    /// <summary>The first transaction that the segment executes; -1 if it executes none.</summary>
    public required int FirstTransaction { get; init; }

    /// <summary>The last transaction that the segment executes; -1 if it executes none.</summary>
    public required int LastTransaction { get; init; }

    public required ArtifactRef Input { get; init; }

    /// <summary>How often the task was handed out and failed before.</summary>
    public int Attempt { get; init; }

    /// <summary>When the task was first published.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>W3C trace context of the block's trace; null if there is none.</summary>
    public string? TraceParent { get; init; }
}
