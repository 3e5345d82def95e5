namespace ZeroSharp.Cluster.Scaler;

/// <summary>What one job asks for.</summary>
/// <param name="Backlog">What is left of it.</param>
/// <param name="TimeLeft">Time in which that is to be done.</param>
/// <param name="Workers">Workers for it: not a whole number, since jobs share them.</param>
public sealed record JobDemand(JobBacklog Backlog, TimeSpan TimeLeft, double Workers);

/// <summary>How many workers there should be, and why.</summary>
/// <param name="Workers">Workers that are wanted.</param>
/// <param name="IsActive">Whether there should be any.</param>
/// <param name="Jobs">What each job asks for, the oldest first.</param>
public sealed record ScalingDecision(int Workers, bool IsActive, IReadOnlyList<JobDemand> Jobs);

/// <summary>
/// How many workers a backlog needs. Nothing but arithmetic: the service and the simulation both call it.
/// The formula and its reasons are in docs/internals/autoscaling.md.
/// </summary>
public static class ScalingPolicy
{
    /// <summary>
    /// Part of the latency that a job has left however old it is. Without it, jobs that wait for machines to start
    /// would each ask for as many workers as they have tasks.
    /// </summary>
    public const double LeastTimeLeft = 0.5;

    /// <summary>Most workers that are ever asked for.</summary>
    public const int MaxWorkers = 100_000;

    public static ScalingDecision Decide(Backlog backlog, ScalingTarget target)
    {
        JobDemand[] jobs = [.. backlog.Jobs.Select(job => Demand(job, target))];
        double shared = Math.Ceiling(jobs.Sum(job => job.Workers));

        // A worker that has a task is wanted until it is done, whatever the sum says of the rest.
        double wanted = Math.Max(backlog.RunningTasks, Math.Min(shared, backlog.OpenTasks));
        return new ScalingDecision((int)Math.Min(wanted, MaxWorkers), IsActive(backlog, target), jobs);
    }

    private static JobDemand Demand(JobBacklog job, ScalingTarget target)
    {
        double latency = target.Latency.TotalSeconds;
        double left = Math.Clamp(
            latency - job.Age.TotalSeconds - job.AggregationSeconds, LeastTimeLeft * latency, latency);
        double bound = target.MaxWorkersPerJob > 0
            ? Math.Min(job.OpenTasks, target.MaxWorkersPerJob)
            : job.OpenTasks;
        return new JobDemand(job, TimeSpan.FromSeconds(left), Math.Min(job.Seconds / left, bound));
    }

    // Little work waits for more of it, but no longer than the latency that was asked for.
    private static bool IsActive(Backlog backlog, ScalingTarget target) =>
        backlog.Jobs.Count > 0
        && (backlog.RunningTasks > 0
            || backlog.Seconds > target.ActivationSeconds
            || backlog.Jobs.Any(job => job.Age >= target.Latency));
}
