using ZeroSharp.Cluster.Witness.Tries;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>Where in the state a node stands that is known by its hash only.</summary>
/// <param name="Account">
/// The hashed address of the account in whose storage trie it is; null for the state trie.
/// </param>
/// <param name="Path">The nibbles of the hashed keys below it.</param>
internal sealed record TriePlace(Hash256? Account, byte[] Path)
{
    /// <summary>Whether the path to a hashed key leads through this place, or through its parent.</summary>
    /// <param name="hashedKey">keccak256 of an address or of a slot.</param>
    /// <param name="parent">The place of the branch above is meant.</param>
    public bool IsAbove(Hash256 hashedKey, bool parent = false)
    {
        int length = parent ? Math.Max(0, Path.Length - 1) : Path.Length;
        for (int i = 0; i < length; i++)
        {
            if (NibbleOf(hashedKey.AsSpan(), i) != Path[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The key of an account in the state trie.</summary>
    public static Hash256 HashOf(Address account)
    {
        Span<byte> bytes = stackalloc byte[Address.ByteLength];
        account.CopyTo(bytes);
        return Keccak256.Hash(bytes);
    }

    /// <summary>The key of a slot in a storage trie.</summary>
    public static Hash256 HashOf(UInt256 slot)
    {
        Span<byte> bytes = stackalloc byte[32];
        slot.ToBigEndian(bytes);
        return Keccak256.Hash(bytes);
    }

    /// <summary>Looks for a reference to a node below a state root; null where there is none.</summary>
    public static TriePlace? Find(ProvenState state, Hash256 root, Hash256 missing)
    {
        Search search = new(state, missing);
        return search.Visit(root, null, [], isState: true);
    }

    private static int NibbleOf(ReadOnlySpan<byte> bytes, int index) =>
        (index & 1) == 0 ? bytes[index / 2] >> 4 : bytes[index / 2] & 15;

    private sealed class Search(ProvenState state, Hash256 missing)
    {
        /// <summary>Nibbles of a hashed key: deeper ones are no tries.</summary>
        private const int MaxDepth = 64;

        public TriePlace? Visit(Hash256 hash, Hash256? account, byte[] path, bool isState)
        {
            if (hash == missing)
            {
                return new TriePlace(account, path);
            }

            return path.Length <= MaxDepth && state.FindNode(hash) is { } node
                && NodeRlp.TryRead(node, 0, out NodeItem list)
                ? VisitNode(node, list, account, path, isState)
                : null;
        }

        private TriePlace? VisitNode(byte[] node, NodeItem list, Hash256? account, byte[] path, bool isState)
        {
            int count = list.IsList ? NodeRlp.CountItems(node, list.Payload, list.End) : 0;
            if (count == 17)
            {
                int offset = list.Payload;
                for (int i = 0; i < 16 && NodeRlp.TryRead(node, offset, out NodeItem child); i++)
                {
                    if (Follow(node, child, account, [.. path, (byte)i], isState) is { } found)
                    {
                        return found;
                    }

                    offset = child.End;
                }

                return null;
            }

            if (count != 2 || !NodeRlp.TryRead(node, list.Payload, out NodeItem item)
                || !NodeRlp.TryRead(node, item.End, out NodeItem value))
            {
                return null;
            }

            byte[] more = HexPrefix.Decode(node.AsSpan(item.Payload, item.Length), out bool isLeaf);
            byte[] whole = [.. path, .. more];
            if (!isLeaf)
            {
                return Follow(node, value, account, whole, isState);
            }

            return isState && whole.Length == MaxDepth && AccountLeaf.TryRead(node, value, out AccountLeaf leaf)
                && leaf.StorageRoot != Hash256.EmptyTrieRoot
                ? Visit(leaf.StorageRoot, Pack(whole), [], isState: false)
                : null;
        }

        private TriePlace? Follow(byte[] node, NodeItem child, Hash256? account, byte[] path, bool isState) =>
            child.IsList ? VisitNode(node, child, account, path, isState)
            : child.Length == 32 ? Visit(new Hash256(node.AsSpan(child.Payload, 32)), account, path, isState)
            : null;

        private static Hash256 Pack(byte[] nibbles)
        {
            Span<byte> bytes = stackalloc byte[32];
            for (int i = 0; i < 32; i++)
            {
                bytes[i] = (byte)((nibbles[2 * i] << 4) | nibbles[(2 * i) + 1]);
            }

            return new Hash256(bytes);
        }
    }
}
