namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// Whether a block is valid, and if not, why. Below <see cref="MalformedBlock"/> nothing is decided: the input
/// does not suffice. From there on the block is invalid, on the pre-state and the ancestors that the statement
/// names.
/// </summary>
public enum BlockStatus
{
    Ok = 0,

    /// <summary>The input cannot be decoded.</summary>
    MalformedInput = 1,

    /// <summary>The rules of the fork are not known.</summary>
    UnknownFork = 2,

    /// <summary>The witness lacks a trie node, or holds a malformed one.</summary>
    IncompleteState = 3,

    /// <summary>The witness lacks a contract's code.</summary>
    MissingCode = 4,

    /// <summary>Code asked for the hash of an ancestor that the input does not have.</summary>
    MissingAncestor = 5,

    /// <summary>A header of the input is not that of the ancestor whose place it takes.</summary>
    WrongAncestor = 6,

    /// <summary>The pre-state root is not the state root of the parent.</summary>
    WrongPreState = 7,

    /// <summary>The block is not canonical RLP of the right shape, or its header has fields of another fork.
    /// </summary>
    MalformedBlock = 16,

    /// <summary>The encoding has more than 8 MiB (EIP-7934).</summary>
    BlockTooLarge = 17,

    /// <summary>More than 32 bytes of extra data (Yellow Paper, section 4.3.4).</summary>
    ExtraDataTooLong = 18,

    /// <summary>Difficulty, nonce or ommers that are not those of proof of stake (EIP-3675).</summary>
    NotProofOfStake = 19,

    /// <summary>The number does not follow the parent's.</summary>
    WrongNumber = 20,

    /// <summary>The timestamp is not after the parent's.</summary>
    TimestampNotAfterParent = 21,

    /// <summary>The gas limit is below 5000, or too far from the parent's (EIP-1559).</summary>
    WrongGasLimit = 22,

    /// <summary>The header says more gas used than its gas limit.</summary>
    GasUsedAboveLimit = 23,

    /// <summary>The base fee does not follow from the parent (EIP-1559).</summary>
    WrongBaseFee = 24,

    /// <summary>The excess blob gas does not follow from the parent (EIP-4844, EIP-7918).</summary>
    WrongExcessBlobGas = 25,

    /// <summary>The header's ommers hash is not that of the block's ommers.</summary>
    OmmersHashMismatch = 26,

    TransactionsRootMismatch = 27,
    WithdrawalsRootMismatch = 28,

    /// <summary>A transaction may not stand in the block.</summary>
    InvalidTransaction = 29,

    /// <summary>The blob gas of the transactions is not the header's (EIP-4844).</summary>
    BlobGasMismatch = 30,

    GasUsedMismatch = 31,
    ReceiptsRootMismatch = 32,
    LogsBloomMismatch = 33,
    StateRootMismatch = 34,

    /// <summary>The contract of a system call has no code (EIP-7002, EIP-7251).</summary>
    SystemContractEmpty = 35,

    /// <summary>A system call failed (EIP-7002, EIP-7251).</summary>
    SystemCallFailed = 36,

    /// <summary>A log of the deposit contract is not laid out as one (EIP-6110).</summary>
    MalformedDeposit = 37,

    /// <summary>The header's requests hash is not that of the block's requests (EIP-7685).</summary>
    RequestsHashMismatch = 38,
}

/// <summary>What a status means.</summary>
public static class BlockVerdict
{
    /// <summary>
    /// Whether the input sufficed to decide that the block is valid, or that it is not. If it did not, the run
    /// of the block program counts as failed and cannot be proven.
    /// </summary>
    public static bool IsDecided(this BlockStatus status) =>
        status is BlockStatus.Ok or >= BlockStatus.MalformedBlock;
}
