namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>By which calls a node gives the witness of a block.</summary>
public enum WitnessSourceType
{
    /// <summary>The first of the others that the node offers.</summary>
    Auto,

    /// <summary>
    /// Standard calls only: eth_getProof for all that execution touches, and tracers where there are any.
    /// </summary>
    Native,

    /// <summary>zeroTracer and eth_getWitness of Erigon for zero-bin.</summary>
    Jerigon,

    /// <summary>debug_executionWitness.</summary>
    ExecutionWitness,
}
