using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>
/// What a node says that a block touches: hints that spare rounds of execution, and traces for zero-bin.
/// </summary>
internal sealed record BlockAccesses(TouchedKeys Keys, IReadOnlyList<byte[]> Codes, IReadOnlyList<string> Traces);

/// <summary>
/// Asks a node what a block touches, by the first way that it offers: tracers of the whole block, tracers of each
/// transaction, access lists. A node that offers none costs more rounds of execution, and nothing else.
/// </summary>
internal sealed class AccessDiscovery(JsonRpcClient client)
{
    public async Task<BlockAccesses> FindAsync(NodeBlock block, CancellationToken cancellation)
    {
        if (block.Block.Transactions.Count == 0)
        {
            return new BlockAccesses(new TouchedKeys(), [], []);
        }

        return await TraceBlockAsync("debug_traceBlockByHash", RpcText.Hex(block.Hash), block, cancellation)
            ?? await TraceBlockAsync("debug_traceBlockByNumber", RpcText.Hex(block.Number), block, cancellation)
            ?? await TraceTransactionsAsync(block, cancellation)
            ?? await ListAccessesAsync(block, cancellation);
    }

    private async Task<BlockAccesses?> TraceBlockAsync(
        string method, string id, NodeBlock block, CancellationToken cancellation)
    {
        RpcReply before = await client.CallAsync(RpcCall.Of(method, id, Tracer(isDiff: false)), cancellation);
        JsonElement[]? touched = Results(before, block.Block.Transactions.Count);
        if (touched is null)
        {
            return null;
        }

        RpcReply changes = await client.CallAsync(RpcCall.Of(method, id, Tracer(isDiff: true)), cancellation);
        return TryRead(touched, Results(changes, touched.Length));
    }

    private async Task<BlockAccesses?> TraceTransactionsAsync(NodeBlock block, CancellationToken cancellation)
    {
        string[] hashes = [.. block.Block.Transactions.Select(raw => RpcText.Hex(Keccak256.Hash(raw)))];
        if (await TraceAllAsync(hashes[..1], isDiff: false, cancellation) is null
            || await TraceAllAsync(hashes, isDiff: false, cancellation) is not { } touched)
        {
            return null;
        }

        return TryRead(touched, await TraceAllAsync(hashes, isDiff: true, cancellation));
    }

    private async Task<JsonElement[]?> TraceAllAsync(string[] hashes, bool isDiff, CancellationToken cancellation)
    {
        IReadOnlyList<RpcReply> replies = await client.CallAsync(
            [.. hashes.Select(hash => RpcCall.Of("debug_traceTransaction", hash, Tracer(isDiff)))], cancellation);
        return replies.All(reply => reply is { HasValue: true, Result.ValueKind: JsonValueKind.Object })
            ? [.. replies.Select(reply => reply.Result)]
            : null;
    }

    // What is not laid out as geth has it is no help, and no failure.
    private static BlockAccesses? TryRead(JsonElement[] touched, JsonElement[]? changes)
    {
        try
        {
            return PrestateTrace.Read(touched, changes);
        }
        catch (WitnessException)
        {
            return null;
        }
    }

    // Each on the state before the block, so that later transactions may touch more than this tells.
    private async Task<BlockAccesses> ListAccessesAsync(NodeBlock block, CancellationToken cancellation)
    {
        TouchedKeys keys = new();
        IReadOnlyList<RpcReply> replies = await client.CallAsync(
            [
                .. block.Block.Transactions.Select(raw => RpcCall.Of(
                    "eth_createAccessList", CallObject.Of(raw), RpcText.Hex(block.Number - 1))),
            ],
            cancellation);
        foreach (RpcReply reply in replies.Where(reply => reply is { HasValue: true }))
        {
            if (reply.Result.ValueKind == JsonValueKind.Object
                && reply.ToField().TryGet("accessList", out JsonField list))
            {
                Add(keys, list);
            }
        }

        return new BlockAccesses(keys, [], []);
    }

    private static void Add(TouchedKeys keys, JsonField list)
    {
        foreach (JsonField entry in list.Items())
        {
            Address account = new(entry["address"].AsBytes(Address.ByteLength));
            keys.Add(account);
            foreach (JsonField slot in entry["storageKeys"].Items())
            {
                keys.Add(account, UInt256.FromBigEndian(slot.AsWord()));
            }
        }
    }

    private static JsonObject Tracer(bool isDiff) => new()
    {
        ["tracer"] = "prestateTracer",
        ["tracerConfig"] = new JsonObject { ["diffMode"] = isDiff },
    };

    // One {txHash, result} a transaction; null where the node gives anything else.
    private static JsonElement[]? Results(RpcReply reply, int count)
    {
        if (!reply.HasValue || reply.Result.ValueKind != JsonValueKind.Array || reply.Result.GetArrayLength() != count)
        {
            return null;
        }

        List<JsonElement> results = [];
        foreach (JsonElement item in reply.Result.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("result", out JsonElement result)
                || result.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            results.Add(result);
        }

        return [.. results];
    }
}
