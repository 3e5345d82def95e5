using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>The rows of table workers.</summary>
internal static class WorkerRows
{
    /// <summary>How long a worker that gives no sign of life is kept.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    /// <summary>Most workers that are listed, those that were seen last.</summary>
    public const int MaxListed = 10_000;

    /// <summary>Notes a sign of life; an older one than the last that is known changes nothing.</summary>
    /// <param name="isTaskDone">Whether it did a task, which counts whenever it comes.</param>
    /// <returns>Whether anything changed.</returns>
    public static async Task<bool> NoteAsync(
        SqlSession session, ResultMessage result, bool isTaskDone, DateTimeOffset now)
    {
        DateTimeOffset seenAt = result.At < now ? result.At : now;
        bool isBusy = result.Kind is ResultKind.Alive or ResultKind.Started && result.TaskId.Length > 0;
        int changed = await session.ExecuteAsync(
            """
            UPDATE workers SET seen_at = @seen_at, task_id = @task_id,
                memory_bytes = CASE WHEN @memory > 0 THEN @memory ELSE memory_bytes END
            WHERE name = @name AND seen_at <= @seen_at
            """,
            ("name", result.Worker),
            ("seen_at", seenAt),
            ("task_id", isBusy ? result.TaskId : null),
            ("memory", Math.Max(0, result.MemoryBytes)));
        if (changed == 0)
        {
            changed = await session.ExecuteAsync(
                """
                INSERT INTO workers (name, seen_at, task_id, tasks_done, memory_bytes)
                VALUES (@name, @seen_at, @task_id, 0, @memory)
                ON CONFLICT (name) DO NOTHING
                """,
                ("name", result.Worker),
                ("seen_at", seenAt),
                ("task_id", isBusy ? result.TaskId : null),
                ("memory", Math.Max(0, result.MemoryBytes)));
            if (changed == 1)
            {
                await session.ExecuteAsync(
                    "DELETE FROM workers WHERE seen_at < @oldest AND name <> @name",
                    ("oldest", now - Retention),
                    ("name", result.Worker));
            }
        }

        if (isTaskDone)
        {
            await session.ExecuteAsync(
                "UPDATE workers SET tasks_done = tasks_done + 1 WHERE name = @name", ("name", result.Worker));
        }

        return changed == 1;
    }

    public static Task<List<WorkerRecord>> ListAsync(SqlSession session, DateTimeOffset since) =>
        session.QueryAsync(
            $"""
            SELECT name, seen_at, task_id, tasks_done, memory_bytes FROM workers
            WHERE seen_at >= @since ORDER BY seen_at DESC, name LIMIT {MaxListed}
            """,
            reader =>
            {
                RowReader row = new(reader);
                return new WorkerRecord(row.Text(), row.Time(), row.TextOrNull(), row.Int64(), row.Int64());
            },
            ("since", since));
}
