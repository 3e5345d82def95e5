using System.Numerics;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Cluster.Witness.Tries;

/// <summary>What a leaf of the state trie says of an account (Yellow Paper, section 4.1).</summary>
internal readonly record struct AccountLeaf(
    BigInteger Nonce, BigInteger Balance, Hash256 StorageRoot, Hash256 CodeHash)
{
    /// <summary>Reads the value item of a leaf node; false if it is no account.</summary>
    public static bool TryRead(byte[] node, NodeItem value, out AccountLeaf leaf)
    {
        leaf = default;
        if (!NodeRlp.TryRead(node, value.Payload, out NodeItem account) || !account.IsList
            || !NodeRlp.TryRead(node, account.Payload, out NodeItem nonce)
            || !NodeRlp.TryRead(node, nonce.End, out NodeItem balance)
            || !NodeRlp.TryRead(node, balance.End, out NodeItem root) || root.Length != 32
            || !NodeRlp.TryRead(node, root.End, out NodeItem code) || code.Length != 32)
        {
            return false;
        }

        leaf = new AccountLeaf(
            new BigInteger(node.AsSpan(nonce.Payload, nonce.Length), isUnsigned: true, isBigEndian: true),
            new BigInteger(node.AsSpan(balance.Payload, balance.Length), isUnsigned: true, isBigEndian: true),
            new Hash256(node.AsSpan(root.Payload, 32)),
            new Hash256(node.AsSpan(code.Payload, 32)));
        return true;
    }
}
