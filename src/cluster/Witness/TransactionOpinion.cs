using System.Numerics;

namespace ZeroSharp.Cluster.Witness;

/// <summary>What another client says that a transaction does: a second opinion, never trusted.</summary>
/// <param name="GasUsed">Gas used by this transaction alone, or null when not given.</param>
/// <param name="Receipt">The receipt as it stands in the receipt trie, or null when not given.</param>
/// <param name="Traces">The accounts that the transaction touches.</param>
public sealed record TransactionOpinion(
    ulong? GasUsed, byte[]? Receipt, IReadOnlyList<AccountTrace> Traces);

/// <summary>What a transaction does to one account; null where the trace is silent.</summary>
public sealed record AccountTrace
{
    /// <summary>20 bytes.</summary>
    public required byte[] Address { get; init; }

    public BigInteger? Balance { get; init; }

    public BigInteger? Nonce { get; init; }

    /// <summary>Storage slots (32 bytes each) and their values after the transaction.</summary>
    public required IReadOnlyList<(byte[] Slot, BigInteger Value)> StorageWritten { get; init; }

    /// <summary>Code that the transaction deployed to this account.</summary>
    public byte[]? CodeWritten { get; init; }

    public bool SelfDestructed { get; init; }
}
