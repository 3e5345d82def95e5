using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Conformance.Tests.Fixtures;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Testing.Anvil;

namespace ZeroSharp.Conformance.Tests;

/// <summary>Witnesses of recorded blocks, fetched from a server that replays what nodes said.</summary>
public sealed class FetchedWitnessTests
{
    private const string Replay = "rpc-replay";
    private const string ZeroBin = "zero-witnesses";
    private const string Real = "real-blocks";

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    [DataTheory(Replay)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_MainnetBlockByProofs_GivesItsHeader(bool hasTracer)
    {
        ReplayedState state = new(DataSet.PathOf(Replay, Replay, "mainnet-19426587.jsonl"));
        using RecordedNode node = new(
            1,
            state.Block,
            [state.Parent],
            (method, parameters) => method == "debug_traceBlockByHash" && hasTracer
                ? new NodeAnswer(state.Trace((bool)parameters[1]!["tracerConfig"]!["diffMode"]!))
                : state.Answer(method, parameters));

        FetchedBlock block = await FetchAsync(node, WitnessSourceType.Native);

        Assert.Equal(19_426_587UL, block.Number);
        Assert.Equal(37, block.Witness.Transactions.Count);
        Check(block);
    }

    [DataTheory(ZeroBin)]
    [InlineData("b978_dev")]
    [InlineData("b2841_dev")]
    [InlineData("b19807080_main")]
    public async Task Fetch_BlockByZeroTracer_GivesItsHeader(string name)
    {
        byte[] input = File.ReadAllBytes(DataSet.PathOf(ZeroBin, ZeroBin, name + ".json"));
        WitnessOptions options = new()
        {
            Headers = HeaderFile.Read(File.ReadAllBytes(DataSet.PathOf(ZeroBin, ZeroBin, name + "_header.json"))),
        };
        BlockWitness witness = WitnessReader.Read(input, options)[0];
        BlockHeader parent = RecordedNode.MakeParent(witness.Header, witness.Content.PreStateRoot);
        JsonObject json = NodeJson.OfBlock(witness.Content.Block);

        // The block stands on another parent here, since its own is not recorded; nothing in it asks for that.
        witness.Header.ParentHash = BlockHeader.HashOf(parent.Encode());
        foreach ((string key, JsonNode? value) in NodeJson.OfHeader(witness.Header))
        {
            if (key != "transactions")
            {
                json[key] = value?.DeepClone();
            }
        }

        JsonNode document = JsonNode.Parse(input)!;
        JsonNode trace = (document is JsonArray array ? array[0]! : document)["block_trace"]!;
        using RecordedNode node = new(
            witness.Content.ChainId,
            json,
            [NodeJson.OfHeader(parent)],
            (method, _) => method switch
            {
                "eth_getWitness" => new NodeAnswer(trace["trie_pre_images"]!["combined"]!["compact"]),
                "debug_traceBlockByNumber" => new NodeAnswer(new JsonArray(
                    [.. ((JsonArray)trace["txn_info"]!).Select(
                        info => (JsonNode)new JsonObject { ["result"] = info!.DeepClone() })])),
                _ => NodeAnswer.NoMethod,
            });

        FetchedBlock block = await FetchAsync(node, WitnessSourceType.Jerigon);

        Assert.Equal(witness.Transactions.Count, block.Traces.Count);
        Check(block);
        JsonNode again = JsonNode.Parse(block.ToDocument(WitnessFormat.ZeroBin))!;
        Assert.True(JsonNode.DeepEquals(
            trace["txn_info"]![0]!["traces"], again["block_trace"]!["txn_info"]![0]!["traces"]));
        Assert.Equal(
            (string)trace["txn_info"]![0]!["meta"]!["new_receipt_trie_node_byte"]!,
            (string)again["block_trace"]!["txn_info"]![0]!["meta"]!["new_receipt_trie_node_byte"]!);
    }

    [DataTheory(Real)]
    [InlineData("hoodi-690403.json")]
    [InlineData("hoodi-974567.json")]
    [InlineData("hoodi-1041734.json")]
    [InlineData("hoodi-1265656.json")]
    [InlineData("mainnet-21688509.json")]
    [InlineData("mainnet-22615247.json")]
    [InlineData("mainnet-24628607.json")]
    public async Task Fetch_BlockByExecutionWitness_GivesItsHeader(string name)
    {
        byte[] input = File.ReadAllBytes(DataSet.PathOf(Real, Real, name));
        BlockWitness witness = WitnessReader.Read(input, WitnessOptions.None)[0];
        JsonNode recorded = JsonNode.Parse(input)!["executionWitness"]!;
        using RecordedNode node = new(
            witness.Content.ChainId,
            NodeJson.OfBlock(witness.Content.Block),
            [
                .. witness.Content.AncestorHeaders.Select(encoding =>
                {
                    Assert.True(BlockHeader.TryDecode(encoding, out BlockHeader header));
                    return NodeJson.OfHeader(header);
                }),
            ],
            (method, _) =>
                method == "debug_executionWitness" ? new NodeAnswer(recorded) : NodeAnswer.NoMethod);

        FetchedBlock block = await FetchAsync(node, WitnessSourceType.Auto);

        Assert.Equal(WitnessSourceType.ExecutionWitness, block.Type);
        Check(block);
    }

    private static async Task<FetchedBlock> FetchAsync(RecordedNode node, WitnessSourceType type)
    {
        using JsonRpcClient client = new(new RpcOptions { Url = node.Server.Url });
        NodeWitnessSource source = new(client, new WitnessSourceOptions { Type = type });
        return await source.FetchAsync(BlockId.Of(node.Number), Limit);
    }

    // What a prover reads of it has the header's results, in both formats.
    private static void Check(FetchedBlock block)
    {
        foreach (WitnessFormat format in (WitnessFormat[])[WitnessFormat.ZeroBin, WitnessFormat.ExecutionWitness])
        {
            BlockWitness read = Assert.Single(WitnessReader.Read(
                block.ToDocument(format), new WitnessOptions { Format = format }));
            Statement statement = BlockExecution.Run(read, read.ToBlockInput()).Statement;
            Assert.True(statement.IsHeaderChecked && statement.IsParentChecked && statement.IsHistoryChecked);
            Assert.Equal(block.Witness.Header.StateRoot, statement.PostStateRoot);
            Assert.Equal(block.Witness.Header.ReceiptsRoot, statement.ReceiptsRoot);
            Assert.Equal(BlockHeader.HashOf(block.Witness.Header.Encode()), statement.BlockHash);
            Assert.Equal(block.Statement.HistoryAfter, statement.HistoryAfter);
        }
    }

    /// <summary>Accounts of two states by recorded proofs: any of the recorded slots can be asked for.</summary>
    private sealed class ReplayedState
    {
        private readonly Dictionary<string, JsonObject> _proofs = [];
        private readonly Dictionary<string, JsonNode> _codes = [];
        private readonly JsonObject[] _blocks;

        public ReplayedState(string path)
        {
            List<JsonObject> blocks = [];
            foreach (string line in File.ReadLines(path))
            {
                JsonNode exchange = JsonNode.Parse(line)!;
                JsonArray parameters = (JsonArray)exchange["params"]!;
                switch ((string)exchange["method"]!)
                {
                    case "eth_getBlockByNumber":
                        blocks.Add((JsonObject)exchange["result"]!);
                        break;
                    case "eth_getProof":
                        _proofs[$"{parameters[0]} {parameters[2]}"] = (JsonObject)exchange["result"]!;
                        break;
                    case "eth_getCode":
                        _codes[$"{parameters[0]} {parameters[1]}"] = exchange["result"]!;
                        break;
                    default:
                        break;
                }
            }

            _blocks = [.. blocks.OrderBy(block => FixtureJson.Word((string)block["number"]!).U0)];
        }

        public JsonObject Parent => _blocks[0];

        public JsonObject Block => _blocks[1];

        /// <summary>As a node that takes no block hashes for states.</summary>
        public NodeAnswer Answer(string method, JsonArray parameters)
        {
            switch (method)
            {
                case "eth_getProof" when parameters[2]!.GetValueKind() != JsonValueKind.String:
                case "eth_getCode" when parameters[1]!.GetValueKind() != JsonValueKind.String:
                    return new NodeAnswer(null, -32602, "invalid argument: a block number is due");
                case "eth_getCode":
                    return _codes.TryGetValue($"{parameters[0]} {parameters[1]}", out JsonNode? code)
                        ? new NodeAnswer(code)
                        : new NodeAnswer(null, -32000, $"no code of {parameters[0]} was recorded");
                case "eth_getProof":
                    return Prove(parameters);
                default:
                    return NodeAnswer.NoMethod;
            }
        }

        /// <summary>prestateTracer's reply, in which the first transaction touches all.</summary>
        public JsonArray Trace(bool isDiff)
        {
            JsonObject accounts = [];
            string before = (string)Parent["number"]!;
            foreach ((string key, JsonObject proof) in _proofs.Where(
                proof => proof.Key.EndsWith(before, StringComparison.Ordinal)))
            {
                JsonObject storage = [];
                foreach (JsonNode? slot in (JsonArray)proof["storageProof"]!)
                {
                    storage[NodeJson.Hex(FixtureJson.Bytes(FixtureJson.Word((string)slot!["key"]!)))] = "0x0";
                }

                accounts[key.Split(' ')[0]] = new JsonObject
                {
                    ["balance"] = proof["balance"]!.DeepClone(),
                    ["code"] = _codes[key].DeepClone(),
                    ["storage"] = storage,
                };
            }

            JsonArray results = [];
            for (int i = 0; i < ((JsonArray)Block["transactions"]!).Count; i++)
            {
                JsonObject touched = i == 0 ? (JsonObject)accounts.DeepClone() : [];
                results.Add((JsonNode)new JsonObject
                {
                    ["result"] = isDiff
                        ? new JsonObject { ["pre"] = new JsonObject(), ["post"] = new JsonObject() }
                        : touched,
                });
            }

            return results;
        }

        private NodeAnswer Prove(JsonArray parameters)
        {
            if (!_proofs.TryGetValue($"{parameters[0]} {parameters[2]}", out JsonObject? recorded))
            {
                return new NodeAnswer(null, -32000, $"no proof of {parameters[0]} was recorded");
            }

            JsonObject proof = (JsonObject)recorded.DeepClone();
            UInt256[] keys = [.. ((JsonArray)parameters[1]!).Select(key => FixtureJson.Word((string)key!))];
            JsonArray slots = [];
            foreach (JsonNode? slot in (JsonArray)recorded["storageProof"]!)
            {
                if (keys.Contains(FixtureJson.Word((string)slot!["key"]!)))
                {
                    slots.Add(slot.DeepClone());
                }
            }

            proof["storageProof"] = slots;
            return slots.Count == keys.Length
                ? new NodeAnswer(proof)
                : new NodeAnswer(null, -32000, $"no proofs of all slots of {parameters[0]} were recorded");
        }
    }
}
