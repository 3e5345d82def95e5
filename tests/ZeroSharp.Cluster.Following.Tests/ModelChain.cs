using System.Security.Cryptography;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Following.Tests;

/// <summary>A chain of block links that can be reorganised, and a node of it that can be out of order.</summary>
internal sealed class ModelChain : IWitnessSource
{
    private readonly List<BlockLink> _blocks = [new(0, Hash("genesis"), default, Hash("state"))];

    /// <summary>Whether the node gives no answers.</summary>
    public bool IsDown { get; set; }

    public IReadOnlyList<BlockLink> Blocks => _blocks;

    /// <summary>Adds a block; the same branch after the same parent is the same block.</summary>
    public void Mine(int branch)
    {
        BlockLink parent = _blocks[^1];
        string text = Convert.ToHexStringLower(parent.Hash.AsSpan()) + branch;
        _blocks.Add(new BlockLink(parent.Number + 1, Hash(text), parent.Hash, Hash(text + "state")));
    }

    /// <summary>Replaces the newest blocks by one more of another branch.</summary>
    public void Reorganize(int depth, int branch)
    {
        int count = Math.Min(depth, _blocks.Count - 1);
        _blocks.RemoveRange(_blocks.Count - count, count);
        for (int i = 0; i <= count; i++)
        {
            Mine(branch);
        }
    }

    public Task<BlockLink?> FindAsync(BlockId id, CancellationToken cancellation) => IsDown
        ? throw new RpcException("the node is down")
        : Task.FromResult(
            id.Tag is not null ? _blocks[^1]
            : id.Hash is { } hash ? _blocks.Find(block => block.Hash == hash)
            : id.Number < (ulong)_blocks.Count ? _blocks[(int)id.Number.Value] : null);

    public Task<FetchedBlock> FetchAsync(BlockId id, CancellationToken cancellation) =>
        throw new NotSupportedException();

    private static Hash256 Hash(string text) => new(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
