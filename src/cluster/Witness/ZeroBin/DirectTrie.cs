using System.Numerics;
using ZeroSharp.Cluster.Witness.Tries;

namespace ZeroSharp.Cluster.Witness.ZeroBin;

/// <summary>
/// Decodes the "direct" trie form of zero-bin's native mode: a JSON tree of Empty, Hash, Leaf,
/// Extension and Branch objects, each possibly wrapped in {"node": ..., "hash": ...}.
/// </summary>
internal static class DirectTrie
{
    private const int MaxDepth = 66;

    public static PartialTrieNode Decode(JsonField trie) =>
        Decode(trie.TryGet("direct", out JsonField direct) ? direct : trie, depth: 0);

    private static PartialTrieNode Decode(JsonField field, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new WitnessException($"{field.Path}: the trie is deeper than 64 nibbles");
        }

        if (field.Kind == System.Text.Json.JsonValueKind.String)
        {
            return field.AsText() == "Empty"
                ? new PartialTrieNode.Empty()
                : throw new WitnessException($"{field.Path}: '{JsonField.Printable(field.AsText())}' is no trie node");
        }

        if (field.TryGet("node", out JsonField wrapped))
        {
            return Decode(wrapped, depth);
        }

        if (field.TryGet("Hash", out JsonField hash))
        {
            return new PartialTrieNode.Hash(hash.AsBytes(32));
        }

        if (field.TryGet("Leaf", out JsonField leaf))
        {
            return new PartialTrieNode.Leaf(ReadNibbles(leaf["nibbles"]), leaf["value"].AsBytes());
        }

        if (field.TryGet("Extension", out JsonField extension))
        {
            return new PartialTrieNode.Extension(
                ReadNibbles(extension["nibbles"]), Decode(extension["child"], depth + 1));
        }

        return DecodeBranch(field["Branch"], depth);
    }

    private static PartialTrieNode.Branch DecodeBranch(JsonField branch, int depth)
    {
        JsonField[] children = [.. branch["children"].Items()];
        if (children.Length != 16)
        {
            throw new WitnessException($"{branch.Path}: {children.Length} children where 16 are due");
        }

        return new PartialTrieNode.Branch(
            [.. children.Select(child => Decode(child, depth + 1))], branch["value"].AsBytes());
    }

    private static byte[] ReadNibbles(JsonField nibbles)
    {
        int count = (int)nibbles["count"].AsUInt64(64);
        BigInteger packed = nibbles["packed"].AsUnsigned(4 * count);
        byte[] path = new byte[count];
        for (int i = count - 1; i >= 0; i--)
        {
            path[i] = (byte)(packed & 15);
            packed >>= 4;
        }

        return path;
    }
}
