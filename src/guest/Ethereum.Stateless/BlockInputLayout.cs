namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// Offsets of the block input, version 2. All integers are little-endian; hashes and addresses are
/// in their usual byte order. Sections follow the fixed part: block, ancestor hashes, ancestor headers,
/// codes, node records, each element padded with zeros to 8 bytes. See docs/internals/ethereum-guest.md.
/// </summary>
public static class BlockInputLayout
{
    public const uint MagicValue = 0x4942_535A;
    public const uint CurrentVersion = 2;

    public const int Magic = 0;
    public const int Version = 4;
    public const int ChainId = 8;
    public const int Fork = 16;
    public const int Flags = 20;
    public const int BlobTarget = 24;
    public const int BlobMax = 28;
    public const int BlobUpdateFraction = 32;
    public const int DepositContract = 40;
    public const int PreStateRoot = 64;
    public const int BlockHash = 96;
    public const int BlockLength = 128;
    public const int AncestorCount = 132;
    public const int HeaderCount = 136;
    public const int CodeCount = 140;
    public const int NodeSectionLength = 144;
    public const int RootNode = 148;
    public const int FixedLength = 152;

    public const int MaxAncestors = 256;

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
    /// The header's state root, transactions root, receipts root, extra data, withdrawals root and requests
    /// hash are placeholders, and the withdrawals have no index and validator. These are not checked, and the
    /// block hash is the one that the input claims.
    /// </summary>
    PartialHeader = 1,
}
