using System.Data.Common;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>The rows of table jobs.</summary>
internal static class JobRows
{
    /// <summary>Jobs that have not ended; the same text as in the index jobs_live.</summary>
    public const string IsLive = "state IN ('queued', 'executing', 'proving', 'aggregating')";

    /// <summary>Jobs whose key no other job may have; the same text as in the index jobs_key.</summary>
    public const string HoldsKey = "state NOT IN ('failed', 'cancelled')";

    private const string Columns =
        """
        id, job_key, state, program, chain_id, block_number, block_hash, transaction_count, gas_used, statement,
        source, segment_memory, input, run, proof, attempts, error, cycles, segment_count, segments_done,
        worker_seconds, leader_seconds, created_at, started_at, cut_at, finished_at, updated_at, lease_owner,
        lease_until, trace_parent, needs_cleanup
        """;

    private const string Select = $"SELECT {Columns} FROM jobs";

    /// <summary>Jobs by the rest of a SELECT: WHERE, ORDER BY and so on.</summary>
    public static Task<List<Job>> QueryAsync(
        SqlSession session, string rest, params (string Name, object? Value)[] parameters) =>
        session.QueryAsync($"{Select} {rest}", Read, parameters);

    public static Task<Job?> FindAsync(SqlSession session, string id) =>
        session.FindAsync($"{Select} WHERE id = @id", Read, ("id", id));

    /// <summary>A job that stays as it is, for others, until the transaction ends.</summary>
    public static Task<Job?> LockAsync(SqlSession session, string id) =>
        session.FindAsync($"{Select} WHERE id = @id{session.Dialect.ForUpdate}", Read, ("id", id));

    /// <summary>The job that has a key, of those that did not fail and were not cancelled.</summary>
    public static Task<Job?> FindByKeyAsync(SqlSession session, string key) =>
        session.FindAsync($"{Select} WHERE job_key = @key AND {HoldsKey}", Read, ("key", key));

    /// <summary>Adds a job, unless another has its key; false then.</summary>
    public static async Task<bool> TryInsertAsync(SqlSession session, Job job)
    {
        (string Name, object? Value)[] parameters = Parameters(job);
        return await session.ExecuteAsync(
            $"""
            INSERT INTO jobs ({Columns})
            VALUES ({string.Join(", ", parameters.Select(parameter => "@" + parameter.Name))})
            ON CONFLICT (job_key) WHERE {HoldsKey} DO NOTHING
            """,
            parameters) == 1;
    }

    /// <summary>Writes all of a job that can change.</summary>
    public static Task UpdateAsync(SqlSession session, Job job) => session.ExecuteAsync(
        """
        UPDATE jobs SET state = @state, run = @run, proof = @proof, attempts = @attempts, error = @error,
            cycles = @cycles, segment_count = @segment_count, segments_done = @segments_done,
            worker_seconds = @worker_seconds, leader_seconds = @leader_seconds, started_at = @started_at,
            cut_at = @cut_at, finished_at = @finished_at, updated_at = @updated_at, lease_owner = @lease_owner,
            lease_until = @lease_until, needs_cleanup = @needs_cleanup
        WHERE id = @id
        """,
        [.. Parameters(job).Where(parameter => parameter.Name is not ("job_key" or "program" or "chain_id"
            or "block_number" or "block_hash" or "transaction_count" or "gas_used" or "statement" or "source"
            or "segment_memory" or "input" or "created_at" or "trace_parent"))]);

    // In the order of Columns.
    private static (string Name, object? Value)[] Parameters(Job job) =>
    [
        ("id", job.Id),
        ("job_key", job.Key),
        ("state", SqlText.NameOf(job.State)),
        ("program", job.Program),
        ("chain_id", job.ChainId),
        ("block_number", job.BlockNumber),
        ("block_hash", job.BlockHash),
        ("transaction_count", job.TransactionCount),
        ("gas_used", job.GasUsed),
        ("statement", job.Statement),
        ("source", job.Source),
        ("segment_memory", job.SegmentMemory),
        ("input", job.Input.ToString()),
        ("run", job.Run?.ToString()),
        ("proof", job.Proof?.ToString()),
        ("attempts", job.Attempts),
        ("error", job.Error is null ? null : SqlText.Bounded(job.Error)),
        ("cycles", job.Cycles),
        ("segment_count", job.SegmentCount),
        ("segments_done", job.SegmentsDone),
        ("worker_seconds", job.WorkerSeconds),
        ("leader_seconds", job.LeaderSeconds),
        ("created_at", job.CreatedAt),
        ("started_at", job.StartedAt),
        ("cut_at", job.CutAt),
        ("finished_at", job.FinishedAt),
        ("updated_at", job.UpdatedAt),
        ("lease_owner", job.LeaseOwner),
        ("lease_until", job.LeaseUntil),
        ("trace_parent", job.TraceParent),
        ("needs_cleanup", job.NeedsCleanup),
    ];

    // Initializers run in this order, which is that of Columns.
    private static Job Read(DbDataReader reader)
    {
        RowReader row = new(reader);
        return new Job
        {
            Id = row.Text(),
            Key = row.Text(),
            State = row.Name<JobState>(),
            Program = row.Text(),
            ChainId = row.UInt64(),
            BlockNumber = row.UInt64(),
            BlockHash = row.Text(),
            TransactionCount = row.Int32(),
            GasUsed = row.UInt64(),
            Statement = row.Text(),
            Source = row.Text(),
            SegmentMemory = row.Int64(),
            Input = row.Reference(),
            Run = row.ReferenceOrNull(),
            Proof = row.ReferenceOrNull(),
            Attempts = row.Int32(),
            Error = row.TextOrNull(),
            Cycles = row.UInt64(),
            SegmentCount = row.Int32(),
            SegmentsDone = row.Int32(),
            WorkerSeconds = row.Double(),
            LeaderSeconds = row.Double(),
            CreatedAt = row.Time(),
            StartedAt = row.TimeOrNull(),
            CutAt = row.TimeOrNull(),
            FinishedAt = row.TimeOrNull(),
            UpdatedAt = row.Time(),
            LeaseOwner = row.TextOrNull(),
            LeaseUntil = row.TimeOrNull(),
            TraceParent = row.TextOrNull(),
            NeedsCleanup = row.Flag(),
        };
    }
}
