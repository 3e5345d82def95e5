using System.Collections.Immutable;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>
/// What a follower knows, and keeps over restarts: the newest part of the chain with the jobs of its blocks, how
/// far blocks were reported as proved, and the newest blocks that a reorganisation took out of the chain. Each
/// change makes a new state; a change that does not fit gives null, because someone else was faster.
/// </summary>
public sealed record FollowerState
{
    /// <summary>Blocks behind the newest reported one that are kept: reorganisations may go so deep.</summary>
    public const int KeptBlocks = 256;

    /// <summary>Orphans that are remembered.</summary>
    public const int KeptOrphans = 1024;

    /// <summary>Blocks that may be followed and not reported yet.</summary>
    public const int MaxAhead = 1000;

    /// <summary>The number of the first block that is followed; at least 1.</summary>
    public required ulong First { get; init; }

    /// <summary>The hash that the block before the first must have; null where any will do.</summary>
    public Hash256? Anchor { get; init; }

    /// <summary>The newest part of the chain, without gaps, the oldest block first.</summary>
    public ImmutableArray<FollowedBlock> Blocks { get; init; } = [];

    /// <summary>Blocks that are in the chain no more, the newest orphan last.</summary>
    public ImmutableArray<FollowedBlock> Orphans { get; init; } = [];

    /// <summary>The number up to which blocks were reported; First - 1 if none was.</summary>
    public required ulong Reported { get; init; }

    /// <summary>Reorganisations so far.</summary>
    public long Reorganizations { get; init; }

    /// <summary>Counts changes, so that no two states are the same text.</summary>
    public long Revision { get; init; }

    /// <summary>The newest block; null before the first.</summary>
    public FollowedBlock? Last => Blocks.IsEmpty ? null : Blocks[^1];

    /// <summary>The number of the block that is followed next.</summary>
    public ulong Next => Last is { } last ? last.Number + 1 : First;

    /// <summary>Blocks that are followed and not reported yet, in their order.</summary>
    public IEnumerable<FollowedBlock> Ahead => Blocks.Where(block => block.Number > Reported);

    public static FollowerState Begin(ulong first, Hash256? anchor) =>
        new() { First = first, Reported = first - 1, Anchor = anchor };

    /// <summary>The block with a number; null if it is not kept, or not followed yet.</summary>
    public FollowedBlock? Find(ulong number)
    {
        // Numbers have no gaps.
        return !Blocks.IsEmpty && number >= Blocks[0].Number && number - Blocks[0].Number < (ulong)Blocks.Length
            ? Blocks[(int)(number - Blocks[0].Number)]
            : null;
    }

    /// <summary>Whether a block is in the chain, as far as it is kept.</summary>
    public bool Has(ulong number, Hash256 hash) => Find(number)?.Hash == hash;

    /// <summary>
    /// Adds the next block. One that was an orphan comes back with the job that it had.
    /// </summary>
    public FollowerState? Append(BlockLink link)
    {
        Hash256? parent = Last?.Hash ?? Anchor;
        if (link.Number != Next || (parent is { } due && link.ParentHash != due))
        {
            return null;
        }

        FollowedBlock block = Orphans.LastOrDefault(orphan => orphan.Hash == link.Hash)
            ?? new FollowedBlock(link.Number, link.Hash, link.ParentHash);
        return this with
        {
            Blocks = Blocks.Add(block),
            Orphans = Orphans.RemoveAll(orphan => orphan.Hash == link.Hash),
        };
    }

    /// <summary>Takes the blocks after an ancestor out of the chain.</summary>
    /// <param name="ancestor">The number of the newest block that stays; First - 1 if none does.</param>
    public FollowerState? Reorganize(ulong ancestor)
    {
        if (Last is not { } last || ancestor >= last.Number || ancestor + 1 < Blocks[0].Number)
        {
            return null;
        }

        int kept = (int)(ancestor + 1 - Blocks[0].Number);
        ImmutableArray<FollowedBlock> orphans =
            Orphans.AddRange(Blocks[kept..].Select(block => block with { IsFailureReported = false }));
        return this with
        {
            Blocks = Blocks[..kept],
            Orphans = orphans[Math.Max(0, orphans.Length - KeptOrphans)..],
            Reported = Math.Min(Reported, ancestor),
            Reorganizations = Reorganizations + 1,
        };
    }

    /// <summary>Changes a block if it still is as it was seen.</summary>
    public FollowerState? Replace(FollowedBlock seen, FollowedBlock block)
    {
        int index = Blocks.IndexOf(seen);
        return index < 0 ? null : this with { Blocks = Blocks.SetItem(index, block) };
    }

    /// <summary>Notes that the next block is reported, and forgets blocks that are old enough.</summary>
    public FollowerState? Report(FollowedBlock block)
    {
        if (block.Number != Reported + 1 || !Has(block.Number, block.Hash))
        {
            return null;
        }

        ulong oldest = block.Number < KeptBlocks ? 0 : block.Number + 1 - KeptBlocks;
        int old = oldest > Blocks[0].Number ? (int)(oldest - Blocks[0].Number) : 0;
        return this with { Blocks = Blocks[old..], Reported = block.Number };
    }
}
