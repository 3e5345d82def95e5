using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Compiler.Programs.Features;

/// <summary>A Merkle Patricia trie: many small objects, byte buffers and recursion.</summary>
internal static class Tries
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        var trie = new MerkleTrie();
        Span<byte> key = stackalloc byte[32];
        for (int i = 0; i < 60; i++)
        {
            KeyOf(input, i, key);
            trie.Put(i % 7 == 0 ? key[..20] : key, input.Slice(i, 1 + (i % 50)));
            if (i % 20 == 0)
            {
                Root(trie);
            }
        }

        for (int i = 0; i < 60; i += 3)
        {
            KeyOf(input, i, key);
            Report.Value((int)trie.Get(key, out ReadOnlySpan<byte> value, out _));
            Report.Value(value.Length);
            Report.Value((int)trie.Delete(key));
        }

        Root(trie);
    }

    private static void KeyOf(ReadOnlySpan<byte> input, int index, Span<byte> key)
    {
        Keccak256.Hash(input[index..]).CopyTo(key);
        if ((index & 1) != 0)
        {
            key[..4].Clear();
        }
    }

    private static void Root(MerkleTrie trie)
    {
        Span<byte> root = stackalloc byte[32];
        trie.ComputeRoot().CopyTo(root);
        Report.Bytes(root);
    }
}
