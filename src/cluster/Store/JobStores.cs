using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Store.Jobs;

namespace ZeroSharp.Cluster.Store;

/// <summary>Opens a job store by its location.</summary>
public static class JobStores
{
    /// <summary>A store at a location: the path of SQLite's file. Nothing is connected yet.</summary>
    public static IJobStore Open(string location, TimeProvider time) => SqlJobStore.OpenSqlite(location, time);
}
