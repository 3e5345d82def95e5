using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>One withdrawal of the consensus layer (EIP-4895).</summary>
/// <param name="Index">Running number; 0 if unknown.</param>
/// <param name="Validator">Validator index; 0 if unknown.</param>
/// <param name="Address">Receiver, 20 bytes.</param>
/// <param name="AmountGwei">Amount in gwei.</param>
[HostOnly]
public sealed record WithdrawalContent(
    ulong Index, ulong Validator, byte[] Address, ulong AmountGwei);

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

    public ulong Number { get; set; }

    public ulong Timestamp { get; set; }

    public ulong GasLimit { get; set; }

    public ulong BlobGasUsed { get; set; }

    public ulong ExcessBlobGas { get; set; }

    /// <summary>Base fee in wei, 32 bytes big-endian.</summary>
    public byte[] BaseFee { get; set; } = new byte[32];

    public byte[] PrevRandao { get; set; } = new byte[32];

    public byte[] ParentBeaconBlockRoot { get; set; } = new byte[32];

    public byte[] PreStateRoot { get; set; } = new byte[32];

    public byte[] BlockHash { get; set; } = new byte[32];

    public byte[] Beneficiary { get; set; } = new byte[20];

    /// <summary>Extra data of the header; null if unknown, which makes the header incomplete.</summary>
    public byte[]? ExtraData { get; set; }

    public byte[]? ExpectedStateRoot { get; set; }

    public byte[]? ExpectedReceiptsRoot { get; set; }

    public byte[]? ExpectedTransactionsRoot { get; set; }

    public ulong? ExpectedGasUsed { get; set; }

    /// <summary>Logs bloom of the header, 256 bytes.</summary>
    public byte[]? ExpectedLogsBloom { get; set; }

    /// <summary>Hashes of the blocks before this one, the parent first, at most 256.</summary>
    public List<byte[]> Ancestors { get; } = [];

    /// <summary>Raw transactions: type byte and payload, or the RLP list of a legacy one.</summary>
    public List<byte[]> Transactions { get; } = [];

    public List<WithdrawalContent> Withdrawals { get; } = [];

    /// <summary>Whether the withdrawals have their index and validator.</summary>
    public bool WithdrawalsComplete { get; set; } = true;

    /// <summary>Contract codes, in any order, extra ones tolerated.</summary>
    public List<byte[]> Codes { get; } = [];

    /// <summary>Trie nodes as RLP, in any order, extra ones and duplicates tolerated.</summary>
    public List<byte[]> Nodes { get; } = [];
}
