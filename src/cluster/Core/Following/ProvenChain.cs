using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Core.Telemetry;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>
/// Reports the blocks of a followed chain in order as they are proved, each once unless a reorganisation takes it
/// back, and retries jobs that failed.
/// </summary>
public sealed class ProvenChain(
    IWitnessSource source,
    IJobStore jobs,
    JobSignals signals,
    FollowerLedger ledger,
    IFollowOutput output,
    FollowOptions options,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>How often the jobs after the next one are looked at for failures.</summary>
    private static readonly TimeSpan CarePeriod = TimeSpan.FromSeconds(5);

    private DateTimeOffset _caredAt;
    private FollowedBlock? _prepared;
    private (Hash256 Hash, Statement Statement)? _lastStatement;

    /// <summary>Whether all of a range is reported.</summary>
    public static bool IsComplete(FollowerState state, FollowOptions options) => state.Reported >= options.Last;

    /// <summary>Works until stopped, or until all of a range is reported.</summary>
    /// <exception cref="FollowException">A statement does not follow the one before.</exception>
    /// <exception cref="RpcException">The node fails, of a range.</exception>
    /// <exception cref="ArtifactException">A proof is damaged.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        Backoff backoff = new(time, options.Poll, ChainFollower.LongestBackoff);
        while (true)
        {
            try
            {
                bool isProgress = await StepAsync(stop);
                backoff.Reset();
                FollowerState state = await ledger.ReadAsync(stop);
                if (IsComplete(state, options))
                {
                    return;
                }

                if (!isProgress)
                {
                    await WaitAsync(state, stop);
                }
            }
            catch (Exception failure) when (
                Passing.Is(failure) || (options.Last is null && failure is RpcException))
            {
                Log.Waiting(logger, failure.Message);
                await backoff.WaitAsync(stop);
            }
        }
    }

    /// <summary>Reports the next block, or retries a job. False if there is nothing to do.</summary>
    /// <exception cref="FollowException">See <see cref="RunAsync"/>.</exception>
    public async Task<bool> StepAsync(CancellationToken cancellation)
    {
        FollowerState state = await ledger.ReadAsync(cancellation);
        await SettleAsync(state, cancellation);
        if (time.GetUtcNow() - _caredAt >= CarePeriod)
        {
            foreach (FollowedBlock later in state.Ahead.Skip(1).Where(block => block.JobId is not null))
            {
                await CareAsync(later, await jobs.GetAsync(later.JobId!, cancellation), cancellation);
            }

            _caredAt = time.GetUtcNow();
        }

        if (state.Ahead.FirstOrDefault() is not { JobId: { } id } block)
        {
            return false;
        }

        Job? job = await jobs.GetAsync(id, cancellation);
        if (job?.State == JobState.Proved)
        {
            return await ReportAsync(state, block, job, cancellation);
        }

        if (await CareAsync(block, job, cancellation))
        {
            return true;
        }

        return options.SkipsFailed && block.IsFailureReported && job?.State.IsFinal() == true
            && await ledger.ChangeAsync(now => now.Report(block), null, null, cancellation) is not null;
    }

    private async Task<bool> ReportAsync(
        FollowerState state, FollowedBlock block, Job job, CancellationToken cancellation)
    {
        // The follower may not have looked since the chain changed.
        if ((await source.FindAsync(BlockId.Of(block.Number), cancellation))?.Hash != block.Hash)
        {
            return false;
        }

        Statement statement = StatementOf(job);
        if (StatementChain.FindBreak(await FindPreviousAsync(state, block, cancellation), statement) is { } problem)
        {
            throw new FollowException($"{problem}; the jobs of both blocks are proved, so the node's blocks are wrong");
        }

        FollowerState? next = await ledger.ChangeAsync(
            now => now.Report(block),
            (_, _) => new BlockProvedEvent(block, job),
            async token =>
            {
                await output.PrepareAsync(block, job, token);
                _prepared = block;
            },
            cancellation);
        if (next is null)
        {
            return false;
        }

        _lastStatement = (block.Hash, statement);
        FollowerMetrics.RecordProved(block.Number);
        return true;
    }

    // What was made ready, but reported by another leader, or not at all because of a reorganisation: if another
    // block was reported in its place meanwhile, it is that block's place again.
    private async Task SettleAsync(FollowerState state, CancellationToken cancellation)
    {
        if (_prepared is not { } prepared || state.Reported < prepared.Number)
        {
            return;
        }

        if (state.Find(prepared.Number) is { JobId: { } id } block && block.Hash != prepared.Hash
            && await jobs.GetAsync(id, cancellation) is { State: JobState.Proved } job)
        {
            await output.PrepareAsync(block, job, cancellation);
        }

        _prepared = null;
    }

    // Sees to it that a job which ended without a proof runs again, or that it is known that it does not.
    private async Task<bool> CareAsync(FollowedBlock block, Job? job, CancellationToken cancellation)
    {
        switch (job)
        {
            case null:
                return await ForgetJobAsync(block, cancellation);
            case { State: JobState.Cancelled } when OrphanSweep.IsCancelledAsOrphan(job):
                // It is in the chain again.
                await RetryAsync(block, job, cancellation);
                return true;
            case { State: JobState.Failed } when block.Retries < options.JobRetries:
                string reason = job.Error ?? "no reason is known";
                if (await ledger.ChangeAsync(
                    now => now.Replace(block, block with { Retries = block.Retries + 1 }),
                    (_, _) => new BlockFailedEvent(block, reason, IsFinal: false),
                    null,
                    cancellation) is null)
                {
                    return false;
                }

                Log.Retried(logger, block.Number, block.HashText, reason);
                await RetryAsync(block with { Retries = block.Retries + 1 }, job, cancellation);
                return true;
            case { State: JobState.Failed or JobState.Cancelled } when !block.IsFailureReported:
                string last = $"{job.State.ToString().ToLowerInvariant()}: {job.Error ?? "no reason is known"}";
                Log.Failed(logger, block.Number, block.HashText, last);
                return await ledger.ChangeAsync(
                    now => now.Replace(block, block with { IsFailureReported = true }),
                    (_, _) => new BlockFailedEvent(block, last, IsFinal: true),
                    null,
                    cancellation) is not null;
            default:
                return false;
        }
    }

    private async Task RetryAsync(FollowedBlock block, Job job, CancellationToken cancellation)
    {
        // Where another job has its key by now, submission finds that one.
        if (await jobs.RetryAsync(job.Id, cancellation) is not { State: not (JobState.Failed or JobState.Cancelled) })
        {
            await ForgetJobAsync(block, cancellation);
        }
    }

    private async Task<bool> ForgetJobAsync(FollowedBlock block, CancellationToken cancellation) =>
        await ledger.ChangeAsync(
            now => now.Replace(block, block with { JobId = null }), null, null, cancellation) is not null;

    private async Task<Statement?> FindPreviousAsync(
        FollowerState state, FollowedBlock block, CancellationToken cancellation)
    {
        if (_lastStatement is { } last && last.Hash == block.ParentHash)
        {
            return last.Statement;
        }

        if (state.Find(block.Number - 1) is not { JobId: { } id })
        {
            return block.Number == state.First ? options.Previous : null;
        }

        return await jobs.GetAsync(id, cancellation) is { } job ? StatementOf(job) : null;
    }

    private static Statement StatementOf(Job job) =>
        Statement.TryRead(Convert.FromHexString(job.Statement), out Statement statement)
            ? statement
            : throw new FollowException($"job {job.Id} was made by another version: cancel it, and begin anew");

    private async Task WaitAsync(FollowerState state, CancellationToken stop)
    {
        if (state.Ahead.FirstOrDefault()?.JobId is { } id)
        {
            await signals.WaitAsync(id, LeaderOptions.Poll < options.Poll ? LeaderOptions.Poll : options.Poll, stop);
        }
        else
        {
            await Task.Delay(options.Poll, time, stop);
        }
    }
}
