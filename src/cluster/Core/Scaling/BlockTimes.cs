namespace ZeroSharp.Cluster.Core.Scaling;

/// <summary>Measured times of the parts of one block's proof, in seconds.</summary>
public sealed record BlockTimes
{
    /// <summary>Native execution, and the run that plans the segments.</summary>
    public required double Plan { get; init; }

    /// <summary>From the end of the plan until a segment is cut, for each segment; rising.</summary>
    public required IReadOnlyList<double> Cut { get; init; }

    /// <summary>A worker's time for each segment: replay, proof and its verification.</summary>
    public required IReadOnlyList<double> Prove { get; init; }

    /// <summary>
    /// What a task adds to that: publishing, delivery, input and result through the store, the result's way.
    /// </summary>
    public required double Overhead { get; init; }

    /// <summary>Verification of one segment by the aggregation.</summary>
    public required double Aggregate { get; init; }
}

/// <summary>What a block's latency consists of for a number of workers.</summary>
/// <param name="Workers">Number of workers.</param>
/// <param name="Latency">From the submission to the proof, in seconds.</param>
/// <param name="Utilization">Share of the workers' time until the last segment's proof that is work.</param>
/// <param name="CriticalPath">What a shorter latency would need less of.</param>
public sealed record BlockLatency(int Workers, double Latency, double Utilization, CriticalPath CriticalPath);

/// <summary>What determines a block's latency most.</summary>
public enum CriticalPath
{
    /// <summary>There are more segments than workers: more workers help.</summary>
    Proving,

    /// <summary>Planning and cutting the run, by one leader.</summary>
    Cutting,

    /// <summary>The proof of one segment: smaller segments, or faster workers, help.</summary>
    OneSegment,

    /// <summary>Verification of all segments, by one worker.</summary>
    Aggregation,
}
