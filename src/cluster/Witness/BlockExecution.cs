using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness;

/// <summary>
/// Executes blocks natively: the fast check before anything is proven, which explains what is wrong with
/// a block or its witness.
/// </summary>
public static class BlockExecution
{
    /// <summary>Executes a block, and compares with the second opinions of its input.</summary>
    /// <exception cref="WitnessException">
    /// The block is not valid, or its witness is not sufficient; the message says where.
    /// </exception>
    public static BlockResult Run(BlockWitness witness, byte[] blockInput)
    {
        BlockResult result = StatelessBlock.Run(blockInput);
        ulong number = witness.Content.Number;
        string place = result.TransactionIndex < 0
            ? $"block {number}"
            : $"block {number}, transaction {result.TransactionIndex}";
        CheckOpinions(witness, result);
        return result.Status == BlockStatus.Ok
            ? result
            : throw new WitnessException($"{place}: {Describe(result)}");
    }

    private static string Describe(BlockResult result) => result.Status switch
    {
        BlockStatus.MalformedInput => $"the input is malformed ({result.InputStatus})",
        BlockStatus.UnknownFork => "the rules of this block's fork are not known",
        BlockStatus.InvalidTransaction =>
            $"field byte_code: {TransactionFailure.Describe(result.TransactionStatus)} ({result.TransactionStatus})",
        BlockStatus.IncompleteState =>
            $"field trie_pre_images: the witness lacks the trie node 0x{Hex(result.MissingHash)} "
            + $"({result.WitnessFault})",
        BlockStatus.MissingCode =>
            $"field code_db: the witness lacks the code with hash 0x{Hex(result.MissingHash)}",
        BlockStatus.MissingAncestor => "field prev_hashes: the input lacks the hash of an ancestor block",
        BlockStatus.StateRootMismatch =>
            $"field stateRoot: execution gives 0x{Hex(result.Statement.PostStateRoot)}",
        BlockStatus.ReceiptsRootMismatch =>
            $"field receiptsRoot: execution gives 0x{Hex(result.Statement.ReceiptsRoot)}",
        BlockStatus.TransactionsRootMismatch =>
            $"field transactionsRoot: execution gives 0x{Hex(result.Statement.TransactionsRoot)}",
        BlockStatus.GasUsedMismatch => $"field block_gas_used: execution gives {result.Statement.GasUsed}",
        BlockStatus.LogsBloomMismatch => "field block_bloom: execution gives another bloom",
        BlockStatus.BlobGasMismatch => "field block_blob_gas_used: the transactions use another amount",
        _ => $"field hash: the header that execution gives has another hash ({result.Status})",
    };

    // The first transaction on which the other client disagrees is where to look.
    private static void CheckOpinions(BlockWitness witness, BlockResult result)
    {
        for (int i = 0; i < witness.Opinions.Count && i < result.Receipts.Length; i++)
        {
            if (result.Receipts[i] is not { } receipt)
            {
                return;
            }

            TransactionOpinion opinion = witness.Opinions[i];
            string place = $"block {witness.Content.Number}, transaction {i}";
            if (opinion.GasUsed is ulong gas && gas != receipt.GasUsed)
            {
                throw new WitnessException(
                    $"{place}, field gas_used: the input says {gas}, execution gives {receipt.GasUsed}");
            }

            if (opinion.Receipt is { } bytes && !bytes.AsSpan().SequenceEqual(receipt.Encoded))
            {
                throw new WitnessException(
                    $"{place}, field new_receipt_trie_node_byte: execution gives another receipt");
            }
        }
    }

    private static string Hex(Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[32];
        hash.CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
