namespace ZeroSharp.Cluster.Core.Jobs;

/// <summary>How long jobs will still take.</summary>
public static class JobEstimate
{
    /// <summary>
    /// What the segments that are left take at the pace of those that are proven. Null before all are cut and one
    /// is proven, and for a job that has ended; the aggregation after the last segment is not in it.
    /// </summary>
    public static TimeSpan? Remaining(Job job, DateTimeOffset now) =>
        job.State == JobState.Proving && job.StartedAt is { } start && job.SegmentsDone > 0 && job.SegmentCount > 0
            ? (now > start ? now - start : TimeSpan.Zero) / job.SegmentsDone * (job.SegmentCount - job.SegmentsDone)
            : null;
}
