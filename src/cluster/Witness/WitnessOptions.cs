using ZeroSharp.Cluster.Chains;

namespace ZeroSharp.Cluster.Witness;

/// <summary>What a person says about an input that does not say it itself.</summary>
public sealed record WitnessOptions
{
    public static WitnessOptions None { get; } = new();

    /// <summary>The only format that is accepted; any where it is <see cref="WitnessFormat.Auto"/>.</summary>
    public WitnessFormat Format { get; init; }

    /// <summary>The chain; else the one whose id the input names.</summary>
    public ChainSpec? Chain { get; init; }

    /// <summary>Blocks of witnesses that come without.</summary>
    public BlockFile? Blocks { get; init; }

    /// <summary>Headers that complete the blocks of zero-bin inputs.</summary>
    public HeaderFile? Headers { get; init; }
}
