using ZeroSharp.Cluster.Witness.ExecutionWitness;
using ZeroSharp.Cluster.Witness.ZeroBin;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>A block with a witness on which native execution gave what its header says.</summary>
public sealed record FetchedBlock
{
    public required BlockWitness Witness { get; init; }

    /// <summary>What native execution says.</summary>
    public required Statement Statement { get; init; }

    /// <summary>Receipts and gas of the transactions, as execution gave them.</summary>
    public required IReadOnlyList<TransactionReceipt> Receipts { get; init; }

    /// <summary>
    /// What each transaction touches, as JSON objects of zero-bin's traces; empty where the node tells none.
    /// </summary>
    public required IReadOnlyList<string> Traces { get; init; }

    /// <summary>By which calls it was made.</summary>
    public required WitnessSourceType Type { get; init; }

    /// <summary>
    /// Why the block's header does not follow from the block, where it does not: then the witness is without it, and
    /// a proof says nothing of the header. Null where execution gave what the header says.
    /// </summary>
    public string? HeaderProblem { get; init; }

    public ulong Number => Witness.Number;

    public Hash256 Hash => Statement.BlockHash;

    public Hash256 ParentHash => Witness.Header.ParentHash;

    public Hash256 PreStateRoot => Statement.PreStateRoot;

    /// <summary>The block and its witness as one JSON object, in UTF-8.</summary>
    /// <param name="format">zero-bin or execution-witness.</param>
    /// <param name="checkpoint">
    /// The state root before the first block of the batch, and the block hash history there; the block's own where
    /// it is null. Only zero-bin's format has it.
    /// </param>
    /// <exception cref="WitnessException">The format needs the header, and it has a problem.</exception>
    public byte[] ToDocument(WitnessFormat format, Hash256? checkpoint = null) => format switch
    {
        WitnessFormat.ZeroBin => ZeroBinWriter.Write(this, checkpoint ?? PreStateRoot),
        _ when HeaderProblem is not null => throw new WitnessException(HeaderProblem),
        _ => ExecutionWitnessWriter.Write(this),
    };
}
