using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Witness.Blocks;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>Blocks and headers of a node, each checked against its hash.</summary>
internal sealed class NodeBlocks(JsonRpcClient client)
{
    private readonly Lock _lock = new();
    private ulong? _chainId;

    public async Task<ulong> ReadChainIdAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_chainId is { } known)
            {
                return known;
            }
        }

        RpcReply reply = await client.CallAsync(RpcCall.Of("eth_chainId"), cancellation);
        ulong id = reply.ToField().AsUInt64();
        lock (_lock)
        {
            _chainId = id;
        }

        return id;
    }

    /// <summary>Where a block is in the chain; null where the node has none.</summary>
    public async Task<BlockLink?> FindAsync(BlockId id, CancellationToken cancellation)
    {
        RpcReply reply = await CallAsync(id, isFull: false, cancellation);
        if (reply.Error is null && !reply.HasValue)
        {
            return null;
        }

        JsonField json = reply.ToField();
        return new BlockLink(
            json["number"].AsUInt64(),
            new Hash256(json["hash"].AsBytes(32)),
            new Hash256(json["parentHash"].AsBytes(32)),
            new Hash256(json["stateRoot"].AsBytes(32)));
    }

    /// <summary>The block that has a transaction, and which of its transactions it is.</summary>
    /// <exception cref="WitnessException">The node has it in no block.</exception>
    public async Task<(BlockId Block, int Index)> FindTransactionAsync(
        Hash256 transaction, CancellationToken cancellation)
    {
        RpcReply reply = await client.CallAsync(
            RpcCall.Of("eth_getTransactionByHash", RpcText.Hex(transaction)), cancellation);
        if ((reply.Error is null && !reply.HasValue) || !reply.ToField().TryGet("blockHash", out JsonField hash))
        {
            throw new WitnessException(
                $"the node has no block with the transaction {RpcText.Hex(transaction)}; is it mined, and the hash "
                + "right?");
        }

        return (
            BlockId.Of(new Hash256(hash.AsBytes(32))),
            (int)reply.ToField()["transactionIndex"].AsUInt64(int.MaxValue));
    }

    /// <summary>A block with its transactions and its parent's header.</summary>
    /// <exception cref="WitnessException">The node has no such block, or another one.</exception>
    public async Task<NodeBlock> ReadAsync(BlockId id, CancellationToken cancellation)
    {
        ulong chainId = await ReadChainIdAsync(cancellation);
        RpcReply reply = await CallAsync(id, isFull: true, cancellation);
        JsonField json = Require(reply, id);
        BlockRlp block = await EncodeAsync(json, cancellation);
        if (id.Hash is { } asked && asked != block.Hash)
        {
            throw new WitnessException($"block {id}: the node gave another one, {RpcText.Hex(block.Hash)}");
        }

        if (id.Number is { } number && number != block.Header.Number)
        {
            throw new WitnessException($"block {id}: the node gave another one, {block.Header.Number}");
        }

        if (block.Header.Number == 0)
        {
            throw new WitnessException("block 0: the genesis block is not executed; begin with block 1");
        }

        BlockHeader parent = await ReadHeaderAsync(BlockId.Of(block.Header.ParentHash), cancellation);
        return new NodeBlock(chainId, block, parent.Encode(), parent);
    }

    /// <summary>A header whose hash is checked.</summary>
    /// <exception cref="WitnessException">The node has none, or another one.</exception>
    public async Task<BlockHeader> ReadHeaderAsync(BlockId id, CancellationToken cancellation)
    {
        JsonField json = Require(await CallAsync(id, isFull: false, cancellation), id);
        BlockHeader header = JsonHeader.Read(json);
        return id.Hash is null || BlockHeader.HashOf(header.Encode()) == id.Hash
            ? header
            : throw new WitnessException($"block {id}: the node gave another one");
    }

    /// <summary>
    /// The headers before a block, the parent first: each has the hash that the one before it names.
    /// </summary>
    /// <exception cref="WitnessException">One of them is not there.</exception>
    public async Task<List<byte[]>> ReadAncestorsAsync(
        NodeBlock block, int count, CancellationToken cancellation)
    {
        List<byte[]> headers = [block.Parent];
        Hash256 expected = block.ParentHeader.ParentHash;
        int more = (int)Math.Min((ulong)count - 1, block.Number - 1);
        RpcCall[] calls =
        [
            .. Enumerable.Range(0, more).Select(i => RpcCall.Of(
                "eth_getBlockByNumber", RpcText.Hex(block.Number - 2 - (ulong)i), false)),
        ];
        foreach (RpcReply reply in await client.CallAsync(calls, cancellation))
        {
            BlockHeader header = JsonHeader.Read(
                reply.HasValue ? reply.ToField() : throw Absent("an ancestor of block " + block.Number));
            byte[] encoding = header.Encode();
            if (BlockHeader.HashOf(encoding) != expected)
            {
                throw new WitnessException(
                    $"block {block.Number}: the node has changed its chain while the headers before it were read");
            }

            headers.Add(encoding);
            expected = header.ParentHash;
        }

        return headers;
    }

    private async Task<RpcReply> CallAsync(BlockId id, bool isFull, CancellationToken cancellation)
    {
        string method = id.Hash is null ? "eth_getBlockByNumber" : "eth_getBlockByHash";
        return await client.CallAsync(RpcCall.Of(method, id.ToParameter(), isFull), cancellation);
    }

    // JSON has the hashes of the ommers only.
    private async Task<BlockRlp> EncodeAsync(JsonField json, CancellationToken cancellation)
    {
        if (json.TryGet("uncles", out JsonField uncles) && uncles.Items().Any())
        {
            JsonNode number = RpcText.Hex(json["number"].AsUInt64());
            RpcReply raw = await client.CallAsync(RpcCall.Of("debug_getRawBlock", number), cancellation);
            BlockRlp whole = BlockRlp.Decode(raw.ToField().AsBytes(), raw.Call.Method);
            return whole.Hash == new Hash256(json["hash"].AsBytes(32))
                ? whole
                : throw new WitnessException($"block {whole.Header.Number}: the node's raw block is another one");
        }

        return BlockRlp.Decode(JsonBlock.Encode(json), json.Path);
    }

    private static JsonField Require(RpcReply reply, BlockId id) =>
        reply.Error is not null || reply.HasValue ? reply.ToField() : throw Absent($"block {id}");

    private static WitnessException Absent(string what) =>
        new($"{what}: the node does not have it; is it synchronised, and is the number right?");
}
