namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>How a leader works.</summary>
public sealed record LeaderOptions
{
    /// <summary>How long a leader's jobs stay its own when it is not heard of.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>How often a leader looks for jobs, and at those that it holds.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>How often a leader looks for jobs that are kept no longer.</summary>
    public static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(1);

    /// <summary>How long a leader that stops takes to clean up.</summary>
    public static readonly TimeSpan CleanupPatience = TimeSpan.FromSeconds(5);

    /// <summary>How often parts of a job may turn out damaged and be made again in one run of a leader.</summary>
    public const int MaxRepairs = 100;

    /// <summary>After how many attempts a job that a defect ends has failed.</summary>
    public const int MaxDefects = 5;

    /// <summary>Unique among the leaders that live at a time.</summary>
    public required string Name { get; init; }

    /// <summary>Jobs that it works on at a time.</summary>
    public int MaxJobs { get; init; } = 16;

    /// <summary>Bound on the memory of a segment's proof, by which runs are cut, in bytes.</summary>
    public long SegmentMemory { get; init; } = Proving.SegmentMemory.Default;

    /// <summary>
    /// After how long a task is published again that nobody reports on although its queue is empty.
    /// </summary>
    public TimeSpan TaskTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether segments and their inputs stay in the store when the block is proved.</summary>
    public bool KeepsIntermediates { get; init; }

    /// <summary>How long jobs that ended are kept, with their proofs; null for ever.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>What an hour of a worker costs, in US dollars.</summary>
    public double? PricePerWorkerHour { get; init; }
}
