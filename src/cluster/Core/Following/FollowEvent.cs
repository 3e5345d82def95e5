using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>What a follower reports, in the order of the chain.</summary>
public abstract record FollowEvent
{
    private protected FollowEvent()
    {
    }
}

/// <summary>The next block of the chain is proved.</summary>
public sealed record BlockProvedEvent(FollowedBlock Block, Job Job) : FollowEvent;

/// <summary>The job of a block of the chain failed, or someone cancelled it.</summary>
/// <param name="Block">The block.</param>
/// <param name="Reason">Why; one line.</param>
/// <param name="IsFinal">Whether it is not retried any more.</param>
public sealed record BlockFailedEvent(FollowedBlock Block, string Reason, bool IsFinal) : FollowEvent;

/// <summary>The chain was reorganised.</summary>
/// <param name="AncestorNumber">The newest block that stays.</param>
/// <param name="AncestorHash">Its hash; null if it is before the first block that is followed.</param>
/// <param name="Orphans">The blocks that are in the chain no more, in their order.</param>
/// <param name="RetractedCount">How many of them, from the first on, had been reported.</param>
public sealed record ChainReorganizedEvent(
    ulong AncestorNumber, Hash256? AncestorHash, IReadOnlyList<FollowedBlock> Orphans, int RetractedCount)
    : FollowEvent;

/// <summary>Where reports go.</summary>
public interface IFollowOutput
{
    /// <summary>
    /// Makes ready to report a proved block: writes its proof, if that is asked for. It may be called again for
    /// the same block, or for another with the same number, which then counts.
    /// </summary>
    Task PrepareAsync(FollowedBlock block, Job job, CancellationToken cancellation);

    /// <summary>Reports. It is called once for each event, one at a time.</summary>
    void Report(FollowEvent report);
}
