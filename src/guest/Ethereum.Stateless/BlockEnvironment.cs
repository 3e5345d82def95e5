using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>Takes from the input what code and statement need to know of the chain.</summary>
public static class BlockEnvironment
{
    /// <summary>The block as code sees it.</summary>
    public static BlockContext ContextOf(BlockInput input, BlockHeader header, ForkRules rules)
    {
        var ancestors = new Hash256[input.AncestorCount];
        for (int i = 0; i < ancestors.Length; i++)
        {
            ancestors[i] = new Hash256(input.Ancestor(i));
        }

        return new BlockContext
        {
            ChainId = input.ChainId,
            Number = header.Number,
            Timestamp = header.Timestamp,
            GasLimit = header.GasLimit,
            Beneficiary = header.Beneficiary,
            BaseFee = header.BaseFee,
            PrevRandao = header.MixHash.ToUInt256(),
            Difficulty = header.Difficulty,
            BlobBaseFee = rules.Fork >= Fork.Cancun
                ? BlobFee.Of(header.ExcessBlobGas, rules.Blobs.UpdateFraction)
                : default,
            Ancestors = ancestors,
        };
    }

    /// <summary>
    /// The digests of the last 256 block hashes, the oldest first, before and after this block. An
    /// ancestor that the input lacks counts as zero.
    /// </summary>
    public static void HashHistory(BlockContext block, Statement statement)
    {
        Hash256[] ancestors = block.Ancestors;
        var hashes = new byte[32 * (BlockInputLayout.MaxAncestors + 1)];
        for (int i = 0; i < ancestors.Length; i++)
        {
            ancestors[i].CopyTo(hashes.AsSpan(32 * (BlockInputLayout.MaxAncestors - 1 - i)));
        }

        const int length = 32 * BlockInputLayout.MaxAncestors;
        statement.BlockHash.CopyTo(hashes.AsSpan(length));
        statement.HistoryBefore = Keccak256.Hash(hashes.AsSpan(0, length));
        statement.HistoryAfter = Keccak256.Hash(hashes.AsSpan(32, length));
    }
}
