using ZeroSharp.Cluster.Witness.Blocks;
using ZeroSharp.Cluster.Witness.ExecutionWitness;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.ZeroBin;

/// <summary>
/// The whole block in the member "zerosharp" of an input, and the headers before it, which the format has no other
/// place for. All that both have must be the same.
/// </summary>
internal static class WholeBlock
{
    /// <summary>
    /// Puts the whole block in the place of what is known in part; returns its header, or null if there is none.
    /// </summary>
    /// <param name="input">The input.</param>
    /// <param name="content">What the guest gets; the block's hash is known.</param>
    /// <param name="partial">The header as far as the format has it.</param>
    /// <param name="transactions">The transactions in the input.</param>
    /// <param name="withdrawals">The withdrawals in the input, without index and validator.</param>
    /// <exception cref="WitnessException">The block is another one.</exception>
    public static BlockHeader? TryAdd(
        JsonField input,
        BlockInputContent content,
        BlockHeader partial,
        List<byte[]> transactions,
        Withdrawal[] withdrawals)
    {
        if (!input.TryGet(DocumentRules.Member, out JsonField extension)
            || !extension.TryGet("block", out JsonField encoding))
        {
            return null;
        }

        BlockRlp block = BlockRlp.Decode(encoding.AsBytes(), encoding.Path);
        if (!block.Hash.AsSpan().SequenceEqual(content.BlockHash))
        {
            throw new WitnessException(
                $"{encoding.Path}: the block has the hash 0x{Convert.ToHexStringLower(block.Hash.AsSpan())}, and "
                + $"cur_hash is 0x{Convert.ToHexStringLower(content.BlockHash)}");
        }

        RequireSame(encoding.Path, block, partial, transactions, withdrawals);
        if (extension.TryGet("headers", out JsonField list))
        {
            AncestorHeaders headers = new();
            foreach (JsonField header in list.Items())
            {
                headers.Add(header.AsBytes(), header.Path);
            }

            content.AncestorHeaders.AddRange(headers.Order(block.Header, list.Path));
        }

        content.Block = block.Encoding;
        content.IsHeaderPartial = false;
        return block.Header;
    }

    private static void RequireSame(
        string path,
        BlockRlp block,
        BlockHeader partial,
        List<byte[]> transactions,
        Withdrawal[] withdrawals)
    {
        BlockHeader whole = block.Header;
        partial.FieldCount = whole.FieldCount;
        partial.OmmersHash = whole.OmmersHash;
        partial.StateRoot = whole.StateRoot;
        partial.TransactionsRoot = whole.TransactionsRoot;
        partial.ReceiptsRoot = whole.ReceiptsRoot;
        partial.Difficulty = whole.Difficulty;
        partial.ExtraData = whole.ExtraData;
        partial.Nonce = whole.Nonce;
        partial.WithdrawalsRoot = whole.WithdrawalsRoot;
        partial.RequestsHash = whole.RequestsHash;
        if (!partial.Encode().AsSpan().SequenceEqual(whole.Encode()))
        {
            throw new WitnessException($"{path}: the header is not that of b_meta and prev_hashes");
        }

        bool hasSameTransactions = block.Transactions.Count == transactions.Count
            && block.Transactions.Zip(transactions).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
        if (!hasSameTransactions)
        {
            throw new WitnessException($"{path}: the transactions are not those of txn_info");
        }

        Withdrawal[] all = block.Withdrawals ?? [];
        bool hasSameWithdrawals = all.Length == withdrawals.Length && all.Zip(withdrawals).All(
            pair => pair.First.Address == pair.Second.Address && pair.First.Amount == pair.Second.Amount);
        if (!hasSameWithdrawals)
        {
            throw new WitnessException($"{path}: the withdrawals are not those of b_data");
        }
    }
}
