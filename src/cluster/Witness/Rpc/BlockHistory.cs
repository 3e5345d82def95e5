using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>
/// The hashes of the 256 blocks before a block. They come with one eth_call that runs BLOCKHASH for each, or else
/// from the headers, and are kept for the blocks that follow.
/// </summary>
internal sealed class BlockHistory(JsonRpcClient client, NodeBlocks blocks)
{
    /// <summary>As far as BLOCKHASH sees.</summary>
    private const int MaxCount = 256;

    /// <summary>Blocks of which the history is kept.</summary>
    private const int MaxKept = 64;

    // Init code that returns a zero byte, so that the result is never taken for an EOF container (EIP-3541), and
    // then the hashes of the blocks NUMBER - 1, NUMBER - 2, ... NUMBER - 256:
    //   PUSH1 0; JUMPDEST; PUSH1 1; ADD; DUP1; NUMBER; SUB; BLOCKHASH; DUP2; PUSH1 1; SWAP1; SUB; PUSH1 5; SHL;
    //   PUSH1 1; ADD; MSTORE; DUP1; PUSH2 256; GT; PUSH1 2; JUMPI; PUSH2 8193; PUSH1 0; RETURN
    private const string HashesCode = "0x60005b60010180430340816001900360051b6001015280610100116002576120016000f3";

    private readonly Lock _lock = new();
    private readonly Dictionary<Hash256, Hash256[]> _kept = [];
    private readonly Queue<Hash256> _order = [];

    /// <summary>The hashes of the blocks before, the parent's first; fewer than 256 near the genesis block.</summary>
    public async Task<Hash256[]> ReadAsync(NodeBlock block, CancellationToken cancellation)
    {
        int count = (int)Math.Min(MaxCount, block.Number);
        Hash256[] hashes = FromKept(block, count)
            ?? await TryCallAsync(block, count, cancellation)
            ?? await FromHeadersAsync(block, count, cancellation);
        lock (_lock)
        {
            if (_kept.TryAdd(block.Hash, hashes))
            {
                _order.Enqueue(block.Hash);
            }

            while (_order.Count > MaxKept)
            {
                _kept.Remove(_order.Dequeue());
            }
        }

        return hashes;
    }

    // That of the parent, one block on.
    private Hash256[]? FromKept(NodeBlock block, int count)
    {
        lock (_lock)
        {
            return _kept.TryGetValue(block.Block.Header.ParentHash, out Hash256[]? before)
                && before.Length + 1 >= count
                ? [block.Block.Header.ParentHash, .. before[..(count - 1)]]
                : null;
        }
    }

    private async Task<Hash256[]?> TryCallAsync(NodeBlock block, int count, CancellationToken cancellation)
    {
        RpcReply reply = await CallAsync(new JsonObject { ["blockHash"] = RpcText.Hex(block.Hash) }, cancellation);
        if (reply.IsRefusedForm)
        {
            reply = await CallAsync(RpcText.Hex(block.Number), cancellation);
        }

        if (!reply.HasValue || reply.Result.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        byte[] output = reply.ToField().AsBytes();
        if (output.Length != 1 + (32 * MaxCount))
        {
            return null;
        }

        Hash256[] hashes =
            [.. Enumerable.Range(0, count).Select(i => new Hash256(output.AsSpan(1 + (32 * i), 32)))];

        // Some nodes run the call in the context of another block, or do not know all hashes.
        bool isThere = hashes[0] == block.Block.Header.ParentHash
            && (count < 2 || hashes[1] == block.ParentHeader.ParentHash)
            && Array.TrueForAll(hashes, hash => !hash.IsZero);
        return isThere ? hashes : null;
    }

    private Task<RpcReply> CallAsync(JsonNode at, CancellationToken cancellation) =>
        client.CallAsync(RpcCall.Of("eth_call", new JsonObject { ["data"] = HashesCode }, at), cancellation);

    private async Task<Hash256[]> FromHeadersAsync(NodeBlock block, int count, CancellationToken cancellation)
    {
        List<byte[]> headers = await blocks.ReadAncestorsAsync(block, count, cancellation);
        return [.. headers.Select(header => Keccak256.Hash(header))];
    }
}
