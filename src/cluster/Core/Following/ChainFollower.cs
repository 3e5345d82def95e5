using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using ZeroSharp.Cluster.Core.Telemetry;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.Rpc;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>
/// Follows a node's chain: submits its blocks in order, finds reorganisations by parent hash, and cancels the jobs
/// of orphans. Several leaders may follow with one state. See docs/internals/following.md.
/// </summary>
public sealed class ChainFollower(
    IWitnessSource source,
    IBlockSubmission submission,
    IJobStore jobs,
    FollowerLedger ledger,
    FollowOptions options,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>The longest pause after a failure.</summary>
    internal static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    private readonly OrphanSweep _sweep = new(jobs, options, time, logger);
    private bool _isBehindLogged;

    /// <summary>
    /// Follows until stopped. Of a range, a failure of the node or of a block's witness ends it; of the tip, none
    /// does: it tries again, after ever longer pauses.
    /// </summary>
    /// <exception cref="FollowException">The chain is another one than that which was followed so far.</exception>
    /// <exception cref="RpcException">The node fails, of a range.</exception>
    /// <exception cref="WitnessException">A block's witness fails, of a range.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        FollowerMetrics.Begin();
        Backoff backoff = new(time, options.Poll, LongestBackoff);
        while (true)
        {
            try
            {
                bool isProgress = await StepAsync(stop);
                backoff.Reset();
                if (!isProgress)
                {
                    await Task.Delay(options.Poll, time, stop);
                }
            }
            catch (Exception failure) when (IsPassing(failure))
            {
                Log.Waiting(logger, failure.Message);
                await backoff.WaitAsync(stop);
            }
        }
    }

    /// <summary>Does the next thing that is to be done. False if there is none.</summary>
    /// <exception cref="FollowException">See <see cref="RunAsync"/>.</exception>
    /// <exception cref="RpcException">The node fails.</exception>
    /// <exception cref="WitnessException">A block's witness fails.</exception>
    public async Task<bool> StepAsync(CancellationToken cancellation)
    {
        FollowerState state = await ledger.ReadAsync(cancellation);
        await _sweep.RunAsync(state, cancellation);
        if (await source.FindAsync(options.Head, cancellation) is not { } head)
        {
            return false;
        }

        ulong target = head.Number > options.Confirmations ? head.Number - options.Confirmations : 0;
        ClusterMetrics.RecordTip(target, state.Reported);
        if (await FindAncestorAsync(state, head, cancellation) is { } ancestor)
        {
            await ReorganizeAsync(ancestor, cancellation);
            return true;
        }

        if (state.Ahead.FirstOrDefault(block => block.JobId is null) is { } open)
        {
            await SubmitAsync(open, cancellation);
            return true;
        }

        return await AppendAsync(state, Math.Min(target, options.Last ?? target), cancellation);
    }

    private async Task<bool> AppendAsync(FollowerState state, ulong target, CancellationToken cancellation)
    {
        if (state.Next > target
            || state.Ahead.Count() >= options.MaxAhead
            || await source.FindAsync(BlockId.Of(state.Next), cancellation) is not { } link)
        {
            return false;
        }

        if (state.Last is null && state.Anchor is { } anchor && link.ParentHash != anchor)
        {
            throw new FollowException(
                $"block {link.Number} follows {FollowedBlock.TextOf(link.ParentHash)}, and not the block "
                + $"{FollowedBlock.TextOf(anchor)} of the previous proof or checkpoint: the node's chain is another "
                + "one");
        }

        // Noted before it is submitted, so that its job is found if a reorganisation comes in between.
        FollowerState? next = await ledger.ChangeAsync(now => now.Append(link), null, null, cancellation);
        if (next?.Last is { } block)
        {
            if (block.JobId is null)
            {
                await SubmitAsync(block, cancellation);
            }

            return true;
        }

        // Another leader was faster, or the chain changes just now.
        return false;
    }

    private async Task SubmitAsync(FollowedBlock block, CancellationToken cancellation)
    {
        Job job;
        try
        {
            job = await submission.SubmitAsync(block, cancellation);
        }
        catch (Exception failure) when (options.Last is not null && failure is WitnessException or RpcException)
        {
            // That of an orphan is none.
            if ((await source.FindAsync(BlockId.Of(block.Number), cancellation))?.Hash == block.Hash)
            {
                throw;
            }

            Log.Waiting(logger, failure.Message);
            return;
        }

        FollowerState? next = await ledger.ChangeAsync(
            now => now.Replace(block, block with { JobId = job.Id }), null, null, cancellation);
        if (next is null)
        {
            _sweep.Demand();
            return;
        }

        Log.Submitted(logger, block.Number, block.HashText, job.Id);
        FollowerMetrics.RecordSubmitted(block.Number);
    }

    // The number of the newest followed block that is in the node's chain; null if all are, as far as it can be told.
    private async Task<ulong?> FindAncestorAsync(
        FollowerState state, BlockLink head, CancellationToken cancellation)
    {
        if (state.Last is not { } last
            || head.Hash == last.Hash
            || (head.Number == last.Number + 1 && head.ParentHash == last.Hash))
        {
            return null;
        }

        // A node that lacks the newest blocks may only be late: other blocks in their place tell.
        bool isBehind = head.Number < last.Number;
        if (isBehind && !_isBehindLogged)
        {
            Log.NodeBehind(logger, head.Number, last.Number);
        }

        _isBehindLogged = isBehind;
        ulong oldest = state.Blocks[0].Number;
        ulong newest = Math.Min(head.Number, last.Number);
        for (ulong number = newest; number >= oldest; number--)
        {
            BlockLink? link = await source.FindAsync(BlockId.Of(number), cancellation);
            if (link is null || state.Has(number, link.Hash))
            {
                return link is null || number == newest ? null : number;
            }
        }

        if (newest < oldest)
        {
            return null;
        }

        return oldest == state.First
            ? oldest - 1
            : throw new FollowException(
                $"the node's chain leaves the one that was followed before block {oldest}, deeper than the "
                + $"{FollowerState.KeptBlocks} blocks that are kept: check that the node is on the right chain; to "
                + "follow it all the same, begin anew with another --follow-name");
    }

    private async Task ReorganizeAsync(ulong ancestor, CancellationToken cancellation)
    {
        FollowerState? next = await ledger.ChangeAsync(
            now => now.Reorganize(ancestor),
            (before, after) =>
            {
                FollowedBlock[] orphans = [.. before.Blocks.Where(block => block.Number > ancestor)];
                Log.Reorganized(logger, ancestor, orphans.Length);
                FollowerMetrics.CountReorganization(orphans.Length);
                return new ChainReorganizedEvent(
                    ancestor, after.Last?.Hash, orphans, (int)(before.Reported - after.Reported));
            },
            null,
            cancellation);
        if (next is not null)
        {
            await _sweep.RunAsync(next, cancellation);
        }
    }

    private bool IsPassing(Exception failure) => Passing.Is(failure)
        || (options.Last is null && failure is RpcException or WitnessException);
}
