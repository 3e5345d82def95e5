using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Core.Jobs;

/// <summary>
/// The database of jobs, which several leaders and commands use at a time. Each method is one transaction.
/// Methods throw a <see cref="JobStoreException"/> where the database cannot be reached or refuses.
/// </summary>
public interface IJobStore : IAsyncDisposable
{
    /// <summary>Brings the schema to this version; leaders that do it at the same time do not collide.</summary>
    Task InitializeAsync(CancellationToken cancellation);

    /// <summary>
    /// Adds a job in state Queued, unless one with its key lives or is proved, which is returned instead.
    /// </summary>
    /// <returns>The job that is in the database, and whether it was added.</returns>
    Task<(Job Job, bool IsNew)> SubmitAsync(Job job, CancellationToken cancellation);

    Task<Job?> GetAsync(string id, CancellationToken cancellation);

    /// <summary>Jobs, the newest first.</summary>
    Task<IReadOnlyList<Job>> ListAsync(JobFilter filter, CancellationToken cancellation);

    /// <summary>Counts of jobs and open tasks by state, and since when the oldest of them wait.</summary>
    Task<JobTotals> GetTotalsAsync(CancellationToken cancellation);

    /// <summary>What is left of each job that has not ended, and what work cost lately; for scaling.</summary>
    Task<OpenWork> GetOpenWorkAsync(CancellationToken cancellation);

    /// <summary>The tasks of a job by kind and index.</summary>
    Task<IReadOnlyList<JobTask>> GetTasksAsync(string jobId, CancellationToken cancellation);

    /// <summary>
    /// Gives a leader jobs that have not ended and that no other leader holds, the oldest first; sets
    /// <see cref="Job.StartedAt"/> where it is not set, and counts an attempt.
    /// </summary>
    Task<IReadOnlyList<Job>> ClaimAsync(
        string owner, TimeSpan lease, int maxCount, CancellationToken cancellation);

    /// <summary>Extends the leases that a leader holds; returns the ids of the jobs that it still holds.</summary>
    Task<IReadOnlyList<string>> RenewAsync(string owner, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Gives up a lease, so that any leader can go on at once.</summary>
    Task ReleaseAsync(string owner, string jobId, CancellationToken cancellation);

    /// <summary>
    /// Changes a job that a leader holds and that has not ended. A final state ends the lease, sets
    /// <see cref="Job.FinishedAt"/> and <see cref="Job.NeedsCleanup"/>.
    /// </summary>
    /// <returns>The job afterwards; null if the leader does not hold it any more, or if it has ended.</returns>
    Task<Job?> UpdateAsync(string owner, string jobId, JobChange change, CancellationToken cancellation);

    /// <summary>
    /// Adds tasks in state Ready. Of a task that is there already, the input is replaced, and if it failed
    /// with BadInput, it is Ready again.
    /// </summary>
    Task AddTasksAsync(string owner, IReadOnlyList<JobTask> tasks, CancellationToken cancellation);

    /// <summary>Notes that tasks were published: those in state Ready are Queued.</summary>
    Task MarkPublishedAsync(
        string jobId, IReadOnlyList<(TaskKind Kind, int Index)> tasks, CancellationToken cancellation);

    /// <summary>Makes a task Ready again, its result, failure and worker forgotten.</summary>
    Task ResetTaskAsync(string owner, string jobId, TaskKind kind, int index, CancellationToken cancellation);

    /// <summary>
    /// Applies what a worker says, once: a first Done counts, with its seconds, and a later one or a Started
    /// after it changes nothing. A Done revives a job that had failed when none of its tasks is failed any
    /// more. Signs of life go to the workers' table.
    /// </summary>
    Task<ResultEffect> ApplyAsync(ResultMessage result, CancellationToken cancellation);

    /// <summary>Cancels a job that has not ended; its tasks are to be removed (NeedsCleanup).</summary>
    /// <returns>The job afterwards; null if there is none. One that had ended is returned as it is.</returns>
    Task<Job?> CancelAsync(string jobId, string reason, CancellationToken cancellation);

    /// <summary>Queues a job again that failed or was cancelled; segments that are proven stay so.</summary>
    /// <returns>
    /// The job afterwards; null if there is none. One that had not failed, or whose key another job has by
    /// now, is returned as it is.
    /// </returns>
    Task<Job?> RetryAsync(string jobId, CancellationToken cancellation);

    /// <summary>Jobs that ended and whose tasks and artifacts are left to be removed.</summary>
    Task<IReadOnlyList<Job>> ListForCleanupAsync(int maxCount, CancellationToken cancellation);

    /// <summary>Notes that they were removed.</summary>
    Task MarkCleanAsync(string jobId, CancellationToken cancellation);

    /// <summary>
    /// Jobs that ended before a time and of which nothing is left to be removed; the oldest end first.
    /// </summary>
    Task<IReadOnlyList<Job>> ListEndedAsync(
        DateTimeOffset before, int maxCount, CancellationToken cancellation);

    /// <summary>Deletes a job that has ended, with its tasks; its artifacts are the caller's to delete first.</summary>
    /// <returns>False if there is no such job, if it has not ended, or if it waits to be cleaned up after.</returns>
    Task<bool> DeleteAsync(string jobId, CancellationToken cancellation);

    /// <summary>The workers that gave a sign of life since a time.</summary>
    Task<IReadOnlyList<WorkerRecord>> ListWorkersAsync(DateTimeOffset since, CancellationToken cancellation);

    /// <summary>A named value of a follower (at most 1 MiB of text); null if it is not set.</summary>
    Task<string?> GetValueAsync(string name, CancellationToken cancellation);

    /// <summary>
    /// Sets a named value if it still is what the caller read (null: not set). False if another was faster.
    /// </summary>
    Task<bool> TrySetValueAsync(string name, string? expected, string value, CancellationToken cancellation);
}

/// <summary>Which jobs to list.</summary>
public sealed record JobFilter
{
    /// <summary>Largest <see cref="MaxCount"/>.</summary>
    public const int Limit = 1000;

    public IReadOnlyList<JobState>? States { get; init; }

    public ulong? BlockNumber { get; init; }

    public ulong? ChainId { get; init; }

    public string? Source { get; init; }

    /// <summary>Only jobs whose id begins with this.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>Only jobs older than the one with this id; for the next page.</summary>
    public string? BeforeId { get; init; }

    public int MaxCount { get; init; } = 50;
}

/// <summary>Fields of a job that change; those that are null stay.</summary>
public sealed record JobChange
{
    public JobState? State { get; init; }

    public string? Error { get; init; }

    public ArtifactRef? Run { get; init; }

    public ArtifactRef? Proof { get; init; }

    public ulong? Cycles { get; init; }

    public int? SegmentCount { get; init; }

    public DateTimeOffset? CutAt { get; init; }

    /// <summary>Added to the leader's seconds.</summary>
    public double AddLeaderSeconds { get; init; }
}

/// <summary>Jobs by state.</summary>
/// <param name="Count">Number of jobs by state; states without jobs may be absent.</param>
/// <param name="OldestLive">Creation of the oldest job that has not ended.</param>
/// <param name="ReadyTasks">Tasks that are not published yet.</param>
/// <param name="QueuedTasks">Tasks that the broker has.</param>
/// <param name="RunningTasks">Tasks that workers have begun.</param>
public sealed record JobTotals(
    IReadOnlyDictionary<JobState, long> Count,
    DateTimeOffset? OldestLive,
    long ReadyTasks,
    long QueuedTasks,
    long RunningTasks)
{
    /// <summary>
    /// Since when the broker has the oldest task that no worker has begun, by kind; kinds without one are absent.
    /// </summary>
    public IReadOnlyDictionary<TaskKind, DateTimeOffset> OldestQueued { get; init; } =
        new Dictionary<TaskKind, DateTimeOffset>();
}

/// <summary>What a result changed.</summary>
public enum ResultEffect
{
    /// <summary>The task, or a worker's entry.</summary>
    Applied,

    /// <summary>Nothing: it was known.</summary>
    Repeated,

    /// <summary>Nothing: there is no such task.</summary>
    Unknown,

    /// <summary>Nothing: the job has ended, and what the worker stored is of no use.</summary>
    JobEnded,
}

/// <summary>A worker's last sign of life.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SeenAt">When.</param>
/// <param name="TaskId">The task that it works on; null if it is idle.</param>
/// <param name="TasksDone">Tasks that it has done.</param>
/// <param name="MemoryBytes">Its process memory.</param>
public sealed record WorkerRecord(
    string Name, DateTimeOffset SeenAt, string? TaskId, long TasksDone, long MemoryBytes);
