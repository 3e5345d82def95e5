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

    /// <summary>
    /// Seconds that a task must take for its worker to be wanted because of it: the time between two decisions of
    /// the HPA. Of shorter tasks most are done before anything is scaled down.
    /// </summary>
    public const double DecisionSeconds = 15;

    /// <summary>Most workers that are ever asked for.</summary>
    public const int MaxWorkers = 100_000;

    public static ScalingDecision Decide(Backlog backlog, ScalingTarget target)
    {
        JobDemand[] jobs = [.. backlog.Jobs.Select(job => Demand(job, target))];
        double shared = Math.Ceiling(jobs.Sum(job => job.Workers));
        double wanted = Math.Max(BusyWorkers(backlog), Math.Min(shared, backlog.OpenTasks));
        return new ScalingDecision((int)Math.Min(wanted, MaxWorkers), IsActive(backlog, target), jobs);
    }

    /// <summary>
    /// Workers that are wanted because they have tasks, whatever the rest of the work says: all of them where tasks
    /// outlast a decision of the HPA, and the part of them that a decision still finds where tasks are shorter.
    /// Wanting all of them always would keep a cluster at its largest size, since each block makes all workers busy
    /// for a moment.
    /// </summary>
    public static int BusyWorkers(Backlog backlog) => (int)Math.Min(
        MaxWorkers,
        Math.Ceiling(backlog.RunningTasks * Math.Min(1, backlog.Rates.TaskSeconds / DecisionSeconds)));

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
