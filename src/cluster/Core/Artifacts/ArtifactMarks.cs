using System.Text;
using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Core.Artifacts;

/// <summary>
/// The named values by which workers know, without the database, that a job was cancelled and that a task is
/// done.
/// </summary>
public static class ArtifactMarks
{
    private const string Cancelled = "cancelled";

    /// <summary>Notes that the tasks of a job are not to be done any more.</summary>
    public static Task SetCancelledAsync(
        this IArtifactStore store, string jobId, CancellationToken cancellation) =>
        store.PutMarkAsync(jobId, Cancelled, "1"u8.ToArray(), cancellation);

    /// <summary>Notes that they are to be done after all.</summary>
    public static Task ClearCancelledAsync(
        this IArtifactStore store, string jobId, CancellationToken cancellation) =>
        store.DeleteMarkAsync(jobId, Cancelled, cancellation);

    public static async Task<bool> IsCancelledAsync(
        this IArtifactStore store, string jobId, CancellationToken cancellation) =>
        await store.GetMarkAsync(jobId, Cancelled, cancellation) is not null;

    /// <summary>Notes what a task gave.</summary>
    public static Task SetResultAsync(
        this IArtifactStore store, string scope, string taskId, ArtifactRef result, CancellationToken cancellation) =>
        store.PutMarkAsync(scope, ResultName(taskId), Encoding.UTF8.GetBytes(result.ToString()), cancellation);

    /// <summary>Forgets what a task gave.</summary>
    public static Task ClearResultAsync(
        this IArtifactStore store, string scope, string taskId, CancellationToken cancellation) =>
        store.DeleteMarkAsync(scope, ResultName(taskId), cancellation);

    /// <summary>What a task gave; null if it is not done, or if the note is damaged.</summary>
    public static async Task<ArtifactRef?> GetResultAsync(
        this IArtifactStore store, string scope, string taskId, CancellationToken cancellation) =>
        await store.GetMarkAsync(scope, ResultName(taskId), cancellation) is { } value
        && ArtifactRef.TryParse(Encoding.UTF8.GetString(value), out ArtifactRef? result)
            ? result
            : null;

    // The job is in the scope already.
    private static string ResultName(string taskId) =>
        "result." + taskId[(taskId.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
