namespace ZeroSharp.Cluster.Witness.Tries;

/// <summary>
/// A node of a Merkle-Patricia trie of which some subtries are known by hash only
/// (Yellow Paper, appendix D). Paths are one nibble a byte.
/// </summary>
internal abstract record PartialTrieNode
{
    /// <summary>The trie without an entry.</summary>
    public sealed record Empty : PartialTrieNode;

    /// <summary>A subtrie known by the hash of its root node.</summary>
    public sealed record Hash(byte[] Digest) : PartialTrieNode;

    /// <summary>The end of a path; the value is the item's RLP.</summary>
    public sealed record Leaf(byte[] Path, byte[] Value) : PartialTrieNode;

    public sealed record Extension(byte[] Path, PartialTrieNode Child) : PartialTrieNode;

    /// <summary>Sixteen children; <see cref="Empty"/> where there is none.</summary>
    public sealed record Branch(PartialTrieNode[] Children, byte[] Value) : PartialTrieNode;
}
