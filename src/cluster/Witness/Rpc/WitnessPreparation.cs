using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Witness.ExecutionWitness;
using ZeroSharp.Cluster.Witness.Tries;
using ZeroSharp.Cluster.Witness.ZeroBin;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>Fills the pre-state of a block by the calls of a type of source, as far as those go.</summary>
internal sealed class WitnessPreparation(JsonRpcClient client, WitnessSourceType type)
{
    private readonly AccessDiscovery _discovery = new(client);

    // What the node was found to offer; Auto until a block has told.
    private volatile int _offered = (int)type;

    /// <summary>Whether the node was found to offer standard methods only, or is to be asked by those.</summary>
    public bool IsNative => (WitnessSourceType)_offered == WitnessSourceType.Native;

    /// <summary>Adds nodes and codes; tells the type that was used, and what transactions touch.</summary>
    /// <exception cref="RpcException">The node does not offer the wanted type.</exception>
    public async Task<(WitnessSourceType Type, IReadOnlyList<string> Traces)> PrepareAsync(
        NodeBlock block,
        ProvenState state,
        WitnessCompletion completion,
        Fork fork,
        CancellationToken cancellation)
    {
        WitnessSourceType wanted = (WitnessSourceType)_offered;
        if (wanted is WitnessSourceType.ExecutionWitness or WitnessSourceType.Auto)
        {
            RpcReply reply = await client.CallAsync(
                RpcCall.Of("debug_executionWitness", RpcText.Hex(block.Number)), cancellation);
            if (wanted == WitnessSourceType.ExecutionWitness || IsObject(reply))
            {
                AddExecutionWitness(state, completion, reply.ToField());
                _offered = (int)WitnessSourceType.ExecutionWitness;
                state.AddCollapsed(block.PreStateRoot);
                return (WitnessSourceType.ExecutionWitness, []);
            }
        }

        if (wanted is WitnessSourceType.Jerigon or WitnessSourceType.Auto)
        {
            IReadOnlyList<string>? traces = await TryJerigonAsync(
                block, state, isWanted: wanted == WitnessSourceType.Jerigon, cancellation);
            if (traces is not null)
            {
                _offered = (int)WitnessSourceType.Jerigon;
                return (WitnessSourceType.Jerigon, traces);
            }
        }

        _offered = (int)WitnessSourceType.Native;
        BlockAccesses accesses = await _discovery.FindAsync(block, cancellation);
        foreach (byte[] code in accesses.Codes)
        {
            state.AddCode(code);
        }

        TouchedKeys keys = StaticAccesses.Of(block, fork);
        keys.AddAll(accesses.Keys);
        await completion.ProveAsync(keys, cancellation);
        return (WitnessSourceType.Native, accesses.Traces);
    }

    private static void AddExecutionWitness(ProvenState state, WitnessCompletion completion, JsonField witness)
    {
        AncestorHeaders headers = ExecutionWitnessReader.ReadHeaders(witness);
        if (headers.Count > 0)
        {
            completion.Use(headers);
        }

        foreach (byte[] node in ReadBytes(witness["state"]))
        {
            state.AddNode(node);
        }

        foreach (byte[] code in ReadBytes(witness["codes"]))
        {
            state.AddCode(code);
        }
    }

    private async Task<IReadOnlyList<string>?> TryJerigonAsync(
        NodeBlock block, ProvenState state, bool isWanted, CancellationToken cancellation)
    {
        string id = RpcText.Hex(block.Number);
        RpcReply witness = await client.CallAsync(RpcCall.Of("eth_getWitness", id), cancellation);
        if (!isWanted && !witness.HasValue)
        {
            return null;
        }

        NodeCollector nodes = new();
        byte[] root = CompactWitness.Decode(witness.ToField().AsBytes(), nodes, state.AddCode);
        if (new Hash256(root) != block.PreStateRoot)
        {
            throw new WitnessException(
                $"block {block.Number}: eth_getWitness gave the state {RpcText.Hex(root)}, and the parent's header "
                + $"names {RpcText.Hex(block.PreStateRoot)}");
        }

        nodes.Nodes.ForEach(state.AddNode);
        RpcReply traced = await client.CallAsync(
            RpcCall.Of("debug_traceBlockByNumber", id, new JsonObject { ["tracer"] = "zeroTracer" }), cancellation);
        if (!isWanted && traced.Error is not null)
        {
            return null;
        }

        List<string> traces = [];
        foreach (JsonField item in traced.ToField().Items())
        {
            JsonField info = item.TryGet("result", out JsonField result) ? result : item;
            traces.Add(info["traces"].ToJson());
        }

        return traces;
    }

    private static IEnumerable<byte[]> ReadBytes(JsonField field) => field.Kind == JsonValueKind.Object
        ? field.Members().Select(member => member.Value.AsBytes())
        : field.Items().Select(item => item.AsBytes());

    private static bool IsObject(RpcReply reply) => reply.HasValue && reply.Result.ValueKind == JsonValueKind.Object;
}
