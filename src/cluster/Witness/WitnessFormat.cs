namespace ZeroSharp.Cluster.Witness;

/// <summary>The formats of inputs; see docs/internals/witness.md.</summary>
public enum WitnessFormat
{
    /// <summary>Whatever the input looks like.</summary>
    Auto,

    /// <summary>Polygon Zero's {block_trace, other_data}.</summary>
    ZeroBin,

    /// <summary>The state, codes and headers that debug_executionWitness returns.</summary>
    ExecutionWitness,

    /// <summary>An execution witness with a pre-state root and block hashes in place of headers.</summary>
    Sbv,
}
