using System.Buffers.Binary;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Trie;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// Host side: turns unordered trie nodes into linked records. A record is u32 RLP length, u32 hint
/// count, the hints (padded to 8 bytes), the RLP (padded to 8 bytes). There is one hint for each
/// 32-byte child reference in order, and one for the storage root of an account leaf.
/// </summary>
/// <remarks>
/// Hints are untrusted: the guest compares the hash of a record with the reference that led to it.
/// They spare it a hash table over all nodes, and nodes that it does not use cost it nothing.
/// </remarks>
[HostOnly]
internal sealed class NodeLinker
{
    // The deepest trie: 64 nibbles of a hashed key, and the node below them. Longer chains of nodes are no
    // tries, and would exhaust the stack.
    private const int MaxDepth = 65;

    private readonly Dictionary<string, byte[]> _nodes = [];
    private readonly Dictionary<string, uint> _written = [];
    private readonly MemoryStream _output = new();

    public NodeLinker(IEnumerable<byte[]> nodes)
    {
        foreach (byte[] node in nodes)
        {
            _nodes[Key(HashOf(node))] = node;
        }
    }

    public byte[] Records => _output.ToArray();

    /// <summary>Writes the subtree below a reference; returns the hint of its root.</summary>
    public uint Link(ReadOnlySpan<byte> hash, bool isState) => Link(hash, isState, depth: 0);

    private uint Link(ReadOnlySpan<byte> hash, bool isState, int depth)
    {
        string key = Key(hash);
        string writtenKey = isState ? "a" + key : key;
        if (_written.TryGetValue(writtenKey, out uint offset))
        {
            return offset;
        }

        if (depth > MaxDepth || !_nodes.TryGetValue(key, out byte[]? node))
        {
            return BlockInputLayout.NoNode;
        }

        var hints = new List<uint>();
        CollectHints(node, isState, depth, hints);
        offset = (uint)_output.Length;
        WriteRecord(node, hints);
        _written[writtenKey] = offset;
        return offset;
    }

    internal static byte[] HashOf(ReadOnlySpan<byte> data)
    {
        var hash = new byte[32];
        Keccak256.Hash(data).CopyTo(hash);
        return hash;
    }

    private static string Key(ReadOnlySpan<byte> hash) => Convert.ToHexString(hash);

    private void CollectHints(byte[] node, bool isState, int depth, List<uint> hints)
    {
        if (!NodeRlp.TryRead(node, 0, out NodeItem list) || !list.IsList)
        {
            return;
        }

        int count = NodeRlp.CountItems(node, list.Payload, list.End);
        if (count == 17)
        {
            int offset = list.Payload;
            for (int i = 0; i < 16; i++)
            {
                NodeRlp.TryRead(node, offset, out NodeItem child);
                AddReference(node, child, isState, depth, hints);
                offset = child.End;
            }
        }
        else if (count == 2)
        {
            NodeRlp.TryRead(node, list.Payload, out NodeItem path);
            NodeRlp.TryRead(node, path.End, out NodeItem value);
            bool isLeaf = path.Length > 0 && (node[path.Payload] & 0x20) != 0;
            if (!isLeaf)
            {
                AddReference(node, value, isState, depth, hints);
            }
            else if (isState)
            {
                AddStorageRoot(node, value, hints);
            }
        }
    }

    private void AddReference(byte[] node, NodeItem item, bool isState, int depth, List<uint> hints)
    {
        if (!item.IsList && item.Length == 32)
        {
            hints.Add(Link(node.AsSpan(item.Payload, 32), isState, depth + 1));
        }
    }

    private void AddStorageRoot(byte[] node, NodeItem value, List<uint> hints)
    {
        if (NodeRlp.TryRead(node, value.Payload, out NodeItem account) && account.IsList
            && NodeRlp.TryRead(node, account.Payload, out NodeItem nonce)
            && NodeRlp.TryRead(node, nonce.End, out NodeItem balance)
            && NodeRlp.TryRead(node, balance.End, out NodeItem root) && root.Length == 32)
        {
            hints.Add(Link(node.AsSpan(root.Payload, 32), isState: false));
        }
    }

    private void WriteRecord(byte[] node, List<uint> hints)
    {
        int hintLength = BlockInputLayout.Align(4 * hints.Count);
        var record = new byte[8 + hintLength + BlockInputLayout.Align(node.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)node.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), (uint)hints.Count);
        for (int i = 0; i < hints.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8 + 4 * i), hints[i]);
        }

        node.CopyTo(record, 8 + hintLength);
        _output.Write(record);
    }
}
