using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Testing.Anvil;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>
/// A node that has one block and the headers of the blocks before it that are known. The hashes of the blocks before
/// those are made up: what code asks for of them is not right.
/// </summary>
internal sealed class RecordedNode : IDisposable
{
    private readonly ulong _chainId;
    private readonly JsonObject _block;
    private readonly Dictionary<string, JsonObject> _headers = [];
    private readonly List<Hash256> _history = [];
    private readonly Func<string, JsonArray, NodeAnswer> _other;

    /// <param name="chainId">EIP-155 chain id.</param>
    /// <param name="block">The block as JSON with full transactions.</param>
    /// <param name="ancestors">The headers before it as JSON, the parent first.</param>
    /// <param name="other">Answers what the chain does not.</param>
    public RecordedNode(
        ulong chainId,
        JsonObject block,
        IReadOnlyList<JsonObject> ancestors,
        Func<string, JsonArray, NodeAnswer> other)
    {
        _chainId = chainId;
        _block = block;
        _other = other;
        foreach (JsonObject header in ancestors)
        {
            _headers[(string)header["hash"]!] = header;
            _headers[(string)header["number"]!] = header;
            _history.Add(HashOf(header, "hash"));
        }

        _history.Add(HashOf(ancestors[^1], "parentHash"));
        while (_history.Count < 256)
        {
            _history.Add(Keccak256.Hash(_history[^1].AsSpan()));
        }

        Server = new ScriptedNode((method, parameters) => Task.FromResult(Answer(method, parameters)));
    }

    public ScriptedNode Server { get; }

    public ulong Number => (ulong)FixtureJson.Word((string)_block["number"]!);

    public void Dispose() => Server.Dispose();

    /// <summary>
    /// A parent that the rules let a block of Shanghai or Cancun follow, for blocks whose own is not known.
    /// </summary>
    public static BlockHeader MakeParent(BlockHeader block, byte[] preStateRoot) => new()
    {
        StateRoot = new Hash256(preStateRoot),
        ParentHash = Keccak256.Hash([1]),
        LogsBloom = new byte[BlockHeader.BloomLength],
        Number = block.Number - 1,
        Timestamp = block.Timestamp - 1,
        GasLimit = block.GasLimit,
        GasUsed = block.GasLimit / 2,
        BaseFee = block.BaseFee,
        FieldCount = block.FieldCount,
        ExcessBlobGas = block.ExcessBlobGas,
        BlobGasUsed = block.FieldCount >= 20 ? 3 * Transaction.GasPerBlob : 0,
    };

    private NodeAnswer Answer(string method, JsonArray parameters)
    {
        switch (method)
        {
            case "eth_chainId":
                return new NodeAnswer(NodeJson.Hex(_chainId));
            case "eth_getBlockByHash" or "eth_getBlockByNumber":
                string id = (string)parameters[0]!;
                bool isBlock = id == (string)_block["hash"]! || id == (string)_block["number"]!;
                return new NodeAnswer(isBlock ? _block : _headers.GetValueOrDefault(id));
            case "eth_call":
                return new NodeAnswer(NodeJson.Hex([0, .. _history.SelectMany(hash => hash.AsSpan().ToArray())]));
            default:
                return _other(method, parameters);
        }
    }

    private static Hash256 HashOf(JsonObject header, string name) => new(FixtureJson.Bytes((string)header[name]!));
}
