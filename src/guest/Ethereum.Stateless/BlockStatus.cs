namespace ZeroSharp.Ethereum.Stateless;

/// <summary>Whether a block is what its input claims, and if not, why.</summary>
public enum BlockStatus
{
    Ok = 0,

    /// <summary>The input cannot be decoded.</summary>
    MalformedInput = 1,

    /// <summary>The rules of the fork id are not known.</summary>
    UnknownFork = 2,

    /// <summary>A transaction may not stand in the block.</summary>
    InvalidTransaction = 3,

    /// <summary>The witness lacks a trie node, or holds a malformed one.</summary>
    IncompleteState = 4,

    /// <summary>The witness lacks a contract's code.</summary>
    MissingCode = 5,

    /// <summary>Code asked for the hash of an ancestor that the input does not have.</summary>
    MissingAncestor = 6,

    StateRootMismatch = 7,
    ReceiptsRootMismatch = 8,
    TransactionsRootMismatch = 9,
    GasUsedMismatch = 10,
    LogsBloomMismatch = 11,

    /// <summary>The blob gas of the transactions is not the header's (EIP-4844).</summary>
    BlobGasMismatch = 12,

    /// <summary>The header built from the results has another hash than the block.</summary>
    BlockHashMismatch = 13,
}
