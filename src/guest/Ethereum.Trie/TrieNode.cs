using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Trie;

/// <summary>The node types of the trie; an empty subtree is a null reference.</summary>
internal enum NodeKind : byte
{
    Leaf,
    Extension,
    Branch,

    /// <summary>A node of the witness that no one has looked at: only its reference is known.</summary>
    Unresolved,
}

/// <summary>
/// A node in memory. A node from the witness stays in its encoded form and points into it; only
/// children that were visited become objects.
/// </summary>
internal sealed class TrieNode
{
    public TrieNode(NodeKind kind)
    {
        Kind = kind;
    }

    public NodeKind Kind;

    /// <summary>Whether the cached reference is out of date.</summary>
    public bool IsDirty;

    /// <summary>Whether <see cref="Hash"/> is the reference; false for embedded nodes.</summary>
    public bool HasHash;

    public Hash256 Hash;

    /// <summary>Nibbles of a leaf or an extension.</summary>
    public byte[] Path = [];

    /// <summary>Value of a leaf or a branch that was set here; null if it is in the source.</summary>
    public byte[]? Value;

    /// <summary>Children of a branch, or one child of an extension; null until needed.</summary>
    public TrieNode?[]? Children;

    /// <summary>Bit i: Children[i] stands in the place of the source's child i.</summary>
    public uint Owned;

    /// <summary>Offset of the list's prefix in the region; -1 for a node made here.</summary>
    public int SourceStart = -1;

    /// <summary>Offset of the list's payload.</summary>
    public int PayloadStart;

    /// <summary>Offset of the byte after the list.</summary>
    public int SourceEnd;

    /// <summary>Offset of the value's or of the extension's child item in the source.</summary>
    public int ItemOffset;

    /// <summary>Offset of the record's hints; of an unresolved node, of the hint to its own record.</summary>
    public int HintOffset;

    public int HintCount;

    /// <summary>Whether child <paramref name="index"/> is the one in Children.</summary>
    public bool Owns(int index) => ((Owned >> index) & 1) != 0;

    public void SetChild(int index, TrieNode? child)
    {
        Children ??= new TrieNode?[Kind == NodeKind.Branch ? 16 : 1];
        Children[index] = child;
        Owned |= 1u << index;
    }
}
