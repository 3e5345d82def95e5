using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness;

/// <summary>
/// A block with the state that it touches, decoded from whatever format it came in, and what another
/// client says that its transactions do. Nothing in it is trusted: hashes and roots are claims that
/// execution checks.
/// </summary>
/// <param name="Content">What the guest's input is made from.</param>
/// <param name="Opinions">
/// One entry for each transaction, in block order; empty entries where the input is silent.
/// </param>
public sealed record BlockWitness(
    BlockInputContent Content, IReadOnlyList<TransactionOpinion> Opinions)
{
    /// <summary>Encodes the guest's input.</summary>
    public byte[] ToBlockInput() => BlockInputWriter.Write(Content);
}
