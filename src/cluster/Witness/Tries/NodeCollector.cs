using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.Tries;

/// <summary>
/// Encodes partial tries node by node, and keeps every encoding that is referred to by hash: the form
/// in which a block input carries a trie.
/// </summary>
internal sealed class NodeCollector
{
    /// <summary>The deepest trie: 64 nibbles of a hashed key, plus the root.</summary>
    private const int MaxDepth = 65;

    private static readonly byte[] EmptyRlp = [0x80];

    /// <summary>RLP of every node that was encoded, roots included, children before parents.</summary>
    public List<byte[]> Nodes { get; } = [];

    /// <summary>Encodes a whole trie and returns its root hash.</summary>
    public byte[] AddTrie(PartialTrieNode root)
    {
        if (root is PartialTrieNode.Hash known)
        {
            return known.Digest;
        }

        byte[] encoding = Encode(root, depth: 0);
        if (root is not PartialTrieNode.Empty)
        {
            Nodes.Add(encoding);
        }

        return HashOf(encoding);
    }

    private byte[] Encode(PartialTrieNode node, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new WitnessException("the trie is deeper than 64 nibbles");
        }

        return node switch
        {
            PartialTrieNode.Empty => EmptyRlp,
            PartialTrieNode.Leaf leaf => HostRlp.List(
                HostRlp.Bytes(HexPrefix.Encode(leaf.Path, isLeaf: true)), HostRlp.Bytes(leaf.Value)),
            PartialTrieNode.Extension extension => HostRlp.List(
                HostRlp.Bytes(HexPrefix.Encode(extension.Path, isLeaf: false)),
                Reference(extension.Child, depth + 1)),
            PartialTrieNode.Branch branch => HostRlp.List(
            [
                .. branch.Children.Select(child => Reference(child, depth + 1)),
                HostRlp.Bytes(branch.Value),
            ]),
            _ => throw new WitnessException("a hash stands where a node is due"),
        };
    }

    /// <summary>How a parent refers to a child: its RLP when below 32 bytes, else its hash.</summary>
    private byte[] Reference(PartialTrieNode child, int depth)
    {
        if (child is PartialTrieNode.Hash known)
        {
            return HostRlp.Bytes(known.Digest);
        }

        byte[] encoding = Encode(child, depth);
        if (encoding.Length < 32)
        {
            return encoding;
        }

        Nodes.Add(encoding);
        return HostRlp.Bytes(HashOf(encoding));
    }

    private static byte[] HashOf(byte[] encoding)
    {
        byte[] digest = new byte[32];
        Keccak256.Hash(encoding).CopyTo(digest);
        return digest;
    }
}
