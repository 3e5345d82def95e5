using System.Data.Common;
using System.Globalization;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>The rows of table tasks.</summary>
internal static class TaskRows
{
    // Tasks that one statement names.
    private const int MaxNumbersInStatement = 500;

    private const string Columns =
        """
        job_id, kind, number, state, input, cycles, first_transaction, last_transaction, result, attempts, worker,
        failure, failed_segment, error, seconds, queued_at, started_at, finished_at
        """;

    private const string RestartFailed =
        """
        UPDATE tasks SET state = 'ready', attempts = 0, worker = NULL, failure = 'none', failed_segment = -1,
            error = NULL, queued_at = NULL, started_at = NULL, finished_at = NULL
        WHERE job_id = @job_id AND state = 'failed'
        """;

    /// <summary>All tasks of a job by kind and number.</summary>
    public static Task<List<JobTask>> ListAsync(SqlSession session, string jobId) => session.QueryAsync(
        $"SELECT {Columns} FROM tasks WHERE job_id = @job_id ORDER BY kind DESC, number",
        Read,
        ("job_id", jobId));

    public static Task<JobTask?> FindAsync(SqlSession session, string jobId, TaskKind kind, int index) =>
        session.FindAsync(
            $"SELECT {Columns} FROM tasks WHERE job_id = @job_id AND kind = @kind AND number = @number",
            Read,
            ("job_id", jobId),
            ("kind", SqlText.NameOf(kind)),
            ("number", index));

    public static async Task<bool> HasFailedAsync(SqlSession session, string jobId) =>
        await session.FindAsync(
            "SELECT COUNT(*) FROM tasks WHERE job_id = @job_id AND state = 'failed'",
            reader => reader.GetInt64(0),
            ("job_id", jobId)) > 0;

    /// <summary>
    /// Adds a task in state Ready, or gives the one that is there this input, and makes it Ready if a bad input
    /// was its failure.
    /// </summary>
    public static async Task AddAsync(SqlSession session, JobTask task)
    {
        await InsertAsync(session, task);
        await session.ExecuteAsync(
            $"{RestartFailed} AND kind = @kind AND number = @number AND failure = 'bad-input'",
            ("job_id", task.JobId),
            ("kind", SqlText.NameOf(task.Kind)),
            ("number", task.Index));
    }

    /// <summary>Writes all of a task that can change but its input.</summary>
    public static Task UpdateAsync(SqlSession session, JobTask task) => session.ExecuteAsync(
        """
        UPDATE tasks SET state = @state, result = @result, attempts = @attempts, worker = @worker,
            failure = @failure, failed_segment = @failed_segment, error = @error, seconds = @seconds,
            queued_at = @queued_at, started_at = @started_at, finished_at = @finished_at
        WHERE job_id = @job_id AND kind = @kind AND number = @number
        """,
        ("state", SqlText.NameOf(task.State)),
        ("result", task.Result?.ToString()),
        ("attempts", task.Attempts),
        ("worker", task.Worker),
        ("failure", SqlText.NameOf(task.Failure)),
        ("failed_segment", task.FailedSegment),
        ("error", task.Error is null ? null : SqlText.Bounded(task.Error)),
        ("seconds", task.Seconds),
        ("queued_at", task.QueuedAt),
        ("started_at", task.StartedAt),
        ("finished_at", task.FinishedAt),
        ("job_id", task.JobId),
        ("kind", SqlText.NameOf(task.Kind)),
        ("number", task.Index));

    /// <summary>Queues tasks that are Ready.</summary>
    public static async Task MarkQueuedAsync(
        SqlSession session, string jobId, TaskKind kind, IEnumerable<int> numbers, DateTimeOffset now)
    {
        foreach (int[] some in numbers.Chunk(MaxNumbersInStatement))
        {
            string list = string.Join(',', some.Select(number => number.ToString(CultureInfo.InvariantCulture)));
            await session.ExecuteAsync(
                $"""
                UPDATE tasks SET state = 'queued', queued_at = @now
                WHERE job_id = @job_id AND kind = @kind AND state = 'ready' AND number IN ({list})
                """,
                ("now", now),
                ("job_id", jobId),
                ("kind", SqlText.NameOf(kind)));
        }
    }

    /// <summary>Makes tasks Ready whose messages may be gone.</summary>
    public static Task RestartOpenAsync(SqlSession session, string jobId) => session.ExecuteAsync(
        """
        UPDATE tasks SET state = 'ready', worker = NULL, queued_at = NULL, started_at = NULL
        WHERE job_id = @job_id AND state IN ('queued', 'running')
        """,
        ("job_id", jobId));

    /// <summary>Makes tasks Ready that failed, with no attempts.</summary>
    public static Task RestartFailedAsync(SqlSession session, string jobId) =>
        session.ExecuteAsync(RestartFailed, ("job_id", jobId));

    private static Task InsertAsync(SqlSession session, JobTask task) => session.ExecuteAsync(
        """
        INSERT INTO tasks (job_id, kind, number, state, input, cycles, first_transaction, last_transaction,
            attempts, failure, failed_segment, seconds)
        VALUES (@job_id, @kind, @number, 'ready', @input, @cycles, @first_transaction, @last_transaction,
            0, 'none', -1, 0)
        ON CONFLICT (job_id, kind, number) DO UPDATE SET
            input = excluded.input, cycles = excluded.cycles,
            first_transaction = excluded.first_transaction, last_transaction = excluded.last_transaction
        """,
        ("job_id", task.JobId),
        ("kind", SqlText.NameOf(task.Kind)),
        ("number", task.Index),
        ("input", task.Input.ToString()),
        ("cycles", task.Cycles),
        ("first_transaction", task.FirstTransaction),
        ("last_transaction", task.LastTransaction));

    // Initializers run in this order, which is that of Columns.
    private static JobTask Read(DbDataReader reader)
    {
        RowReader row = new(reader);
        return new JobTask
        {
            JobId = row.Text(),
            Kind = row.Name<TaskKind>(),
            Index = row.Int32(),
            State = row.Name<JobTaskState>(),
            Input = row.Reference(),
            Cycles = row.UInt64(),
            FirstTransaction = row.Int32(),
            LastTransaction = row.Int32(),
            Result = row.ReferenceOrNull(),
            Attempts = row.Int32(),
            Worker = row.TextOrNull(),
            Failure = row.Name<TaskFailure>(),
            FailedSegment = row.Int32(),
            Error = row.TextOrNull(),
            Seconds = row.Double(),
            QueuedAt = row.TimeOrNull(),
            StartedAt = row.TimeOrNull(),
            FinishedAt = row.TimeOrNull(),
        };
    }
}
