using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// Follows the headers of an input from a block to its ancestors: each must have the hash that the header
/// before it names as its parent.
/// </summary>
internal sealed class Ancestry
{
    /// <summary>The parent's header; null if the input has none.</summary>
    public BlockHeader? Parent { get; private set; }

    /// <summary>How many ancestor hashes, from the parent on, follow from the block's hash.</summary>
    public int ProvenCount { get; private set; }

    /// <summary>False if a header or a hash of the input is not that of the ancestor in its place.</summary>
    public static bool TryFollow(BlockInput input, BlockHeader header, out Ancestry ancestry)
    {
        ancestry = new Ancestry();
        Hash256 expected = header.ParentHash;
        for (int i = 0; i < input.HeaderCount; i++)
        {
            ReadOnlySpan<byte> encoding = input.Header(i);
            if (expected != new Hash256(input.Ancestor(i))
                || BlockHeader.HashOf(encoding) != expected
                || !BlockHeader.TryDecode(encoding, out BlockHeader ancestor))
            {
                return false;
            }

            if (i == 0)
            {
                ancestry.Parent = ancestor;
            }

            expected = ancestor.ParentHash;
        }

        ancestry.ProvenCount = input.HeaderCount;
        if (input.AncestorCount == input.HeaderCount)
        {
            return true;
        }

        ancestry.ProvenCount++;
        return expected == new Hash256(input.Ancestor(input.HeaderCount));
    }
}
