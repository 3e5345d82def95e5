using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>Where witnesses of blocks come from.</summary>
public interface IWitnessSource
{
    /// <summary>Makes the witness of a block, and checks it by execution.</summary>
    /// <exception cref="RpcException">The node does not give what is needed.</exception>
    /// <exception cref="WitnessException">What it gives is not the block, or not its pre-state.</exception>
    Task<FetchedBlock> FetchAsync(BlockId id, CancellationToken cancellation);

    /// <summary>
    /// Where a block stands in the chain, as the node says; null where it has none. For followers of the tip.
    /// </summary>
    /// <exception cref="RpcException">The node gives no answer.</exception>
    Task<BlockLink?> FindAsync(BlockId id, CancellationToken cancellation);
}

/// <summary>A block's place in its chain.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="ParentHash">The hash of the block before.</param>
/// <param name="StateRoot">The root of the state after it.</param>
public sealed record BlockLink(ulong Number, Hash256 Hash, Hash256 ParentHash, Hash256 StateRoot);
