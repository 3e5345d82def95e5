using System.Data.Common;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Jobs;

/// <summary>Where the databases differ.</summary>
internal abstract class SqlDialect : IDisposable
{
    /// <summary>Collation that orders text by its bytes, as it is written in SQL.</summary>
    public abstract string Collation { get; }

    /// <summary>Ends a SELECT whose rows stay as they are until the transaction ends.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>The same, leaving out rows that another transaction holds.</summary>
    public abstract string ForUpdateSkipLocked { get; }

    /// <summary>Makes ready what must be there before the first connection and outside of transactions.</summary>
    public abstract Task PrepareAsync(DbDataSource source, CancellationToken cancellation);

    /// <summary>Holds off other migrations until the transaction ends.</summary>
    public abstract Task LockSchemaAsync(SqlSession session);

    /// <summary>Sets what holds for a connection.</summary>
    public abstract Task ConfigureAsync(DbConnection connection, CancellationToken cancellation);

    public abstract ValueTask<DbTransaction> BeginAsync(
        DbConnection connection, bool isWrite, CancellationToken cancellation);

    /// <summary>Runs a transaction where and when it may run.</summary>
    public abstract Task<T> RunAsync<T>(bool isWrite, Func<Task<T>> transaction, CancellationToken cancellation);

    /// <summary>Whether a transaction failed only because of another one at the same time.</summary>
    public abstract bool IsConflict(Exception failure);

    /// <summary>What a failure means to a person; null if it is none of the database's.</summary>
    public abstract JobStoreException? Describe(Exception failure);

    public abstract void Dispose();

    /// <summary>The first line of a message, of bounded length.</summary>
    protected static string Line(string message) => SqlText.Bounded(message.Trim().Split('\n')[0]);
}
