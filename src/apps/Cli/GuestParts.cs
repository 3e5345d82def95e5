namespace ZeroSharp.Cli;

/// <summary>
/// The parts of the block program by which its cost is reported, told by the type in a function's name. What all
/// parts use (copies, 256-bit integers, hash maps) counts for the part that calls it.
/// </summary>
internal static class GuestParts
{
    public const string Keccak = "keccak";
    public const string Trie = "trie";
    public const string EcRecover = "ecrecover";
    public const string Evm = "EVM";
    public const string Precompiles = "precompiles";
    public const string Decode = "decode";
    public const string Block = "block";

    /// <summary>All parts, in the order of reports.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Keccak, Trie, EcRecover, Evm, Precompiles, Decode, Block];

    private static readonly Dictionary<string, string> Types = new()
    {
        ["Keccak256"] = Keccak,
        ["MerkleTrie"] = Trie, ["TrieNode"] = Trie, ["NodeRlp"] = Trie, ["IndexedTrie"] = Trie,
        ["WitnessState"] = Trie,
        ["Secp256k1"] = EcRecover, ["Secp256k1Curve"] = EcRecover, ["JacobianPoint"] = EcRecover,
        ["Interpreter"] = Evm, ["WorldState"] = Evm, ["Frame"] = Evm, ["ContractCode"] = Evm,
        ["ByteSlice"] = Evm, ["Account"] = Evm, ["StorageSlot"] = Evm,
        ["PrecompiledContract"] = Precompiles,
        ["Block"] = Decode, ["BlockHeader"] = Decode, ["BlockInput"] = Decode, ["Ancestry"] = Decode,
        ["TransactionDecoder"] = Decode, ["Withdrawal"] = Decode,
        ["StatelessBlock"] = Block, ["TransactionExecutor"] = Block, ["TransactionReceipt"] = Block,
        ["LogsBloom"] = Block, ["ExecutionRequests"] = Block, ["TransactionCheck"] = Block,
        ["BlockEnvironment"] = Block, ["Statement"] = Block, ["Program"] = Block,
    };

    /// <summary>The part of a function; null where it is that of its caller.</summary>
    public static string? Of(string function)
    {
        int end = function.AsSpan().IndexOfAny('.', '<');
        return end < 0 ? null : Types.GetValueOrDefault(function[..end]);
    }
}
