using ZeroSharp.Cluster.Witness.Blocks;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>A block as a node gave it, with its hash computed from its header.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Block">The block.</param>
/// <param name="Parent">The RLP of the parent's header.</param>
/// <param name="ParentHeader">What stands in it.</param>
internal sealed record NodeBlock(
    ulong ChainId, BlockRlp Block, byte[] Parent, BlockHeader ParentHeader)
{
    public ulong Number => Block.Header.Number;

    public Hash256 Hash => Block.Hash;

    public Hash256 PreStateRoot => ProvenPreStateRoot ?? ParentHeader.StateRoot;

    /// <summary>
    /// The root that the node's proofs of the state before the block have, where headers are not relied on: then
    /// the block's header counts as partial.
    /// </summary>
    public Hash256? ProvenPreStateRoot { get; init; }

    public bool IsHeaderPartial => ProvenPreStateRoot is not null;
}
