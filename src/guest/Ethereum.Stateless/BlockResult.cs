using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>The outcome of a block, with what a host needs to explain a failure.</summary>
public sealed class BlockResult
{
    public BlockStatus Status { get; internal set; }

    /// <summary>What the proof says; complete only if the status is Ok.</summary>
    public Statement Statement { get; } = new();

    /// <summary>Detail of MalformedInput.</summary>
    public InputStatus InputStatus { get; internal set; }

    /// <summary>
    /// The transaction during which the block failed; -1 if it was before, after or not at all.
    /// </summary>
    public int TransactionIndex { get; internal set; } = -1;

    /// <summary>Detail of InvalidTransaction.</summary>
    public TransactionStatus TransactionStatus { get; internal set; }

    /// <summary>Detail of IncompleteState and MissingCode.</summary>
    public WitnessFault WitnessFault { get; internal set; }

    /// <summary>The hash of the node or code that is missing.</summary>
    public Hash256 MissingHash { get; internal set; }

    /// <summary>Receipts of the transactions that ran, in order; null after the last one.</summary>
    public TransactionReceipt?[] Receipts { get; internal set; } = [];

    /// <summary>The state after the last transaction that ran, for hosts; null if none began.</summary>
    public WorldState? World { get; internal set; }

    /// <summary>The block's logs bloom, 256 bytes.</summary>
    public byte[] LogsBloom { get; } = new byte[256];
}
