using System.Data.Common;
using Microsoft.Data.Sqlite;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>
/// SQLite: one file that the processes of one machine share. One transaction writes at a time; those of this
/// process wait for one another in order, those of other processes by trying again.
/// </summary>
internal sealed class SqliteDialect(string path) : SqlDialect
{
    // How long SQLite itself waits for another process's transaction, in milliseconds; the provider tries
    // again until its own time-out has passed.
    private const int BusyTimeout = 1000;

    // How long a transaction waits in all, in seconds.
    private const int CommandTimeout = 30;

    private readonly SemaphoreSlim writer = new(1, 1);

    public override string Collation => "BINARY";

    // A transaction that writes begins as one, so nothing else changes rows meanwhile.
    public override string ForUpdate => string.Empty;

    public override string ForUpdateSkipLocked => string.Empty;

    private string Settings => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        ForeignKeys = true,
        DefaultTimeout = CommandTimeout,
    }.ToString();

    public DbDataSource CreateSource() => SqliteFactory.Instance.CreateDataSource(Settings);

    public override async Task PrepareAsync(DbDataSource source, CancellationToken cancellation)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
        {
            Directory.CreateDirectory(directory);
        }

        // Write-ahead logging stays set in the file. It lets others read while one writes.
        string? mode = await Task.Run(
            async () =>
            {
                await using DbConnection connection = await source.OpenConnectionAsync(cancellation);
                await using DbCommand command = connection.CreateCommand();
                command.CommandText = "PRAGMA journal_mode = WAL";
                return await command.ExecuteScalarAsync(cancellation) as string;
            },
            cancellation);
        if (mode != "wal")
        {
            throw new JobStoreException(
                $"the file system of '{path}' has no shared memory, which SQLite needs: use a local disk",
                isPassing: false);
        }
    }

    public override Task LockSchemaAsync(SqlSession session) => Task.CompletedTask;

    public override async Task ConfigureAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"PRAGMA synchronous = FULL; PRAGMA busy_timeout = {BusyTimeout}";
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public override ValueTask<DbTransaction> BeginAsync(
        DbConnection connection, bool isWrite, CancellationToken cancellation) =>
        ValueTask.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: !isWrite));

    // The provider's methods block, so they get a thread of their own.
    public override async Task<T> RunAsync<T>(
        bool isWrite, Func<Task<T>> transaction, CancellationToken cancellation)
    {
        if (!isWrite)
        {
            return await Task.Run(transaction, cancellation);
        }

        await writer.WaitAsync(cancellation);
        try
        {
            return await Task.Run(transaction, cancellation);
        }
        finally
        {
            writer.Release();
        }
    }

    public override bool IsConflict(Exception failure) => false;

    public override JobStoreException? Describe(Exception failure) => failure switch
    {
        SqliteException sqlite => Describe(sqlite),
        IOException or UnauthorizedAccessException => new JobStoreException(
            $"the database file '{path}' cannot be used: {Line(failure.Message)}", isPassing: false, failure),
        _ => null,
    };

    // The provider keeps connections open for later ones; without this, the file would stay open.
    public override void Dispose()
    {
        using SqliteConnection connection = new(Settings);
        SqliteConnection.ClearPool(connection);
        writer.Dispose();
    }

    private JobStoreException Describe(SqliteException failure)
    {
        (string what, bool isPassing) = failure.SqliteErrorCode switch
        {
            1 when failure.Message.Contains("no such table", StringComparison.Ordinal) =>
                ("has no tables yet: initialize it", false),
            5 or 6 => ("is busy with other transactions for too long", true),
            8 => ("cannot be written: make the file and its directory writable", false),
            10 => ("cannot be read or written: the disk reports an error", true),
            11 or 26 => ("is damaged, or no SQLite database: restore it from a copy", false),
            13 => ("cannot grow: free space on its disk", true),
            14 => ("cannot be opened: check the path and its permissions", false),
            _ => ($"refuses: {Line(failure.Message)}", false),
        };
        return new JobStoreException($"the database file '{path}' {what}", isPassing, failure);
    }
}
