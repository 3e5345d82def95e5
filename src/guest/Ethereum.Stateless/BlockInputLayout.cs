namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// Offsets of the block input, version 1. All integers are little-endian; hashes and addresses are
/// in their usual byte order. Sections follow the fixed part in the order of their counts, each
/// element padded with zeros to 8 bytes. See docs/internals/ethereum-guest.md.
/// </summary>
public static class BlockInputLayout
{
    public const uint MagicValue = 0x4942_535A;
    public const uint CurrentVersion = 1;

    public const int Magic = 0;
    public const int Version = 4;
    public const int ChainId = 8;
    public const int ForkId = 16;
    public const int Flags = 20;
    public const int Number = 24;
    public const int Timestamp = 32;
    public const int GasLimit = 40;
    public const int BlobGasUsed = 48;
    public const int ExcessBlobGas = 56;
    public const int BaseFee = 64;
    public const int PrevRandao = 96;
    public const int ParentBeaconBlockRoot = 128;
    public const int PreStateRoot = 160;
    public const int BlockHash = 192;
    public const int ExpectedStateRoot = 224;
    public const int ExpectedReceiptsRoot = 256;
    public const int ExpectedTransactionsRoot = 288;
    public const int ExpectedGasUsed = 320;
    public const int Beneficiary = 328;
    public const int ExpectedLogsBloom = 352;
    public const int AncestorCount = 608;
    public const int ExtraDataLength = 612;
    public const int TransactionCount = 616;
    public const int WithdrawalCount = 620;
    public const int CodeCount = 624;
    public const int NodeSectionLength = 628;
    public const int RootNode = 632;
    public const int FixedLength = 640;

    public const int WithdrawalLength = 48;
    public const int MaxAncestors = 256;
    public const int MaxExtraData = 32;

    /// <summary>The hint that says that the witness does not hold the node.</summary>
    public const uint NoNode = 0xFFFF_FFFF;

    /// <summary>Rounds a length up to the 8-byte grid of the sections.</summary>
    public static int Align(int length) => (length + 7) & ~7;
}

/// <summary>What the input carries beyond the fields that every block has.</summary>
[Flags]
public enum BlockInputFlags : uint
{
    None = 0,

    /// <summary>
    /// The header is complete (extra data, withdrawal indices, parent hash), so the guest rebuilds
    /// it and requires that it hashes to the block hash.
    /// </summary>
    HeaderComplete = 1,

    /// <summary>The expected post-state root is given and must match.</summary>
    HasStateRoot = 2,

    /// <summary>The expected receipts root is given and must match.</summary>
    HasReceiptsRoot = 4,

    /// <summary>The expected transactions root is given and must match.</summary>
    HasTransactionsRoot = 8,

    /// <summary>The expected gas used is given and must match.</summary>
    HasGasUsed = 16,

    /// <summary>The expected logs bloom is given and must match.</summary>
    HasLogsBloom = 32,

    /// <summary>
    /// Withdrawals carry their index and validator, so their root is computed; without this flag
    /// only address and amount count, and the statement's withdrawals root is zero.
    /// </summary>
    WithdrawalsComplete = 64,
}
