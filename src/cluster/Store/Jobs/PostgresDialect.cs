using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>PostgreSQL: rows are locked, and transactions that collide are run again.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    // Keeps migrations apart from one another; a number that nothing else in the database uses.
    private const long SchemaLock = 0x5A45_524F_4A4F_4253;

    // What may pass: connections lost or refused (08), no resources (53), a statement that took too long or a
    // server that stops or starts (57), a lock not got (55P03), a collision (40), a standby (25006), a disk (58).
    private static readonly string[] PassingStates = ["08", "53", "57", "55P03", "40", "25006", "25P03", "58"];

    private readonly PostgresOptions options;
    private readonly NpgsqlConnectionStringBuilder settings;

    public PostgresDialect(PostgresOptions options)
    {
        this.options = options;
        settings = options.ToSettings();
    }

    public override string Collation => "\"C\"";

    public override string ForUpdate => " FOR UPDATE";

    public override string ForUpdateSkipLocked => " FOR UPDATE SKIP LOCKED";

    private string Place => $"PostgreSQL at {settings.Host}:{settings.Port}";

    public DbDataSource CreateSource()
    {
        NpgsqlDataSourceBuilder builder = new(settings.ToString());
        if (options.PasswordFile is not null)
        {
            builder.UsePasswordProvider(
                _ => options.ReadPassword(), (_, _) => ValueTask.FromResult(options.ReadPassword()));
        }

        return builder.Build();
    }

    public override Task PrepareAsync(DbDataSource source, CancellationToken cancellation) => Task.CompletedTask;

    public override Task LockSchemaAsync(SqlSession session) =>
        session.ExecuteAsync("SELECT pg_advisory_xact_lock(@key)", ("key", SchemaLock));

    public override Task ConfigureAsync(DbConnection connection, CancellationToken cancellation) =>
        Task.CompletedTask;

    public override ValueTask<DbTransaction> BeginAsync(
        DbConnection connection, bool isWrite, CancellationToken cancellation) =>
        connection.BeginTransactionAsync(
            isWrite ? IsolationLevel.ReadCommitted : IsolationLevel.RepeatableRead, cancellation);

    public override Task<T> RunAsync<T>(
        bool isWrite, Func<Task<T>> transaction, CancellationToken cancellation) => transaction();

    // Serialization, deadlock, and a key that another transaction took between a look and a write.
    public override bool IsConflict(Exception failure) =>
        failure is PostgresException { SqlState: "40001" or "40P01" or PostgresErrorCodes.UniqueViolation };

    public override JobStoreException? Describe(Exception failure) => failure switch
    {
        PostgresException refusal => Describe(refusal),
        NpgsqlException { InnerException: AuthenticationException inner } => new JobStoreException(
            $"{Place} shows no certificate that is trusted: {Safe(inner.Message)}", isPassing: false, failure),
        DbException or SocketException or TimeoutException or IOException => new JobStoreException(
            $"{Place} cannot be reached: {Safe((failure.InnerException ?? failure).Message)}",
            isPassing: true,
            failure),
        _ => null,
    };

    public override void Dispose()
    {
    }

    private JobStoreException Describe(PostgresException failure)
    {
        string what = failure.SqlState switch
        {
            PostgresErrorCodes.UndefinedTable => "has no tables yet: initialize it",
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"refuses the login: {Safe(failure.MessageText)}",
            _ => $"refuses: {Safe(failure.MessageText)} ({failure.SqlState})",
        };
        bool isPassing = PassingStates.Any(
            state => failure.SqlState.StartsWith(state, StringComparison.Ordinal));
        return new JobStoreException($"{Place} {what}", isPassing, failure);
    }

    // No message is known to show the password; this keeps it so.
    private string Safe(string message) => Line(
        settings.Password is { Length: > 0 } password
            ? message.Replace(password, "***", StringComparison.Ordinal)
            : message);
}
