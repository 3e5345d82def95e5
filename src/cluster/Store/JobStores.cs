using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Store.Jobs;

namespace ZeroSharp.Cluster.Store;

/// <summary>Opens a job store by its location.</summary>
public static class JobStores
{
    /// <summary>A store at a location. Nothing is connected yet.</summary>
    /// <param name="location">
    /// postgres://user@host:port/database, a connection string of Npgsql, or the path of SQLite's file.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="postgres">What else is to be known of PostgreSQL; its connection is not used.</param>
    /// <exception cref="JobStoreException">The location cannot be read.</exception>
    public static IJobStore Open(string location, TimeProvider time, PostgresOptions? postgres = null) =>
        PostgresOptions.IsPostgres(location)
            ? SqlJobStore.OpenPostgres((postgres ?? new()) with { Connection = location }, time)
            : SqlJobStore.OpenSqlite(location, time);
}
