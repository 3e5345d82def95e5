using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Core.Telemetry;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>
/// Drives jobs from the database to their proofs. All that it knows of a job is in the database and the
/// artifact store, so that another leader, or the same one after its death, goes on from there. See
/// docs/internals/cluster.md.
/// </summary>
public sealed class LeaderService(
    ITaskBroker broker,
    IJobStore jobs,
    IArtifactStore artifacts,
    BlockCutter cutter,
    LeaderOptions options,
    TimeProvider time,
    ILogger<LeaderService> logger)
{
    private readonly ConcurrentDictionary<string, (Task Run, CancellationTokenSource Lost)> _running = new();

    // One after the other, in the order of the jobs: the segments of an earlier block come first.
    private readonly SemaphoreSlim _cutting = new(1);

    /// <summary>Tells of changes of jobs in this process.</summary>
    public JobSignals Signals { get; } = new(time);

    /// <summary>Jobs that it works on.</summary>
    public int RunningJobs => _running.Count;

    /// <summary>Works until stopped; jobs that have not ended are left for any leader.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Log.Started(logger, options.Name, cutter.Program);
        JobResults results = new(broker, jobs, artifacts, Signals, options, time, logger);
        JobCleanup cleanup = new(broker, jobs, artifacts, options, logger);
        await Task.WhenAll(
            results.RunAsync(stop),
            RepeatAsync(ClaimAsync, LeaderOptions.Poll, stop),
            RepeatAsync(RenewAsync, LeaderOptions.Lease / 4, stop),
            RepeatAsync(token => cleanup.RunOnceAsync(token), LeaderOptions.Poll, stop),
            RetainAsync(stop));
        await Task.WhenAll(_running.Values.Select(job => job.Run));
        await CleanUpAsync(cleanup);
        Log.Stopped(logger, options.Name);
    }

    /// <summary>Waits until a job has come to its end.</summary>
    /// <param name="progress">Told of each change.</param>
    /// <returns>The job at its end; null if it is not in the database.</returns>
    public async Task<Job?> WaitAsync(string jobId, Action<Job>? progress, CancellationToken cancellation)
    {
        DateTimeOffset seen = default;
        while (true)
        {
            try
            {
                Job? job = await jobs.GetAsync(jobId, cancellation);
                if (job is null || job.State.IsFinal())
                {
                    return job;
                }

                if (job.UpdatedAt != seen)
                {
                    progress?.Invoke(job);
                    seen = job.UpdatedAt;
                }
            }
            catch (JobStoreException failure) when (failure.IsPassing)
            {
                ClusterMetrics.CountServiceFailure(failure);
                Log.Waiting(logger, failure.Message);
            }

            await Signals.WaitAsync(jobId, LeaderOptions.Poll, cancellation);
        }
    }

    private Task RetainAsync(CancellationToken stop)
    {
        JobRetention retention = new(jobs, artifacts, time, logger);
        return options.Retention is { } age
            ? RepeatAsync(token => retention.RunOnceAsync(age, token), LeaderOptions.RetentionInterval, stop)
            : Task.CompletedTask;
    }

    // What ended last is cleaned up after at once where that is possible, and by the next leader where not.
    private async Task CleanUpAsync(JobCleanup cleanup)
    {
        try
        {
            using CancellationTokenSource patience = new(LeaderOptions.CleanupPatience, time);
            await cleanup.RunOnceAsync(patience.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException || Passing.Is(failure))
        {
            Log.Waiting(logger, failure.Message);
        }
    }

    private async Task ClaimAsync(CancellationToken stop)
    {
        foreach ((string id, (Task run, CancellationTokenSource lost)) in _running)
        {
            if (run.IsCompleted && _running.TryRemove(id, out _))
            {
                lost.Dispose();
            }
        }

        int room = options.MaxJobs - _running.Count;
        if (room <= 0)
        {
            return;
        }

        foreach (Job job in await jobs.ClaimAsync(options.Name, LeaderOptions.Lease, room, stop))
        {
            CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
            JobRunner runner =
                new(broker, jobs, artifacts, cutter, _cutting, Signals, options, time, logger, job.Id);
            _running[job.Id] = (Task.Run(() => runner.RunAsync(job, lost.Token), CancellationToken.None), lost);
        }
    }

    private async Task RenewAsync(CancellationToken stop)
    {
        if (_running.IsEmpty)
        {
            return;
        }

        HashSet<string> mine = [.. _running.Keys];
        mine.ExceptWith(await jobs.RenewAsync(options.Name, LeaderOptions.Lease, stop));
        foreach (string id in mine)
        {
            // It ended, was cancelled, or the lease ran out while the database was not there.
            if (_running.TryGetValue(id, out (Task Run, CancellationTokenSource Lost) job) && !job.Run.IsCompleted)
            {
                await job.Lost.CancelAsync();
            }
        }
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> action, TimeSpan period, CancellationToken stop)
    {
        Backoff backoff = Backoff.Usual(time);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await action(stop);
                backoff.Reset();
                await Task.Delay(period, time, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (Passing.Is(failure))
            {
                ClusterMetrics.CountServiceFailure(failure);
                Log.Waiting(logger, failure.Message);
                await PauseAsync(backoff, stop);
            }
        }
    }

    private static async Task PauseAsync(Backoff backoff, CancellationToken stop)
    {
        try
        {
            await backoff.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }
}
