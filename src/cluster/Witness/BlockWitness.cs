using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness;

/// <summary>
/// A block with the state that it touches, decoded from whatever format it came in, and what another
/// client says that its transactions do. Nothing in it is trusted: hashes and roots are claims that
/// execution checks.
/// </summary>
/// <param name="Content">What the guest's input is made from.</param>
/// <param name="Header">The header of the block in <paramref name="Content"/>.</param>
/// <param name="Transactions">The transactions of the block.</param>
/// <param name="Opinions">
/// One entry for each transaction, in block order; empty entries, or none, where the input is silent.
/// </param>
public sealed record BlockWitness(
    BlockInputContent Content,
    BlockHeader Header,
    IReadOnlyList<byte[]> Transactions,
    IReadOnlyList<TransactionOpinion> Opinions)
{
    /// <summary>The block's number.</summary>
    public ulong Number => Header.Number;

    /// <summary>The format that it came in.</summary>
    public WitnessFormat Format { get; init; }

    /// <summary>How many of the nodes were derived from those that came.</summary>
    public int DerivedNodeCount { get; init; }

    /// <summary>Encodes the guest's input.</summary>
    public byte[] ToBlockInput() => BlockInputWriter.Write(Content);
}
