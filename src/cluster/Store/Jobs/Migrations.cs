using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>
/// The versions of the schema, in order. A version that was released is never changed; a change of the schema
/// is a new one.
/// </summary>
internal static class Migrations
{
    private static readonly string[][] Versions =
    [
        [
            """
            CREATE TABLE jobs (
                id TEXT COLLATE {0} NOT NULL PRIMARY KEY,
                job_key TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN
                    ('queued', 'executing', 'proving', 'aggregating', 'proved', 'failed', 'cancelled')),
                program TEXT NOT NULL,
                chain_id BIGINT NOT NULL,
                block_number BIGINT NOT NULL,
                block_hash TEXT NOT NULL,
                transaction_count INTEGER NOT NULL,
                gas_used BIGINT NOT NULL,
                statement TEXT NOT NULL,
                source TEXT NOT NULL,
                segment_memory BIGINT NOT NULL,
                input TEXT NOT NULL,
                run TEXT,
                proof TEXT,
                attempts INTEGER NOT NULL,
                error TEXT,
                cycles BIGINT NOT NULL,
                segment_count INTEGER NOT NULL,
                segments_done INTEGER NOT NULL CHECK (segments_done >= 0),
                worker_seconds DOUBLE PRECISION NOT NULL,
                leader_seconds DOUBLE PRECISION NOT NULL,
                created_at BIGINT NOT NULL,
                started_at BIGINT,
                cut_at BIGINT,
                finished_at BIGINT,
                updated_at BIGINT NOT NULL,
                lease_owner TEXT,
                lease_until BIGINT,
                trace_parent TEXT,
                needs_cleanup INTEGER NOT NULL)
            """,
            "CREATE UNIQUE INDEX jobs_key ON jobs (job_key) WHERE state NOT IN ('failed', 'cancelled')",
            """
            CREATE INDEX jobs_live ON jobs (id)
            WHERE state IN ('queued', 'executing', 'proving', 'aggregating')
            """,
            "CREATE INDEX jobs_cleanup ON jobs (id) WHERE needs_cleanup = 1",
            "CREATE INDEX jobs_lease ON jobs (lease_owner) WHERE lease_owner IS NOT NULL",
            "CREATE INDEX jobs_state ON jobs (state)",
            "CREATE INDEX jobs_block ON jobs (block_number)",
            """
            CREATE TABLE tasks (
                job_id TEXT COLLATE {0} NOT NULL REFERENCES jobs (id),
                kind TEXT NOT NULL CHECK (kind IN ('prove', 'aggregate')),
                number INTEGER NOT NULL CHECK (number >= 0),
                state TEXT NOT NULL CHECK (state IN ('ready', 'queued', 'running', 'done', 'failed')),
                input TEXT NOT NULL,
                cycles BIGINT NOT NULL,
                first_transaction INTEGER NOT NULL,
                last_transaction INTEGER NOT NULL,
                result TEXT,
                attempts INTEGER NOT NULL,
                worker TEXT,
                failure TEXT NOT NULL,
                failed_segment INTEGER NOT NULL,
                error TEXT,
                seconds DOUBLE PRECISION NOT NULL,
                queued_at BIGINT,
                started_at BIGINT,
                finished_at BIGINT,
                PRIMARY KEY (job_id, kind, number))
            """,
            "CREATE INDEX tasks_open ON tasks (state) WHERE state IN ('ready', 'queued', 'running')",
            """
            CREATE TABLE workers (
                name TEXT NOT NULL PRIMARY KEY,
                seen_at BIGINT NOT NULL,
                task_id TEXT,
                tasks_done BIGINT NOT NULL,
                memory_bytes BIGINT NOT NULL)
            """,
            "CREATE INDEX workers_seen ON workers (seen_at)",
            "CREATE TABLE named_values (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
        ],
        [
            "CREATE INDEX jobs_finished ON jobs (finished_at, id) WHERE finished_at IS NOT NULL",
            "CREATE INDEX tasks_finished ON tasks (finished_at) WHERE state = 'done'",
        ],
    ];

    /// <summary>The version that this release works with.</summary>
    public static int Current => Versions.Length;

    /// <summary>Brings a database to <see cref="Current"/>, in the session's transaction.</summary>
    /// <exception cref="JobStoreException">The database is of a newer release.</exception>
    public static async Task ApplyAsync(SqlSession session, DateTimeOffset now)
    {
        await session.Dialect.LockSchemaAsync(session);
        await session.ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS schema_version (
                version INTEGER NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)
            """);
        int version = await session.FindAsync(
            "SELECT COALESCE(MAX(version), 0) FROM schema_version", reader => reader.GetInt32(0));
        if (version > Current)
        {
            throw new JobStoreException(
                $"the database has schema {version} and this release knows {Current}: use a newer release",
                isPassing: false);
        }

        for (; version < Current; version++)
        {
            foreach (string sql in Versions[version])
            {
                await session.ExecuteAsync(
                    sql.Replace("{0}", session.Dialect.Collation, StringComparison.Ordinal));
            }

            await session.ExecuteAsync(
                "INSERT INTO schema_version (version, applied_at) VALUES (@version, @now)",
                ("version", version + 1),
                ("now", now));
        }
    }
}
