using ZeroSharp.Stark.Pcs;

namespace ZeroSharp.Stark.Verifier;

/// <summary>What may be chosen about the proofs of a machine; part of its verifying key.</summary>
public sealed class StarkParameters
{
    /// <summary>m: log2 of the rows of the stack, the largest height of a trace.</summary>
    public int LogStackHeight { get; init; } = 20;

    /// <summary>The smallest height of a trace, at least 2^k of the skip round and eight lanes.</summary>
    public int MinLogHeight { get; init; } = 12;

    /// <summary>The commitment scheme; its target of security is that of the whole proof.</summary>
    public PcsOptions Pcs { get; init; } = new();

    /// <summary>Most instances of a proof.</summary>
    public const int MaxInstanceCount = 1024;
}
