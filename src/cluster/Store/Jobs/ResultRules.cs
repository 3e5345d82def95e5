using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>What a worker's word changes of a task.</summary>
internal static class ResultRules
{
    /// <summary>Most seconds that a task counts: a year.</summary>
    public const double MaxSeconds = 365 * 24 * 3600;

    /// <summary>The task after a result; the task itself if the result changes nothing.</summary>
    public static JobTask Next(JobTask task, ResultMessage result) => (result.Kind, task.State) switch
    {
        // A worker that began before another, or that says it twice, is no news. After a failure the task may
        // be begun again from the dead letters; it stays failed until it is done, so that no late word of the
        // failed attempt leaves a task that runs nowhere.
        (ResultKind.Started, JobTaskState.Done or JobTaskState.Failed) => task,
        (ResultKind.Started, _) when Milliseconds(task.StartedAt) >= Milliseconds(result.At) => task,
        (ResultKind.Started, _) => task with
        {
            State = JobTaskState.Running,
            Worker = result.Worker,
            StartedAt = result.At,
            Attempts = task.Attempts + 1,
        },
        (ResultKind.Done, not JobTaskState.Done) => task with
        {
            State = JobTaskState.Done,
            Result = result.Result,
            Worker = result.Worker,
            Seconds = Seconds(result),
            Failure = TaskFailure.None,
            FailedSegment = -1,
            Error = null,
            FinishedAt = result.At,
        },
        (ResultKind.Failed, not (JobTaskState.Done or JobTaskState.Failed)) => task with
        {
            State = JobTaskState.Failed,
            Worker = result.Worker,
            Failure = result.Failure,
            FailedSegment = result.Segment,
            Error = result.Reason,
            FinishedAt = result.At,
        },
        _ => task,
    };

    /// <summary>The job after one of its tasks was done for the first time.</summary>
    public static Job AfterDone(Job job, JobTask done, DateTimeOffset now) => job with
    {
        SegmentsDone = job.SegmentsDone + (done.Kind == TaskKind.Prove ? 1 : 0),
        WorkerSeconds = job.WorkerSeconds + done.Seconds,
        UpdatedAt = now,
    };

    /// <summary>A job that ended without a proof, as it waits for a leader again.</summary>
    public static Job Requeued(Job job, DateTimeOffset now) => job with
    {
        State = JobState.Queued,
        Error = null,
        Attempts = 0,
        FinishedAt = null,
        NeedsCleanup = false,
        LeaseOwner = null,
        LeaseUntil = null,
        UpdatedAt = now,
    };

    // Seconds come from outside; what is no time counts nothing.
    private static double Seconds(ResultMessage result) =>
        double.IsFinite(result.Seconds) ? Math.Clamp(result.Seconds, 0, MaxSeconds) : 0;

    private static long? Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();
}
