using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Cluster.Witness.Blocks;

/// <summary>A block's RLP together with what stands in it.</summary>
internal sealed record BlockRlp(
    byte[] Encoding,
    BlockHeader Header,
    Hash256 Hash,
    IReadOnlyList<byte[]> Transactions,
    Withdrawal[]? Withdrawals)
{
    /// <summary>Decodes a block as the guest does; null if it is not the canonical RLP of one.</summary>
    public static unsafe BlockRlp? TryDecode(byte[] encoding)
    {
        fixed (byte* start = encoding)
        {
            if (!Block.TryDecode(new ByteRegion(start, encoding.Length), out Block block))
            {
                return null;
            }

            byte[][] transactions = new byte[block.TransactionCount][];
            for (int i = 0; i < transactions.Length; i++)
            {
                transactions[i] = block.Transaction(i).ToArray();
            }

            return new BlockRlp(
                encoding, block.Header, block.Hash, transactions, block.HasWithdrawals ? block.Withdrawals : null);
        }
    }

    /// <summary>Decodes a block.</summary>
    /// <exception cref="WitnessException">It is not the canonical RLP of one.</exception>
    public static BlockRlp Decode(byte[] encoding, string path) =>
        TryDecode(encoding) ?? throw new WitnessException($"{path}: not the RLP of a block");

    /// <summary>The chain id that the first transaction with one has; null if none has.</summary>
    public ulong? FindChainId()
    {
        foreach (byte[] raw in Transactions)
        {
            if (TransactionDecoder.Decode(raw, out Transaction transaction) == TransactionStatus.Ok
                && transaction.HasChainId)
            {
                return transaction.ChainId;
            }
        }

        return null;
    }
}
