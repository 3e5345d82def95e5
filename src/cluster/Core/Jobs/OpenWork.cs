namespace ZeroSharp.Cluster.Core.Jobs;

/// <summary>What is left to do in the whole cluster, and what work cost lately, at one moment.</summary>
/// <param name="Jobs">Jobs that have not ended, the oldest first, at most <see cref="MaxJobs"/>.</param>
/// <param name="Recent">What the newest tasks cost.</param>
public sealed record OpenWork(IReadOnlyList<JobWork> Jobs, RecentWork Recent)
{
    /// <summary>Most jobs that are looked at.</summary>
    public const int MaxJobs = 10_000;
}

/// <summary>What is left of a job that has not ended.</summary>
public sealed record JobWork
{
    public required string Id { get; init; }

    public required ulong BlockNumber { get; init; }

    public required JobState State { get; init; }

    public required ulong GasUsed { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether all segments are cut; before, more of them come than the tasks say.</summary>
    public required bool IsCut { get; init; }

    /// <summary>Segments that are cut so far.</summary>
    public int Segments { get; init; }

    /// <summary>Cycles of the segments that are cut so far.</summary>
    public double Cycles { get; init; }

    /// <summary>Segments that are cut and not proven; those that workers prove now are among them.</summary>
    public int OpenSegments { get; init; }

    /// <summary>Cycles of these.</summary>
    public double OpenCycles { get; init; }

    /// <summary>Segments that workers prove now.</summary>
    public int RunningSegments { get; init; }

    /// <summary>Whether a worker makes the block's proof of its segments now.</summary>
    public bool IsAggregationRunning { get; init; }

    /// <summary>Tasks that workers have begun.</summary>
    public int RunningTasks => RunningSegments + (IsAggregationRunning ? 1 : 0);
}

/// <summary>
/// What the newest <see cref="MaxTasks"/> tasks cost that are done, however long ago that was; 0 where there is none.
/// </summary>
public sealed record RecentWork
{
    /// <summary>Most tasks that are looked at.</summary>
    public const int MaxTasks = 500;

    /// <summary>Segments among them.</summary>
    public int Segments { get; init; }

    /// <summary>Cycles of these.</summary>
    public double Cycles { get; init; }

    /// <summary>Seconds that workers needed for these.</summary>
    public double Seconds { get; init; }

    /// <summary>Segments of the block proofs among the tasks.</summary>
    public int AggregatedSegments { get; init; }

    /// <summary>Seconds that workers needed for these block proofs.</summary>
    public double AggregationSeconds { get; init; }

    /// <summary>Gas of the blocks of these tasks, as far as they are cut.</summary>
    public double JobGas { get; init; }

    /// <summary>Cycles of the same blocks.</summary>
    public double JobCycles { get; init; }
}
