using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.TestModels;

/// <summary>
/// A Merkle Patricia trie built from all of its entries at once, straight from the Yellow Paper's
/// appendix D: the model that the incremental, partial trie is compared with.
/// </summary>
internal static class NaiveTrie
{
    /// <summary>The root of the trie; adds every node that is referred to by hash.</summary>
    /// <param name="entries">Keys of one length that differ, or that no other begins with.</param>
    /// <param name="nodes">Receives the nodes' RLP.</param>
    public static Hash256 Build(
        IEnumerable<KeyValuePair<byte[], byte[]>> entries, ICollection<byte[]> nodes)
    {
        List<(byte[] Path, byte[] Value)> list = [.. entries.Select(e => (Nibbles(e.Key), e.Value))];
        if (list.Count == 0)
        {
            return Hash256.EmptyTrieRoot;
        }
        byte[] root = Encode(list, 0, nodes);
        nodes.Add(root);
        return Keccak256.Hash(root);
    }

    private static byte[] Nibbles(byte[] key) =>
        [.. key.SelectMany(b => new[] { (byte)(b >> 4), (byte)(b & 15) })];

    private static byte[] Encode(
        List<(byte[] Path, byte[] Value)> entries, int depth, ICollection<byte[]> nodes)
    {
        if (entries.Count == 1)
        {
            (byte[] path, byte[] value) = entries[0];
            return List(String(Compact(path[depth..], true)), String(value));
        }
        int common = CommonDepth(entries, depth);
        if (common > depth)
        {
            byte[] child = Reference(Encode(entries, common, nodes), nodes);
            return List(String(Compact(entries[0].Path[depth..common], false)), child);
        }
        var items = new byte[17][];
        for (int i = 0; i < 16; i++)
        {
            var below = entries.Where(e => e.Path.Length > depth && e.Path[depth] == i).ToList();
            items[i] = below.Count == 0
                ? [0x80]
                : Reference(Encode(below, depth + 1, nodes), nodes);
        }
        items[16] = String(entries.Find(e => e.Path.Length == depth).Value ?? []);
        return List(items);
    }

    private static int CommonDepth(List<(byte[] Path, byte[] Value)> entries, int depth)
    {
        byte[] first = entries[0].Path;
        while (entries.TrueForAll(
            e => e.Path.Length > depth && first.Length > depth && e.Path[depth] == first[depth]))
        {
            depth++;
        }
        return depth;
    }

    private static byte[] Reference(byte[] node, ICollection<byte[]> nodes)
    {
        if (node.Length < 32)
        {
            return node;
        }
        nodes.Add(node);
        var hash = new byte[32];
        Keccak256.Hash(node).CopyTo(hash);
        return String(hash);
    }

    private static byte[] Compact(byte[] path, bool isLeaf)
    {
        int flags = (isLeaf ? 2 : 0) + (path.Length & 1);
        var bytes = new List<byte> { (byte)(flags << 4) };
        int at = 0;
        if ((path.Length & 1) != 0)
        {
            bytes[0] |= path[at++];
        }
        for (; at < path.Length; at += 2)
        {
            bytes.Add((byte)((path[at] << 4) | path[at + 1]));
        }
        return [.. bytes];
    }

    private static byte[] String(byte[] value)
    {
        var buffer = new ByteBuffer();
        RlpWriter.Write(buffer, value);
        return buffer.ToArray();
    }

    private static byte[] List(params byte[][] items)
    {
        var buffer = new ByteBuffer();
        RlpWriter.WriteListHeader(buffer, items.Sum(i => i.Length));
        foreach (byte[] item in items)
        {
            buffer.Append(item);
        }
        return buffer.ToArray();
    }
}
