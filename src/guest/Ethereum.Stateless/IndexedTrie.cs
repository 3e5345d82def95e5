using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>A trie from the RLP of an index to a value: transactions, receipts, withdrawals.</summary>
internal sealed class IndexedTrie
{
    private readonly MerkleTrie _trie = new();
    private readonly ByteBuffer _key = new(16);
    private ulong _count;

    public void Add(ReadOnlySpan<byte> value)
    {
        _key.Clear();
        RlpWriter.Write(_key, _count++);
        _trie.Put(_key.Written, value);
    }

    public Hash256 ComputeRoot() => _trie.ComputeRoot();
}
