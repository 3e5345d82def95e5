using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>
/// Deletes jobs that ended long ago, with their inputs and proofs: a chain gives thousands of blocks a day, and a
/// proof has a size of tens of megabytes.
/// </summary>
public sealed class JobRetention(IJobStore jobs, IArtifactStore artifacts, TimeProvider time, ILogger logger)
{
    private const int BatchSize = 100;

    /// <summary>Jobs that ended longer ago than an age, the oldest end first; a bounded number.</summary>
    public Task<IReadOnlyList<Job>> ListAsync(TimeSpan age, int maxCount, CancellationToken cancellation) =>
        jobs.ListEndedAsync(time.GetUtcNow() - age, maxCount, cancellation);

    /// <summary>Deletes the jobs that ended longer ago than an age.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RunOnceAsync(TimeSpan age, CancellationToken cancellation)
    {
        int deleted = 0;
        while (await ListAsync(age, BatchSize, cancellation) is { Count: > 0 } ended)
        {
            int before = deleted;
            foreach (Job job in ended)
            {
                // The artifacts first: nobody would find those of a job that is gone.
                await artifacts.DeleteScopeAsync(job.WorkScope, cancellation);
                await artifacts.DeleteScopeAsync(job.Id, cancellation);
                deleted += await jobs.DeleteAsync(job.Id, cancellation) ? 1 : 0;
            }

            if (deleted == before)
            {
                // Others delete the same jobs, or they live again.
                break;
            }
        }

        if (deleted > 0)
        {
            Log.Expired(logger, deleted, age.TotalDays);
        }

        return deleted;
    }
}
