using ZeroSharp.Cluster.Chains;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>How witnesses are made.</summary>
public sealed record WitnessSourceOptions
{
    public static WitnessSourceOptions Default { get; } = new();

    public WitnessSourceType Type { get; init; } = WitnessSourceType.Auto;

    /// <summary>
    /// The chain; else the built-in one with the node's chain id, or the rules that execution confirms.
    /// </summary>
    public ChainSpec? Chain { get; init; }

    /// <summary>Where witnesses are kept; nowhere where it is null.</summary>
    public WitnessCache? Cache { get; init; }
}
