using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>What may be chosen about the proofs of a machine; part of its verifying key.</summary>
public sealed class StarkParameters
{
    /// <summary>m: log2 of the rows of the stack, the largest height of a trace.</summary>
    public int LogStackHeight { get; init; } = 20;

    /// <summary>
    /// The least that <see cref="MinLogHeight"/> may be: 2^k blocks of the skip round of eight lanes each.
    /// </summary>
    public const int LowestMinLogHeight = SkipDomain.LogSize + 3;

    /// <summary>The smallest height of a trace, at least <see cref="LowestMinLogHeight"/>.</summary>
    public int MinLogHeight { get; init; } = 12;

    /// <summary>The commitment scheme; its target of security is that of the whole proof.</summary>
    public PcsOptions Pcs { get; init; } = new();

    /// <summary>Most instances of a proof.</summary>
    public const int MaxInstanceCount = 1024;
}
