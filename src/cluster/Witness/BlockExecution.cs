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
    /// <param name="witness">The block.</param>
    /// <param name="blockInput">Its encoding for the guest.</param>
    /// <param name="allowsInvalid">
    /// Whether a block that is found invalid, by its whole header, is a result too.
    /// </param>
    /// <exception cref="WitnessException">
    /// The block is not valid, or its witness is not sufficient; the message says where.
    /// </exception>
    public static BlockResult Run(BlockWitness witness, byte[] blockInput, bool allowsInvalid = false)
    {
        BlockResult result = StatelessBlock.Run(blockInput);
        CheckOpinions(witness, result);
        bool isResult = result.Status == BlockStatus.Ok
            || (allowsInvalid && result.Status.IsDecided() && result.Statement.IsHeaderChecked);
        return isResult ? result : throw new WitnessException(Explain(witness, result));
    }

    /// <summary>One line on why a block is not valid, or why that is not decided.</summary>
    public static string Explain(BlockWitness witness, BlockResult result)
    {
        string place = result.TransactionIndex < 0
            ? $"block {witness.Number}"
            : $"block {witness.Number}, transaction {result.TransactionIndex}";
        return $"{place}: {Describe(result, WitnessFields.Of(witness.Format))}";
    }

    private static string Describe(BlockResult result, WitnessFields fields) => result.Status switch
    {
        BlockStatus.MalformedInput => $"the input is malformed ({result.InputStatus})",
        BlockStatus.UnknownFork => "the rules of this block's fork are not known",
        BlockStatus.IncompleteState =>
            $"field {fields.Nodes}: the witness lacks the trie node 0x{Hex(result.MissingHash)} "
            + $"({result.WitnessFault})",
        BlockStatus.MissingCode =>
            $"field {fields.Codes}: the witness lacks the code with hash 0x{Hex(result.MissingHash)}",
        BlockStatus.MissingAncestor => $"field {fields.Ancestors}: the witness lacks the hash of an ancestor block",
        BlockStatus.WrongAncestor =>
            $"field {fields.Ancestors}: an ancestor's header or hash is not the one that its child names",
        BlockStatus.WrongPreState =>
            $"the pre-state root 0x{Hex(result.Statement.PreStateRoot)} is not the parent's state root",
        _ => "the block is invalid: " + DescribeInvalid(result, fields),
    };

    private static string DescribeInvalid(BlockResult result, WitnessFields fields) => result.Status switch
    {
        BlockStatus.MalformedBlock => "its RLP is not that of a block of its fork",
        BlockStatus.BlockTooLarge => "its encoding has more than 8388608 bytes",
        BlockStatus.ExtraDataTooLong => "field extraData: more than 32 bytes",
        BlockStatus.NotProofOfStake => "field difficulty, nonce or sha3Uncles is not that of proof of stake",
        BlockStatus.WrongNumber => "field number: not the one after the parent's",
        BlockStatus.TimestampNotAfterParent => "field timestamp: not after the parent's",
        BlockStatus.WrongGasLimit => "field gasLimit: below 5000 or too far from the parent's",
        BlockStatus.GasUsedAboveLimit => "field gasUsed: above the gas limit",
        BlockStatus.WrongBaseFee => "field baseFeePerGas: another one follows from the parent",
        BlockStatus.WrongExcessBlobGas => "field excessBlobGas: another one follows from the parent",
        BlockStatus.OmmersHashMismatch => "field sha3Uncles: the ommers have another hash",
        BlockStatus.TransactionsRootMismatch =>
            $"field transactionsRoot: the transactions have 0x{Hex(result.Statement.TransactionsRoot)}",
        BlockStatus.WithdrawalsRootMismatch =>
            $"field withdrawalsRoot: the withdrawals have 0x{Hex(result.Statement.WithdrawalsRoot)}",
        BlockStatus.InvalidTransaction =>
            $"field {fields.Transaction}: {TransactionFailure.Describe(result.TransactionStatus)} "
            + $"({result.TransactionStatus})",
        BlockStatus.BlobGasMismatch => $"field {fields.BlobGasUsed}: the transactions use another amount",
        BlockStatus.GasUsedMismatch => $"field {fields.GasUsed}: execution gives {result.Statement.GasUsed}",
        BlockStatus.ReceiptsRootMismatch =>
            $"field receiptsRoot: execution gives 0x{Hex(result.Statement.ReceiptsRoot)}",
        BlockStatus.LogsBloomMismatch => $"field {fields.LogsBloom}: execution gives another bloom",
        BlockStatus.StateRootMismatch =>
            $"field stateRoot: execution gives 0x{Hex(result.Statement.PostStateRoot)}",
        BlockStatus.SystemContractEmpty => "a contract of the protocol has no code (EIP-7002, EIP-7251)",
        BlockStatus.SystemCallFailed => "a call of the protocol failed (EIP-7002, EIP-7251)",
        BlockStatus.MalformedDeposit => "a log of the deposit contract is not laid out as a deposit (EIP-6110)",
        BlockStatus.RequestsHashMismatch => "field requestsHash: execution gives other requests",
        _ => result.Status.ToString(),
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
            string place = $"block {witness.Number}, transaction {i}";
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
