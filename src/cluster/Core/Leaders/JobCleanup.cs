using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>
/// Removes what jobs leave behind that came to an end: their tasks from the queues, so that a cancelled block
/// costs nothing more, and the artifacts that are of no use.
/// </summary>
public sealed class JobCleanup(
    ITaskBroker broker, IJobStore jobs, IArtifactStore artifacts, LeaderOptions options, ILogger logger)
{
    private const int BatchSize = 16;

    /// <summary>Cleans up after the jobs that ended since the last time.</summary>
    /// <returns>How many jobs there were.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        IReadOnlyList<Job> ended = await jobs.ListForCleanupAsync(BatchSize, cancellation);
        HashSet<string> withTasks =
            [.. ended.Where(job => job.State != JobState.Proved).Select(job => job.Id)];
        foreach (Job job in ended.Where(job => job.State == JobState.Cancelled))
        {
            // Workers look for this mark before they begin, and while they prove. A failed job has none: its
            // dead tasks may be published again.
            await artifacts.SetCancelledAsync(job.Id, cancellation);
            if (await jobs.GetAsync(job.Id, cancellation) is { } now && !now.State.IsFinal())
            {
                // It is retried by now, and whoever does that may have looked before the mark was there.
                await artifacts.ClearCancelledAsync(job.Id, cancellation);
            }
        }

        if (withTasks.Count > 0)
        {
            int removed = await broker.RemoveTasksAsync(task => withTasks.Contains(task.JobId), cancellation);
            Log.Removed(logger, removed, string.Join(", ", withTasks));
        }

        foreach (Job job in ended)
        {
            // A failed job keeps its segments: a retry goes on from them.
            if (job.State != JobState.Failed && !options.KeepsIntermediates)
            {
                await artifacts.DeleteScopeAsync(job.WorkScope, cancellation);
            }

            await jobs.MarkCleanAsync(job.Id, cancellation);
        }

        return ended.Count;
    }
}
