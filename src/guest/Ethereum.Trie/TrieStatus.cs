namespace ZeroSharp.Ethereum.Trie;

/// <summary>Outcome of a trie operation.</summary>
public enum TrieStatus
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>The key has no value.</summary>
    NotFound = 1,

    /// <summary>The witness lacks a node; <see cref="MerkleTrie.FaultHash"/> names it.</summary>
    MissingNode = 2,

    /// <summary>A record is no trie node; <see cref="MerkleTrie.FaultHash"/> names it.</summary>
    MalformedNode = 3,
}
