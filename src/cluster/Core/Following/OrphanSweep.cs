using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>
/// Cancels the jobs of orphans. It looks for them by block hash among the jobs that live, so that those are found
/// too that a leader submitted while another found the reorganisation, or just before it died.
/// </summary>
internal sealed class OrphanSweep(IJobStore jobs, FollowOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>What reasons begin with, by which a cancelled orphan is told from what a person cancelled.</summary>
    private const string Reason = "orphaned";

    /// <summary>Pages of jobs that are looked at in one sweep.</summary>
    private const int MaxPages = 64;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private static readonly JobState[] Live =
        [JobState.Queued, JobState.Executing, JobState.Proving, JobState.Aggregating];

    private long _reorganizations = -1;
    private DateTimeOffset _sweptAt;

    /// <summary>Whether a sweep cancelled the job.</summary>
    public static bool IsCancelledAsOrphan(Job job) => job.State == JobState.Cancelled
        && job.Error?.StartsWith(Reason, StringComparison.Ordinal) == true;

    /// <summary>Sweeps at the next chance.</summary>
    public void Demand() => _reorganizations = -1;

    /// <summary>Sweeps after a reorganisation, at the start, on demand, and now and then.</summary>
    public async Task RunAsync(FollowerState state, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (state.Orphans.IsEmpty
            || (state.Reorganizations == _reorganizations && now - _sweptAt < Period))
        {
            return;
        }

        Dictionary<string, FollowedBlock> orphans = [];
        foreach (FollowedBlock orphan in state.Orphans)
        {
            orphans[orphan.HashText] = orphan;
        }

        string? before = null;
        for (int page = 0; page < MaxPages; page++)
        {
            IReadOnlyList<Job> live = await jobs.ListAsync(
                new JobFilter
                {
                    States = Live,
                    ChainId = options.ChainId,
                    Source = options.Source,
                    BeforeId = before,
                    MaxCount = JobFilter.Limit,
                },
                cancellation);
            foreach (Job job in live.Where(job => orphans.ContainsKey(job.BlockHash)))
            {
                string reason = state.Find(job.BlockNumber) is { } block
                    ? $"{Reason} by block {block.Number} {block.HashText}"
                    : $"{Reason} by a reorganisation after block {state.Next - 1}";
                await jobs.CancelAsync(job.Id, reason, cancellation);
                Log.Cancelled(logger, job.Id, reason);
            }

            if (live.Count < JobFilter.Limit)
            {
                break;
            }

            before = live[^1].Id;
        }

        _reorganizations = state.Reorganizations;
        _sweptAt = now;
    }
}
