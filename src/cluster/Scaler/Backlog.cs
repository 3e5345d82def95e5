using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Scaler;

/// <summary>What is left of one job, in seconds of one worker.</summary>
/// <param name="JobId">The job.</param>
/// <param name="BlockNumber">Its block.</param>
/// <param name="State">How far it is.</param>
/// <param name="Age">Since it was submitted.</param>
/// <param name="ProvingSeconds">Work that any number of workers may share, up to <paramref name="OpenTasks"/>.</param>
/// <param name="AggregationSeconds">Work of one worker after that.</param>
/// <param name="OpenTasks">Tasks that workers can work on at a time, those that are still to be cut included.</param>
/// <param name="RunningTasks">Tasks that workers work on now.</param>
public sealed record JobBacklog(
    string JobId,
    ulong BlockNumber,
    JobState State,
    TimeSpan Age,
    double ProvingSeconds,
    double AggregationSeconds,
    int OpenTasks,
    int RunningTasks)
{
    /// <summary>All of it.</summary>
    public double Seconds => ProvingSeconds + AggregationSeconds;
}

/// <summary>What is left of all jobs, in seconds of one worker; the oldest job first.</summary>
public sealed record Backlog(IReadOnlyList<JobBacklog> Jobs, WorkRates Rates)
{
    /// <summary>Work of all jobs in seconds of one worker.</summary>
    public double Seconds => Jobs.Sum(job => job.Seconds);

    /// <summary>Tasks that workers work on now.</summary>
    public int RunningTasks => Jobs.Sum(job => job.RunningTasks);

    /// <summary>Tasks that workers can work on at a time.</summary>
    public long OpenTasks => Jobs.Sum(job => (long)job.OpenTasks);

    /// <summary>Translates what the database has.</summary>
    public static Backlog Of(OpenWork work, DateTimeOffset now)
    {
        WorkRates rates = WorkRates.Of(work.Recent);
        return new Backlog([.. work.Jobs.Select(job => Of(job, rates, now))], rates);
    }

    private static JobBacklog Of(JobWork job, WorkRates rates, DateTimeOffset now)
    {
        // A run whose cut goes on has at least what is cut already, whatever its gas promised.
        double uncut = job.IsCut
            ? 0
            : Math.Max(0, Math.Max(WorkRates.MinBlockCycles, job.GasUsed * rates.CyclesPerGas) - job.Cycles);
        double uncutSegments = Math.Min(Math.Ceiling(uncut / rates.SegmentCycles), int.MaxValue / 2);
        int openSegments = job.OpenSegments + (int)uncutSegments;
        return new JobBacklog(
            job.Id,
            job.BlockNumber,
            job.State,
            now > job.CreatedAt ? now - job.CreatedAt : TimeSpan.Zero,
            (job.OpenCycles + uncut) / rates.CyclesPerSecond,
            (job.Segments + uncutSegments) * rates.AggregationSeconds,

            // When no segment is left, the aggregation is the one task.
            Math.Max(1, openSegments),
            job.RunningTasks);
    }
}
