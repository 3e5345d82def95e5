using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Core.Jobs;

/// <summary>How far a job is.</summary>
public enum JobState
{
    /// <summary>Waits for a leader.</summary>
    Queued,

    /// <summary>A leader executes the block and cuts the run into segments.</summary>
    Executing,

    /// <summary>All segments are cut; workers prove them.</summary>
    Proving,

    /// <summary>All segments are proven; a worker makes the block's proof.</summary>
    Aggregating,

    /// <summary>The proof is there.</summary>
    Proved,

    /// <summary>It ended without a proof, and says why.</summary>
    Failed,

    /// <summary>Someone cancelled it.</summary>
    Cancelled,
}

/// <summary>Properties of states.</summary>
public static class JobStates
{
    /// <summary>Whether a job in this state ends by itself no more.</summary>
    public static bool IsFinal(this JobState state) =>
        state is JobState.Proved or JobState.Failed or JobState.Cancelled;
}

/// <summary>One block to prove, as it is in the database.</summary>
public sealed record Job
{
    /// <summary>32 hexadecimal digits; later jobs sort after earlier ones.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// What makes two submissions the same: a hash over program, chain, block and pre-state. Among jobs that
    /// did not fail and were not cancelled it is unique.
    /// </summary>
    public required string Key { get; init; }

    public required JobState State { get; init; }

    /// <summary>Digest of the program, as 0x and hexadecimal digits.</summary>
    public required string Program { get; init; }

    public required ulong ChainId { get; init; }

    public required ulong BlockNumber { get; init; }

    /// <summary>Hash of the block, as 0x and hexadecimal digits.</summary>
    public required string BlockHash { get; init; }

    public required int TransactionCount { get; init; }

    public required ulong GasUsed { get; init; }

    /// <summary>The statement that execution gave: its bytes as hexadecimal digits.</summary>
    public required string Statement { get; init; }

    /// <summary>Who submitted it: "stdio", "http", or "tip" and "range" of a node's chain.</summary>
    public required string Source { get; init; }

    /// <summary>Bound on the memory of a segment's proof, in bytes, by which the run is cut.</summary>
    public required long SegmentMemory { get; init; }

    /// <summary>The block input, in scope <see cref="Id"/>.</summary>
    public required ArtifactRef Input { get; init; }

    /// <summary>What the block's proof needs beside the segments; null until all are cut.</summary>
    public ArtifactRef? Run { get; init; }

    /// <summary>The proof of the run, in scope <see cref="Id"/>; null until it is there.</summary>
    public ArtifactRef? Proof { get; init; }

    /// <summary>How often a leader began it.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it failed, or who cancelled it; one line.</summary>
    public string? Error { get; init; }

    /// <summary>Instructions of the run; 0 until known.</summary>
    public ulong Cycles { get; init; }

    /// <summary>Segments of the run; 0 until all are cut.</summary>
    public int SegmentCount { get; init; }

    /// <summary>Segments that are proven.</summary>
    public int SegmentsDone { get; init; }

    /// <summary>Seconds that workers spent on it.</summary>
    public double WorkerSeconds { get; init; }

    /// <summary>Seconds that a leader spent on executing and cutting.</summary>
    public double LeaderSeconds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a leader first began it.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When all segments were cut.</summary>
    public DateTimeOffset? CutAt { get; init; }

    /// <summary>When it came to its end.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When anything of it changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The leader that works on it.</summary>
    public string? LeaseOwner { get; init; }

    /// <summary>Until when no other leader may take it.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>W3C trace context of the block's trace.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Whether queued tasks and intermediate artifacts are left to be removed.</summary>
    public bool NeedsCleanup { get; init; }

    /// <summary>Scope of the artifacts that are of no use once the proof is there.</summary>
    public string WorkScope => WorkScopeOf(Id);

    /// <summary>The same of a job's id.</summary>
    public static string WorkScopeOf(string id) => id + "-work";
}
