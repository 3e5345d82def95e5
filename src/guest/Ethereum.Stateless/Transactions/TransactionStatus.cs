namespace ZeroSharp.Ethereum.Stateless;

/// <summary>Why a transaction may not stand in its block.</summary>
public enum TransactionStatus
{
    Ok = 0,

    /// <summary>The bytes are not the RLP of a transaction of their type.</summary>
    Malformed = 1,

    /// <summary>The type is not known, or not in this fork.</summary>
    UnknownType = 2,

    /// <summary>The transaction is for another chain (EIP-155).</summary>
    WrongChain = 3,

    /// <summary>The signature recovers to no account, or has a high s (EIP-2).</summary>
    InvalidSignature = 4,

    NonceTooLow = 5,
    NonceTooHigh = 6,

    /// <summary>The nonce is 2^64 - 1 (EIP-2681).</summary>
    NonceOverflow = 7,

    /// <summary>The sender has code (EIP-3607).</summary>
    SenderIsContract = 8,

    /// <summary>The block has less gas left than the transaction's gas limit.</summary>
    GasLimitAboveBlock = 9,

    /// <summary>The gas limit does not cover the intrinsic gas.</summary>
    IntrinsicGas = 10,

    /// <summary>The largest fee is below the block's base fee (EIP-1559).</summary>
    FeeBelowBaseFee = 11,

    /// <summary>The largest fee is below the priority fee (EIP-1559).</summary>
    PriorityAboveFee = 12,

    /// <summary>The sender cannot pay value and largest fees.</summary>
    CannotPay = 13,

    /// <summary>Init code above 49152 bytes (EIP-3860).</summary>
    InitCodeTooLarge = 14,

    /// <summary>A blob transaction without blobs (EIP-4844).</summary>
    NoBlobs = 15,

    /// <summary>More blobs than the transaction (EIP-7594) or its block (EIP-4844) may have.</summary>
    TooManyBlobs = 16,

    /// <summary>A blob hash of an unknown version (EIP-4844).</summary>
    BadBlobVersion = 17,

    /// <summary>The largest blob fee is below the block's (EIP-4844).</summary>
    BlobFeeTooLow = 18,

    /// <summary>A blob transaction that creates a contract (EIP-4844).</summary>
    BlobCreation = 19,

    /// <summary>The witness lacks what the transaction needs.</summary>
    IncompleteWitness = 20,

    /// <summary>The gas limit does not cover the floor price of the call data (EIP-7623).</summary>
    FloorGas = 21,

    /// <summary>The gas limit is above 16777216 (EIP-7825).</summary>
    GasLimitAboveCap = 22,

    /// <summary>A transaction that sets code and has no authorizations (EIP-7702).</summary>
    NoAuthorizations = 23,

    /// <summary>A transaction that sets code and creates a contract (EIP-7702).</summary>
    AuthorizationCreation = 24,
}
