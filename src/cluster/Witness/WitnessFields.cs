namespace ZeroSharp.Cluster.Witness;

/// <summary>What the fields of an input are called in its format, for messages.</summary>
/// <param name="Transaction">Where a transaction is.</param>
/// <param name="Nodes">Where trie nodes are.</param>
/// <param name="Codes">Where contract codes are.</param>
/// <param name="Ancestors">Where the blocks before are.</param>
/// <param name="GasUsed">The header's gas used.</param>
/// <param name="BlobGasUsed">The header's blob gas used.</param>
/// <param name="LogsBloom">The header's bloom.</param>
internal sealed record WitnessFields(
    string Transaction,
    string Nodes,
    string Codes,
    string Ancestors,
    string GasUsed,
    string BlobGasUsed,
    string LogsBloom)
{
    private static readonly WitnessFields ZeroBin = new(
        "byte_code",
        "trie_pre_images",
        "code_db",
        "prev_hashes",
        "block_gas_used",
        "block_blob_gas_used",
        "block_bloom");

    private static readonly WitnessFields Execution =
        new("block", "state", "codes", "headers", "gasUsed", "blobGasUsed", "logsBloom");

    public static WitnessFields Of(WitnessFormat format) => format switch
    {
        WitnessFormat.ZeroBin => ZeroBin,
        WitnessFormat.Sbv => Execution with { Ancestors = "blockHashes" },
        _ => Execution,
    };
}
