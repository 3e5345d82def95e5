using ZeroSharp.Cluster.Witness.Tries;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>What is known of a state: trie nodes and codes by their hashes, and the keys that they prove.</summary>
internal sealed class ProvenState
{
    private readonly Dictionary<Hash256, byte[]> _nodes = [];
    private readonly Dictionary<Hash256, byte[]> _codes = [];

    public IReadOnlyCollection<byte[]> Nodes => _nodes.Values;

    public IReadOnlyDictionary<Hash256, byte[]> Codes => _codes;

    /// <summary>Keys of which proofs were asked for.</summary>
    public TouchedKeys Proven { get; } = new();

    public bool HasNode(Hash256 hash) => _nodes.ContainsKey(hash);

    public byte[]? FindNode(Hash256 hash) => _nodes.GetValueOrDefault(hash);

    public bool HasCode(Hash256 hash) => _codes.ContainsKey(hash);

    public void AddNode(byte[] node) => _nodes.TryAdd(Keccak256.Hash(node), node);

    public void AddCode(byte[] code)
    {
        if (code.Length > 0)
        {
            _codes.TryAdd(Keccak256.Hash(code), code);
        }
    }

    /// <summary>Adds what <see cref="CollapsedNodes"/> derives; the number of nodes.</summary>
    public int AddCollapsed(Hash256 root)
    {
        List<byte[]> found = CollapsedNodes.Find(new StateWalk(_nodes.Values, root.AsSpan()));
        found.ForEach(AddNode);
        return found.Count;
    }
}
