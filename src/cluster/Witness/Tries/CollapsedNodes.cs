using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Cluster.Witness.Tries;

/// <summary>
/// Finds nodes that a witness has in their form after the block only. Where a deletion leaves a branch one
/// child, the branch goes and the child, if it is a leaf or an extension, stands in its place with a longer
/// path. Proofs of the state after the block hold that form; execution needs the one before, whose path is
/// an end of the longer one and whose value is the same.
/// </summary>
internal static class CollapsedNodes
{
    /// <summary>
    /// Longer nodes are not looked at: an account's leaf, the longest that matter, has up to 150 bytes.
    /// </summary>
    private const int MaxNodeLength = 200;

    /// <summary>The nodes with shorter paths to which nodes that the root reaches refer.</summary>
    public static List<byte[]> Find(StateWalk walk)
    {
        List<byte[]> found = [];
        foreach (byte[] node in walk.Unreached)
        {
            if (node.Length > MaxNodeLength
                || !NodeRlp.TryRead(node, 0, out NodeItem list) || !list.IsList
                || NodeRlp.CountItems(node, list.Payload, list.End) != 2
                || !NodeRlp.TryRead(node, list.Payload, out NodeItem item)
                || !NodeRlp.TryRead(node, item.End, out NodeItem value))
            {
                continue;
            }

            byte[] path = HexPrefix.Decode(node.AsSpan(item.Payload, item.Length), out bool isLeaf);
            byte[] content = node[value.Start..value.End];
            for (int dropped = 1; dropped < path.Length + (isLeaf ? 1 : 0); dropped++)
            {
                byte[] candidate = HostRlp.List(
                    HostRlp.Bytes(HexPrefix.Encode(path.AsSpan(dropped), isLeaf)), content);
                if (walk.IsMissing(Keccak256.Hash(candidate)))
                {
                    found.Add(candidate);
                }
            }
        }

        return found;
    }
}
