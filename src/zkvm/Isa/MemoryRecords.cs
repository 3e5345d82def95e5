using System.Runtime.CompilerServices;

namespace ZeroSharp.Zkvm.Isa;

/// <summary>A digest of the memory tree: nine field elements as reduced Montgomery words.</summary>
[InlineArray(Length)]
public struct DigestWords
{
    public const int Length = 9;

    private uint _first;
}

/// <summary>Four consecutive words of one address space: a leaf of the memory tree.</summary>
[InlineArray(Length)]
public struct LeafWords
{
    public const int Length = 4;

    private ulong _first;
}

/// <summary>Last timestamps of the four words of a leaf.</summary>
[InlineArray(LeafWords.Length)]
public struct LeafTimestamps
{
    private uint _first;
}

/// <summary>A leaf of the memory tree that a segment touches.</summary>
public struct LeafRecord
{
    /// <summary>Leaf index: address space &lt;&lt; 27 | word address &gt;&gt; 2. Below 2^28.</summary>
    public uint Index;

    /// <summary>The words at the segment's start.</summary>
    public LeafWords First;

    /// <summary>The words at the segment's end.</summary>
    public LeafWords Last;

    /// <summary>Timestamp of the last access of each word; 0 for one that was not accessed.</summary>
    public LeafTimestamps Timestamps;

    public DigestWords FirstDigest;
    public DigestWords LastDigest;
}

/// <summary>
/// An inner node of the memory tree, in the tree of the segment's start, its end, or both (then the
/// digests below it are the same in both).
/// </summary>
public struct NodeRecord
{
    /// <summary>0 for the root, 27 for the parents of leaves.</summary>
    public byte Level;

    public bool InFirst;
    public bool InLast;

    /// <summary>The left subtree holds no touched leaf.</summary>
    public bool LeftUntouched;

    public bool RightUntouched;

    /// <summary>Index within the level, below 2^Level.</summary>
    public uint Index;

    public DigestWords Left;
    public DigestWords Right;
    public DigestWords Digest;
}
