using System.Globalization;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>What is left to do, and what was done lately, of the tables jobs and tasks.</summary>
/// <remarks>
/// Cost: the tasks of the jobs that have not ended, by their primary key, and the newest done tasks by the index
/// tasks_finished; not the history. Sums are floating-point numbers, which neither overflow nor differ in their type
/// between the databases.
/// </remarks>
internal static class OpenWorkRows
{
    private const string IsOpen = "tasks.state IN ('ready', 'queued', 'running')";

    /// <summary>Jobs that have not ended, with what is left of each.</summary>
    public static Task<List<JobWork>> ListJobsAsync(SqlSession session) => session.QueryAsync(
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT jobs.id, jobs.block_number, jobs.state, jobs.gas_used, jobs.created_at,
                CASE WHEN jobs.cut_at IS NULL THEN 0 ELSE 1 END,
                {Count("tasks.kind = 'prove'")},
                {Cycles("tasks.kind = 'prove'")},
                {Count($"tasks.kind = 'prove' AND {IsOpen}")},
                {Cycles($"tasks.kind = 'prove' AND {IsOpen}")},
                {Count("tasks.kind = 'prove' AND tasks.state = 'running'")},
                {Count("tasks.kind = 'aggregate' AND tasks.state = 'running'")}
            FROM (SELECT * FROM jobs WHERE {JobRows.IsLive} ORDER BY id LIMIT {OpenWork.MaxJobs}) jobs
            LEFT JOIN tasks ON tasks.job_id = jobs.id
            GROUP BY jobs.id, jobs.block_number, jobs.state, jobs.gas_used, jobs.created_at, jobs.cut_at
            ORDER BY jobs.id
            """),
        reader =>
        {
            // Initializers run in this order, which is that of the columns.
            RowReader row = new(reader);
            return new JobWork
            {
                Id = row.Text(),
                BlockNumber = row.UInt64(),
                State = row.Name<JobState>(),
                GasUsed = row.UInt64(),
                CreatedAt = row.Time(),
                IsCut = row.Flag(),
                Segments = (int)row.Int64(),
                Cycles = row.Double(),
                OpenSegments = (int)row.Int64(),
                OpenCycles = row.Double(),
                RunningSegments = (int)row.Int64(),
                IsAggregationRunning = row.Int64() > 0,
            };
        });

    /// <summary>What the newest done tasks cost.</summary>
    public static async Task<RecentWork> SumRecentAsync(SqlSession session)
    {
        string newest = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT job_id, kind, cycles, seconds FROM tasks WHERE state = 'done'
            ORDER BY finished_at DESC LIMIT {RecentWork.MaxTasks}
            """);
        RecentWork? work = await session.FindAsync(
            $"""
            SELECT COALESCE(SUM(CASE WHEN tasks.kind = 'prove' THEN 1 ELSE 0 END), 0),
                COALESCE(SUM(CASE WHEN tasks.kind = 'prove' THEN {Real("tasks.cycles")} END), 0.0),
                COALESCE(SUM(CASE WHEN tasks.kind = 'prove' THEN tasks.seconds END), 0.0),
                COALESCE(SUM(CASE WHEN tasks.kind = 'aggregate' THEN jobs.segment_count ELSE 0 END), 0),
                COALESCE(SUM(CASE WHEN tasks.kind = 'aggregate' THEN tasks.seconds END), 0.0)
            FROM ({newest}) tasks JOIN jobs ON jobs.id = tasks.job_id
            WHERE tasks.seconds > 0
            """,
            reader =>
            {
                RowReader row = new(reader);
                return new RecentWork
                {
                    Segments = (int)row.Int64(),
                    Cycles = row.Double(),
                    Seconds = row.Double(),
                    AggregatedSegments = (int)row.Int64(),
                    AggregationSeconds = row.Double(),
                };
            });
        return await session.FindAsync(
            $"""
            SELECT COALESCE(SUM({Real("gas_used")}), 0.0), COALESCE(SUM({Real("cycles")}), 0.0) FROM jobs
            WHERE cut_at IS NOT NULL AND id IN (SELECT tasks.job_id FROM ({newest}) tasks)
            """,
            reader => work! with { JobGas = reader.GetDouble(0), JobCycles = reader.GetDouble(1) }) ?? work!;
    }

    private static string Count(string condition) => $"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)";

    private static string Cycles(string condition) =>
        $"SUM(CASE WHEN {condition} THEN {Real("tasks.cycles")} ELSE 0.0 END)";

    private static string Real(string column) => $"CAST({column} AS DOUBLE PRECISION)";
}
