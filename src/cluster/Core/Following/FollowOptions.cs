using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Core.Following;

/// <summary>What is followed, and how.</summary>
public sealed record FollowOptions
{
    public required ulong ChainId { get; init; }

    /// <summary>The last block; null to follow the tip for ever.</summary>
    public ulong? Last { get; init; }

    /// <summary>What the node takes for the newest block: latest, safe or finalized.</summary>
    public BlockId Head { get; init; } = BlockId.Latest;

    /// <summary>How many blocks must stand after one, up to the head, before it is followed.</summary>
    public ulong Confirmations { get; init; }

    /// <summary>Blocks that may be submitted and not reported yet.</summary>
    public int MaxAhead { get; init; } = 16;

    /// <summary>How often the node is asked for its head.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the job of a block is retried after it failed.</summary>
    public int JobRetries { get; init; } = 2;

    /// <summary>Whether blocks are reported although one before them has failed for good.</summary>
    public bool SkipsFailed { get; init; }

    /// <summary>The statement that the first block must follow; null for none.</summary>
    public Statement? Previous { get; init; }

    /// <summary>Who submits; see <see cref="Jobs.Job.Source"/>.</summary>
    public string Source => Last is null ? "tip" : "range";
}
