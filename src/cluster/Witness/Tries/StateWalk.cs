using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Cluster.Witness.Tries;

/// <summary>
/// Which nodes of a witness the pre-state root reaches, through the state trie and the storage tries of its
/// accounts. Nothing is checked here that execution checks.
/// </summary>
internal sealed class StateWalk
{
    private readonly Dictionary<Hash256, byte[]> _nodes = [];
    private readonly HashSet<(Hash256 Hash, bool IsState)> _seen = [];
    private readonly HashSet<Hash256> _reached = [];
    private readonly HashSet<Hash256> _missing = [];
    private readonly HashSet<Hash256> _codes = [];
    private readonly Stack<(Hash256 Hash, bool IsState)> _pending = [];

    public StateWalk(IEnumerable<byte[]> nodes, ReadOnlySpan<byte> root)
    {
        foreach (byte[] node in nodes)
        {
            if (!_nodes.TryAdd(Keccak256.Hash(node), node))
            {
                DuplicateCount++;
            }
        }

        Push(new Hash256(root), isState: true);
        while (_pending.TryPop(out (Hash256 Hash, bool IsState) next))
        {
            if (_nodes.TryGetValue(next.Hash, out byte[]? node))
            {
                bool isNew = _reached.Add(next.Hash);
                Visit(node, next.IsState, isNew);
            }
            else
            {
                _missing.Add(next.Hash);
            }
        }
    }

    /// <summary>Nodes that came more than once.</summary>
    public int DuplicateCount { get; }

    public int BranchCount { get; private set; }

    public int ExtensionCount { get; private set; }

    public int LeafCount { get; private set; }

    /// <summary>Storage tries of which the root node is there.</summary>
    public int StorageTrieCount { get; private set; }

    public int ReachedCount => _reached.Count;

    public long ReachedByteLength => _reached.Sum(hash => (long)_nodes[hash].Length);

    /// <summary>Nodes that the root reaches, each once.</summary>
    public IEnumerable<byte[]> Reached => _reached.Select(hash => _nodes[hash]);

    /// <summary>Nodes that the root does not reach, each once.</summary>
    public IEnumerable<byte[]> Unreached =>
        _nodes.Where(node => !_reached.Contains(node.Key)).Select(node => node.Value);

    /// <summary>Whether a reached node refers to a node with this hash that is not there.</summary>
    public bool IsMissing(Hash256 hash) => _missing.Contains(hash);

    /// <summary>Whether a reached account has the code with this hash.</summary>
    public bool HasCode(Hash256 hash) => _codes.Contains(hash);

    private void Push(Hash256 hash, bool isState)
    {
        if (_seen.Add((hash, isState)))
        {
            _pending.Push((hash, isState));
        }
    }

    private void Visit(byte[] node, bool isState, bool isNew)
    {
        if (!NodeRlp.TryRead(node, 0, out NodeItem list) || !list.IsList)
        {
            return;
        }

        int count = NodeRlp.CountItems(node, list.Payload, list.End);
        if (count == 17)
        {
            BranchCount += isNew ? 1 : 0;
            int offset = list.Payload;
            for (int i = 0; i < 16 && NodeRlp.TryRead(node, offset, out NodeItem child); i++)
            {
                Follow(node, child, isState);
                offset = child.End;
            }
        }
        else if (count == 2 && NodeRlp.TryRead(node, list.Payload, out NodeItem path)
            && NodeRlp.TryRead(node, path.End, out NodeItem value))
        {
            bool isLeaf = path.Length > 0 && (node[path.Payload] & 0x20) != 0;
            LeafCount += isNew && isLeaf ? 1 : 0;
            ExtensionCount += isNew && !isLeaf ? 1 : 0;
            if (!isLeaf)
            {
                Follow(node, value, isState);
            }
            else if (isState)
            {
                FollowAccount(node, value);
            }
        }
    }

    private void Follow(byte[] node, NodeItem item, bool isState)
    {
        if (!item.IsList && item.Length == 32)
        {
            Push(new Hash256(node.AsSpan(item.Payload, 32)), isState);
        }
    }

    private void FollowAccount(byte[] node, NodeItem value)
    {
        if (!AccountLeaf.TryRead(node, value, out AccountLeaf account))
        {
            return;
        }

        _codes.Add(account.CodeHash);
        Hash256 storage = account.StorageRoot;
        if (storage != Hash256.EmptyTrieRoot)
        {
            StorageTrieCount += _nodes.ContainsKey(storage) && !_seen.Contains((storage, false)) ? 1 : 0;
            Push(storage, isState: false);
        }
    }
}
