using System.Globalization;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>Jobs in an SQL database: a file of SQLite on one machine, or PostgreSQL in a cluster.</summary>
/// <remarks>
/// A transaction that changes a job or its tasks first takes the job's row, so changes of one job come one
/// after the other, and no two transactions wait for each other. Where a connection breaks while a transaction
/// is committed, nobody knows whether it was; each method may be called again then.
/// </remarks>
public sealed class SqlJobStore : IJobStore
{
    /// <summary>Most jobs that one call claims, or lists for cleanup.</summary>
    public const int MaxBatch = 1000;

    /// <summary>Longest named value in characters.</summary>
    public const int MaxValueLength = 1 << 20;

    private readonly SqlDatabase database;
    private readonly TimeProvider time;

    private SqlJobStore(SqlDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    // Times are stored in milliseconds, so that is what a job has from the start.
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>A store in a file, which need not be there; nothing is opened yet.</summary>
    public static SqlJobStore OpenSqlite(string path, TimeProvider time)
    {
        SqliteDialect dialect = new(path);
        return new SqlJobStore(new SqlDatabase(dialect.CreateSource(), dialect), time);
    }

    /// <summary>A store in PostgreSQL; nothing is connected yet.</summary>
    /// <exception cref="JobStoreException">The options cannot be read.</exception>
    public static SqlJobStore OpenPostgres(PostgresOptions options, TimeProvider time)
    {
        PostgresDialect dialect = new(options);
        return new SqlJobStore(new SqlDatabase(dialect.CreateSource(), dialect), time);
    }

    public async Task InitializeAsync(CancellationToken cancellation)
    {
        await database.PrepareAsync(cancellation);
        await database.WriteAsync(
            async session =>
            {
                await Migrations.ApplyAsync(session, Now);
                return true;
            },
            cancellation);
    }

    public Task<(Job Job, bool IsNew)> SubmitAsync(Job job, CancellationToken cancellation) =>
        database.WriteAsync<(Job, bool)>(
            async session =>
            {
                Job queued = job with { State = JobState.Queued, UpdatedAt = Now };

                // The job with the key may end between the two statements; then there is room for this one.
                for (int attempt = 1; ; attempt++)
                {
                    if (await JobRows.TryInsertAsync(session, queued))
                    {
                        return ((await JobRows.FindAsync(session, job.Id))!, true);
                    }

                    if (await JobRows.FindByKeyAsync(session, job.Key) is { } other)
                    {
                        return (other, false);
                    }

                    if (attempt == SqlDatabase.MaxTries)
                    {
                        throw new JobStoreException(
                            "jobs with the same key come and go: submit again", isPassing: true);
                    }
                }
            },
            cancellation);

    public Task<Job?> GetAsync(string id, CancellationToken cancellation) =>
        database.ReadAsync(session => JobRows.FindAsync(session, id), cancellation);

    public async Task<IReadOnlyList<Job>> ListAsync(JobFilter filter, CancellationToken cancellation)
    {
        List<string> conditions = [];
        List<(string Name, object? Value)> parameters = [];
        void Require(string condition, string name, object value)
        {
            conditions.Add(condition);
            parameters.Add((name, value));
        }

        if (filter.States is not null)
        {
            IEnumerable<string> states = filter.States.Distinct().Select(state => $"'{SqlText.NameOf(state)}'");
            conditions.Add(filter.States.Count == 0 ? "1 = 0" : $"state IN ({string.Join(", ", states)})");
        }

        if (filter.BlockNumber is { } number)
        {
            Require("block_number = @block_number", "block_number", number);
        }

        if (filter.ChainId is { } chain)
        {
            Require("chain_id = @chain_id", "chain_id", chain);
        }

        if (filter.Source is { } source)
        {
            Require("source = @source", "source", source);
        }

        if (filter.IdPrefix is { } prefix)
        {
            Require("id >= @first_id", "first_id", prefix);
            Require("id < @end_id", "end_id", prefix + '\uFFFD');
        }

        if (filter.BeforeId is { } before)
        {
            Require("id < @before_id", "before_id", before);
        }

        string where = conditions.Count == 0 ? string.Empty : $"WHERE {string.Join(" AND ", conditions)} ";
        int count = Math.Clamp(filter.MaxCount, 0, JobFilter.Limit);
        string rest = string.Create(CultureInfo.InvariantCulture, $"{where}ORDER BY id DESC LIMIT {count}");
        return await database.ReadAsync(
            session => JobRows.QueryAsync(session, rest, [.. parameters]), cancellation);
    }

    public Task<JobTotals> GetTotalsAsync(CancellationToken cancellation) => database.ReadAsync(
        async session =>
        {
            List<(JobState State, long Count)> jobs = await session.QueryAsync(
                "SELECT state, COUNT(*) FROM jobs GROUP BY state",
                reader => (SqlText.ValueOf<JobState>(reader.GetString(0)), reader.GetInt64(1)));
            DateTimeOffset? oldest = await session.FindAsync(
                $"SELECT MIN(created_at) FROM jobs WHERE {JobRows.IsLive}",
                reader => new RowReader(reader).TimeOrNull());
            List<(JobTaskState State, long Count)> tasks = await session.QueryAsync(
                $"""
                SELECT tasks.state, COUNT(*) FROM tasks
                WHERE tasks.state IN ('ready', 'queued', 'running')
                    AND EXISTS (SELECT 1 FROM jobs WHERE jobs.id = tasks.job_id AND jobs.{JobRows.IsLive})
                GROUP BY tasks.state
                """,
                reader => (SqlText.ValueOf<JobTaskState>(reader.GetString(0)), reader.GetInt64(1)));
            List<(TaskKind Kind, DateTimeOffset At)> queued = await session.QueryAsync(
                $"""
                SELECT tasks.kind, MIN(tasks.queued_at) FROM tasks
                WHERE tasks.state = 'queued' AND tasks.queued_at IS NOT NULL
                    AND EXISTS (SELECT 1 FROM jobs WHERE jobs.id = tasks.job_id AND jobs.{JobRows.IsLive})
                GROUP BY tasks.kind
                """,
                reader => (
                    SqlText.ValueOf<TaskKind>(reader.GetString(0)),
                    DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1))));
            long CountOf(JobTaskState state) => tasks.Find(entry => entry.State == state).Count;
            return new JobTotals(
                jobs.ToDictionary(entry => entry.State, entry => entry.Count),
                oldest,
                CountOf(JobTaskState.Ready),
                CountOf(JobTaskState.Queued),
                CountOf(JobTaskState.Running))
            {
                OldestQueued = queued.ToDictionary(entry => entry.Kind, entry => entry.At),
            };
        },
        cancellation);

    public Task<OpenWork> GetOpenWorkAsync(CancellationToken cancellation) => database.ReadAsync(
        async session => new OpenWork(
            await OpenWorkRows.ListJobsAsync(session), await OpenWorkRows.SumRecentAsync(session)),
        cancellation);

    public async Task<IReadOnlyList<JobTask>> GetTasksAsync(string jobId, CancellationToken cancellation) =>
        await database.ReadAsync(session => TaskRows.ListAsync(session, jobId), cancellation);

    /// <inheritdoc/>
    /// <remarks>Jobs that the leader holds itself are not given again while its lease runs.</remarks>
    public async Task<IReadOnlyList<Job>> ClaimAsync(
        string owner, TimeSpan lease, int maxCount, CancellationToken cancellation) =>
        await database.WriteAsync(
            async session =>
            {
                DateTimeOffset now = Now;
                int count = Math.Clamp(maxCount, 0, MaxBatch);
                List<Job> free = await JobRows.QueryAsync(
                    session,
                    $"""
                    WHERE {JobRows.IsLive} AND (lease_owner IS NULL OR lease_until <= @now)
                    ORDER BY id LIMIT {count}{session.Dialect.ForUpdateSkipLocked}
                    """,
                    ("now", now));
                List<Job> claimed = [];
                foreach (Job job in free)
                {
                    Job mine = job with
                    {
                        LeaseOwner = owner,
                        LeaseUntil = now + lease,
                        StartedAt = job.StartedAt ?? now,
                        Attempts = job.Attempts + 1,
                        UpdatedAt = now,
                    };
                    await JobRows.UpdateAsync(session, mine);
                    claimed.Add(mine);
                }

                return claimed;
            },
            cancellation);

    public async Task<IReadOnlyList<string>> RenewAsync(
        string owner, TimeSpan lease, CancellationToken cancellation) =>
        await database.WriteAsync(
            session => session.QueryAsync(
                $"""
                UPDATE jobs SET lease_until = @until WHERE lease_owner = @owner AND {JobRows.IsLive} RETURNING id
                """,
                reader => reader.GetString(0),
                ("until", Now + lease),
                ("owner", owner)),
            cancellation);

    public Task ReleaseAsync(string owner, string jobId, CancellationToken cancellation) => database.WriteAsync(
        session => session.ExecuteAsync(
            """
            UPDATE jobs SET lease_owner = NULL, lease_until = NULL, updated_at = @now
            WHERE id = @id AND lease_owner = @owner
            """,
            ("now", Now),
            ("id", jobId),
            ("owner", owner)),
        cancellation);

    public Task<Job?> UpdateAsync(string owner, string jobId, JobChange change, CancellationToken cancellation) =>
        database.WriteAsync<Job?>(
            async session =>
            {
                if (await LockHeldAsync(session, owner, jobId) is not { } job)
                {
                    return null;
                }

                DateTimeOffset now = Now;
                Job changed = job with
                {
                    State = change.State ?? job.State,
                    Error = change.Error is null ? job.Error : SqlText.Bounded(change.Error),
                    Run = change.Run ?? job.Run,
                    Proof = change.Proof ?? job.Proof,
                    Cycles = change.Cycles ?? job.Cycles,
                    SegmentCount = change.SegmentCount ?? job.SegmentCount,
                    CutAt = change.CutAt ?? job.CutAt,
                    LeaderSeconds = job.LeaderSeconds + change.AddLeaderSeconds,
                    UpdatedAt = now,
                };
                changed = changed.State.IsFinal() ? Ended(changed, now) : changed;
                await JobRows.UpdateAsync(session, changed);
                return await JobRows.FindAsync(session, jobId);
            },
            cancellation);

    /// <inheritdoc/>
    /// <remarks>Tasks of a job that the leader does not hold any more, or that has ended, are left out.</remarks>
    public Task AddTasksAsync(string owner, IReadOnlyList<JobTask> tasks, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                foreach (IGrouping<string, JobTask> some in tasks
                    .GroupBy(task => task.JobId).OrderBy(group => group.Key, StringComparer.Ordinal))
                {
                    if (await LockHeldAsync(session, owner, some.Key) is not { } job)
                    {
                        continue;
                    }

                    foreach (JobTask task in some)
                    {
                        await TaskRows.AddAsync(session, task);
                    }

                    await JobRows.UpdateAsync(session, job with { UpdatedAt = Now });
                }

                return true;
            },
            cancellation);

    public Task MarkPublishedAsync(
        string jobId, IReadOnlyList<(TaskKind Kind, int Index)> tasks, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                if (await JobRows.LockAsync(session, jobId) is null)
                {
                    return false;
                }

                foreach (IGrouping<TaskKind, int> some in tasks.GroupBy(task => task.Kind, task => task.Index))
                {
                    await TaskRows.MarkQueuedAsync(session, jobId, some.Key, some, Now);
                }

                return true;
            },
            cancellation);

    /// <inheritdoc/>
    /// <remarks>
    /// Nothing happens where the leader does not hold the job any more, or where it has ended. The seconds
    /// that were spent on a result that is forgotten stay counted.
    /// </remarks>
    public Task ResetTaskAsync(
        string owner, string jobId, TaskKind kind, int index, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                if (await LockHeldAsync(session, owner, jobId) is not { } job
                    || await TaskRows.FindAsync(session, jobId, kind, index) is not { } task)
                {
                    return false;
                }

                await TaskRows.UpdateAsync(session, task with
                {
                    State = JobTaskState.Ready,
                    Result = null,
                    Worker = null,
                    Failure = TaskFailure.None,
                    FailedSegment = -1,
                    Error = null,
                    Seconds = 0,
                    QueuedAt = null,
                    StartedAt = null,
                    FinishedAt = null,
                });
                bool wasDone = task is { State: JobTaskState.Done, Kind: TaskKind.Prove };
                await JobRows.UpdateAsync(
                    session, job with { SegmentsDone = job.SegmentsDone - (wasDone ? 1 : 0), UpdatedAt = Now });
                return true;
            },
            cancellation);

    public Task<ResultEffect> ApplyAsync(ResultMessage result, CancellationToken cancellation) =>
        database.WriteAsync(session => ApplyAsync(session, result, Now), cancellation);

    public Task<Job?> CancelAsync(string jobId, string reason, CancellationToken cancellation) =>
        database.WriteAsync(
            async session =>
            {
                Job? job = await JobRows.LockAsync(session, jobId);
                if (job is null || job.State.IsFinal())
                {
                    return job;
                }

                DateTimeOffset now = Now;
                await JobRows.UpdateAsync(
                    session, Ended(job with { State = JobState.Cancelled, Error = reason, UpdatedAt = now }, now));
                return await JobRows.FindAsync(session, jobId);
            },
            cancellation);

    /// <inheritdoc/>
    /// <remarks>
    /// Attempts count from 0 again. Tasks that failed, and those whose messages may have been removed since the
    /// job ended, are Ready.
    /// </remarks>
    public Task<Job?> RetryAsync(string jobId, CancellationToken cancellation) => database.WriteAsync(
        async session =>
        {
            Job? job = await JobRows.LockAsync(session, jobId);
            if (job is not { State: JobState.Failed or JobState.Cancelled }
                || await JobRows.FindByKeyAsync(session, job.Key) is not null)
            {
                return job;
            }

            await TaskRows.RestartFailedAsync(session, jobId);
            await TaskRows.RestartOpenAsync(session, jobId);
            await JobRows.UpdateAsync(session, ResultRules.Requeued(job, Now));
            return await JobRows.FindAsync(session, jobId);
        },
        cancellation);

    public async Task<IReadOnlyList<Job>> ListForCleanupAsync(int maxCount, CancellationToken cancellation)
    {
        int count = Math.Clamp(maxCount, 0, MaxBatch);
        string rest = string.Create(
            CultureInfo.InvariantCulture, $"WHERE needs_cleanup = 1 ORDER BY id LIMIT {count}");
        return await database.ReadAsync(session => JobRows.QueryAsync(session, rest), cancellation);
    }

    public Task MarkCleanAsync(string jobId, CancellationToken cancellation) => database.WriteAsync(
        session => session.ExecuteAsync(
            "UPDATE jobs SET needs_cleanup = 0, updated_at = @now WHERE id = @id AND needs_cleanup = 1",
            ("now", Now),
            ("id", jobId)),
        cancellation);

    public async Task<IReadOnlyList<Job>> ListEndedAsync(
        DateTimeOffset before, int maxCount, CancellationToken cancellation)
    {
        int count = Math.Clamp(maxCount, 0, MaxBatch);
        string rest = string.Create(
            CultureInfo.InvariantCulture,
            $"WHERE finished_at < @before AND needs_cleanup = 0 ORDER BY finished_at, id LIMIT {count}");
        return await database.ReadAsync(
            session => JobRows.QueryAsync(session, rest, ("before", before)), cancellation);
    }

    public Task<bool> DeleteAsync(string jobId, CancellationToken cancellation) => database.WriteAsync(
        async session =>
        {
            Job? job = await JobRows.LockAsync(session, jobId);
            if (job is null || !job.State.IsFinal() || job.NeedsCleanup)
            {
                return false;
            }

            await session.ExecuteAsync("DELETE FROM tasks WHERE job_id = @id", ("id", jobId));
            await session.ExecuteAsync("DELETE FROM jobs WHERE id = @id", ("id", jobId));
            return true;
        },
        cancellation);

    public async Task<IReadOnlyList<WorkerRecord>> ListWorkersAsync(
        DateTimeOffset since, CancellationToken cancellation) =>
        await database.ReadAsync(session => WorkerRows.ListAsync(session, since), cancellation);

    public Task<string?> GetValueAsync(string name, CancellationToken cancellation) => database.ReadAsync(
        session => session.FindAsync(
            "SELECT value FROM named_values WHERE name = @name", reader => reader.GetString(0), ("name", name)),
        cancellation);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The value is longer than <see cref="MaxValueLength"/>, or no valid text.
    /// </exception>
    public Task<bool> TrySetValueAsync(
        string name, string? expected, string value, CancellationToken cancellation)
    {
        if (value.Length > MaxValueLength || SqlText.Storable(value) != value)
        {
            throw new ArgumentException(
                $"a named value is text of at most {MaxValueLength} characters, without U+0000", nameof(value));
        }

        return database.WriteAsync(
            async session => await (expected is null
                ? session.ExecuteAsync(
                    "INSERT INTO named_values (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING",
                    ("name", name),
                    ("value", value))
                : session.ExecuteAsync(
                    "UPDATE named_values SET value = @value WHERE name = @name AND value = @expected",
                    ("value", value),
                    ("name", name),
                    ("expected", expected))) == 1,
            cancellation);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static async Task<ResultEffect> ApplyAsync(SqlSession session, ResultMessage result, DateTimeOffset now)
    {
        if (result.Kind == ResultKind.Alive)
        {
            return await WorkerRows.NoteAsync(session, result, isTaskDone: false, now)
                ? ResultEffect.Applied
                : ResultEffect.Repeated;
        }

        if (!JobTask.TryParseId(result.TaskId, out string jobId, out TaskKind kind, out int index)
            || jobId != result.JobId
            || (result.Kind == ResultKind.Done && result.Result is null)
            || await JobRows.LockAsync(session, jobId) is not { } job
            || await TaskRows.FindAsync(session, jobId, kind, index) is not { } task)
        {
            return ResultEffect.Unknown;
        }

        bool isOver = job.State is JobState.Proved or JobState.Cancelled;
        JobTask next = isOver ? task : ResultRules.Next(task, result);
        bool isTaskDone = next.State == JobTaskState.Done && task.State != JobTaskState.Done;
        if (next != task)
        {
            await TaskRows.UpdateAsync(session, next);
            await JobRows.UpdateAsync(
                session, isTaskDone ? ResultRules.AfterDone(job, next, now) : job with { UpdatedAt = now });
        }

        if (isTaskDone && task.State == JobTaskState.Failed && job.State == JobState.Failed)
        {
            await ReviveAsync(session, jobId, now);
        }

        bool isNews = await WorkerRows.NoteAsync(session, result, isTaskDone, now);
        return isOver ? ResultEffect.JobEnded
            : next != task || (result.Kind == ResultKind.Dropped && isNews) ? ResultEffect.Applied
            : ResultEffect.Repeated;
    }

    // The last of the tasks that had failed is done, so the job can go on, unless another took its place.
    private static async Task ReviveAsync(SqlSession session, string jobId, DateTimeOffset now)
    {
        Job job = (await JobRows.FindAsync(session, jobId))!;
        if (!await TaskRows.HasFailedAsync(session, jobId)
            && await JobRows.FindByKeyAsync(session, job.Key) is null)
        {
            await TaskRows.RestartOpenAsync(session, jobId);
            await JobRows.UpdateAsync(session, ResultRules.Requeued(job, now));
        }
    }

    private static async Task<Job?> LockHeldAsync(SqlSession session, string owner, string jobId) =>
        await JobRows.LockAsync(session, jobId) is { } job && job.LeaseOwner == owner && !job.State.IsFinal()
            ? job
            : null;

    private static Job Ended(Job job, DateTimeOffset now) => job with
    {
        FinishedAt = now,
        NeedsCleanup = true,
        LeaseOwner = null,
        LeaseUntil = null,
    };
}
