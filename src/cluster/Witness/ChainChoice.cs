using ZeroSharp.Cluster.Chains;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness;

/// <summary>Which rules a block follows: those of the chain that it is of.</summary>
internal static class ChainChoice
{
    /// <summary>The rules that a given chain, or else the built-in one with that id, has for a block.</summary>
    /// <returns>Null where the chain is neither given nor built in.</returns>
    /// <exception cref="WitnessException">The given chain is another, or has no rules for the block.</exception>
    public static ChainRules? TryFind(ChainSpec? given, ulong chainId, BlockHeader header)
    {
        if (given is not null && given.ChainId != chainId)
        {
            throw new WitnessException(
                $"the input is of the chain with id {chainId}, and --chain names that with id {given.ChainId}");
        }

        try
        {
            return (given ?? ChainSpec.Find(chainId))?.RulesAt(
                header.Number, header.Timestamp, header.Difficulty.IsZero);
        }
        catch (ChainException failure)
        {
            throw new WitnessException(failure.Message, failure);
        }
    }

    /// <summary>As <see cref="TryFind"/>, for inputs that need a chain.</summary>
    /// <exception cref="WitnessException">There are no rules.</exception>
    public static ChainRules Find(ChainSpec? given, ulong chainId, BlockHeader header) =>
        TryFind(given, chainId, header)
        ?? throw new WitnessException(
            $"the chain with id {chainId} is not built in: name its genesis file with --chain");

    /// <summary>Puts rules into what the guest gets.</summary>
    public static void Apply(this BlockInputContent content, ChainRules rules)
    {
        content.Fork = rules.Fork;
        content.Blobs = rules.Blobs;
        content.DepositContract = rules.DepositContract;
    }

    /// <summary>
    /// The rules of a block of a development chain whose header is known in part: what the header has tells
    /// Cancun from Shanghai.
    /// </summary>
    /// <param name="hasBeaconRoot">The header has a parent beacon block root (EIP-4788).</param>
    public static ChainRules Guess(bool hasBeaconRoot)
    {
        Fork fork = hasBeaconRoot ? Fork.Cancun : Fork.Shanghai;
        return new ChainRules(fork, BlobSchedule.Of(fork), new byte[20]);
    }
}
