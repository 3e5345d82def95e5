using System.Data.Common;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>Runs transactions, again where they collided, and turns failures into those of the store.</summary>
internal sealed class SqlDatabase(DbDataSource source, SqlDialect dialect) : IAsyncDisposable
{
    /// <summary>How often a transaction is tried that collides with others.</summary>
    public const int MaxTries = 5;

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        try
        {
            await dialect.PrepareAsync(source, cancellation);
        }
        catch (Exception failure) when (dialect.Describe(failure) is not null)
        {
            throw dialect.Describe(failure)!;
        }
    }

    /// <summary>Runs a transaction that only reads, on one state of the database.</summary>
    public Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> transaction, CancellationToken cancellation) =>
        RunAsync(false, transaction, cancellation);

    /// <summary>Runs a transaction. It may be run several times, of which one is committed.</summary>
    public Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> transaction, CancellationToken cancellation) =>
        RunAsync(true, transaction, cancellation);

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        dialect.Dispose();
    }

    private async Task<T> RunAsync<T>(
        bool isWrite, Func<SqlSession, Task<T>> transaction, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await dialect.RunAsync(
                    isWrite, () => OnceAsync(isWrite, transaction, cancellation), cancellation);
            }
            catch (Exception failure) when (attempt < MaxTries && dialect.IsConflict(failure))
            {
            }
            catch (InvalidDataException failure)
            {
                throw new JobStoreException(failure.Message, isPassing: false, failure);
            }
            catch (Exception failure) when (dialect.Describe(failure) is not null)
            {
                throw dialect.Describe(failure)!;
            }
        }
    }

    private async Task<T> OnceAsync<T>(
        bool isWrite, Func<SqlSession, Task<T>> transaction, CancellationToken cancellation)
    {
        await using DbConnection connection = await source.OpenConnectionAsync(cancellation);
        await dialect.ConfigureAsync(connection, cancellation);
        await using DbTransaction current = await dialect.BeginAsync(connection, isWrite, cancellation);
        T result = await transaction(new SqlSession(connection, current, dialect, cancellation));
        await current.CommitAsync(cancellation);
        return result;
    }
}
