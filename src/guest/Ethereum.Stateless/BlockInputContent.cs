using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// Everything that a host knows about a block, for <c>BlockInputWriter</c>. The guest never
/// sees this class. Hashes are 32 bytes, addresses 20, in their usual byte order.
/// </summary>
[HostOnly]
public sealed class BlockInputContent
{
    public ulong ChainId { get; set; }

    /// <summary>The fork whose rules this block follows.</summary>
    public Fork Fork { get; set; }

    /// <summary>The blob parameters of the block's time; default before Cancun.</summary>
    public BlobSchedule Blobs { get; set; }

    /// <summary>The contract whose logs are deposits (EIP-6110); matters from Prague on.</summary>
    public byte[] DepositContract { get; set; } = new byte[20];

    public byte[] PreStateRoot { get; set; } = new byte[32];

    /// <summary>The RLP of the block: see <see cref="Stateless.Block.Encode"/>.</summary>
    public byte[] Block { get; set; } = [];

    /// <summary>Whether the header has placeholders: see <see cref="BlockInputFlags.PartialHeader"/>.</summary>
    public bool IsHeaderPartial { get; set; }

    /// <summary>The claimed block hash of a block whose header is partial.</summary>
    public byte[] BlockHash { get; set; } = new byte[32];

    /// <summary>
    /// Hashes of the blocks before this one, the parent first, at most 256; the writer adds those that the
    /// ancestor headers tell.
    /// </summary>
    public List<byte[]> Ancestors { get; } = [];

    /// <summary>RLP of the headers of the blocks before this one, the parent first.</summary>
    public List<byte[]> AncestorHeaders { get; } = [];

    /// <summary>Contract codes, in any order, extra ones tolerated.</summary>
    public List<byte[]> Codes { get; } = [];

    /// <summary>Trie nodes as RLP, in any order, extra ones and duplicates tolerated.</summary>
    public List<byte[]> Nodes { get; } = [];
}
