using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Cluster.Chains;

/// <summary>
/// When a chain changes its rules: by block number up to London, by the merge (EIP-3675), and from Shanghai
/// on by time (EIP-6953).
/// </summary>
public sealed class ChainSpec
{
    /// <summary>Mainnet and the public test networks.</summary>
    public static IReadOnlyList<ChainSpec> BuiltIn { get; } =
    [
        PublicChains.Mainnet, PublicChains.Sepolia, PublicChains.Holesky, PublicChains.Hoodi,
    ];

    public required string Name { get; init; }

    /// <summary>EIP-155 chain id.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>Address whose logs are deposits (EIP-6110), 20 bytes.</summary>
    public required byte[] DepositContract { get; init; }

    /// <summary>First blocks of the forks up to London, in ascending order; Frontier needs no entry.</summary>
    public required IReadOnlyList<(Fork Fork, ulong Number)> ByNumber { get; init; }

    /// <summary>
    /// A block from which on every one is proof of stake, or null where none is known. Of a block before it
    /// the header tells: its difficulty is zero after the merge.
    /// </summary>
    public ulong? MergedNumber { get; init; }

    /// <summary>Seconds since 1970 at which the forks from Shanghai on begin, in ascending order.</summary>
    public required IReadOnlyList<(Fork Fork, ulong Time)> ByTime { get; init; }

    /// <summary>When the blob parameters change (EIP-7840, EIP-7892), in ascending order.</summary>
    public required IReadOnlyList<(BlobSchedule Blobs, ulong Time)> BlobsByTime { get; init; }

    /// <summary>The first fork whose rules are not known here, if there is one.</summary>
    public (string Name, ulong Time)? Unknown { get; init; }

    /// <summary>A built-in chain, or null.</summary>
    public static ChainSpec? Find(ulong chainId) => BuiltIn.FirstOrDefault(chain => chain.ChainId == chainId);

    /// <summary>A built-in chain by its name in any case, or null.</summary>
    public static ChainSpec? Find(string name) => BuiltIn.FirstOrDefault(
        chain => string.Equals(chain.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The rules of a block.</summary>
    /// <param name="number">Block number.</param>
    /// <param name="timestamp">Seconds since 1970.</param>
    /// <param name="isProofOfStake">The header's difficulty is zero.</param>
    /// <exception cref="ChainException">The block is of a fork whose rules are not known here.</exception>
    public ChainRules RulesAt(ulong number, ulong timestamp, bool isProofOfStake)
    {
        Fork fork = Fork.Frontier;
        if (!isProofOfStake && !(number >= MergedNumber))
        {
            foreach ((Fork next, ulong first) in ByNumber)
            {
                fork = number >= first ? next : fork;
            }

            return new ChainRules(fork, default, DepositContract);
        }

        if (Unknown is { } unknown && timestamp >= unknown.Time)
        {
            throw new ChainException(
                $"block {number}: the rules of {unknown.Name}, which the chain {Name} has since {unknown.Time}, "
                + "are not known");
        }

        fork = Fork.Paris;
        foreach ((Fork next, ulong start) in ByTime)
        {
            fork = timestamp >= start ? next : fork;
        }

        BlobSchedule blobs = default;
        foreach ((BlobSchedule next, ulong start) in BlobsByTime)
        {
            blobs = timestamp >= start ? next : blobs;
        }

        return new ChainRules(fork, blobs, DepositContract);
    }
}
