using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>The names that blockchain fixtures have for the reasons to refuse a block.</summary>
internal static class BlockExceptionNames
{
    private const string BlockPrefix = "BlockException.";

    private static readonly Dictionary<string, BlockStatus[]> Statuses = new()
    {
        ["INCORRECT_BLOCK_FORMAT"] = [BlockStatus.MalformedBlock],
        ["RLP_STRUCTURES_ENCODING"] = [BlockStatus.MalformedBlock],
        ["RLP_BLOCK_LIMIT_EXCEEDED"] = [BlockStatus.BlockTooLarge],
        ["EXTRA_DATA_TOO_BIG"] = [BlockStatus.ExtraDataTooLong],
        ["UNKNOWN_PARENT"] = [BlockStatus.WrongAncestor],
        ["UNKNOWN_PARENT_ZERO"] = [BlockStatus.WrongAncestor],
        ["INVALID_BLOCK_NUMBER"] = [BlockStatus.WrongNumber],
        ["INVALID_BLOCK_TIMESTAMP_OLDER_THAN_PARENT"] = [BlockStatus.TimestampNotAfterParent],
        ["INVALID_GASLIMIT"] = [BlockStatus.WrongGasLimit],
        ["INVALID_BASEFEE_PER_GAS"] = [BlockStatus.WrongBaseFee],
        ["INVALID_GAS_USED_ABOVE_LIMIT"] = [BlockStatus.GasUsedAboveLimit],
        ["INVALID_GAS_USED"] = [BlockStatus.GasUsedMismatch],
        ["GAS_USED_OVERFLOW"] = [BlockStatus.GasUsedAboveLimit, BlockStatus.GasUsedMismatch],
        ["INCORRECT_EXCESS_BLOB_GAS"] = [BlockStatus.WrongExcessBlobGas],
        ["INCORRECT_BLOB_GAS_USED"] = [BlockStatus.BlobGasMismatch],
        ["BLOB_GAS_USED_ABOVE_LIMIT"] = [BlockStatus.BlobGasMismatch],
        ["INVALID_BLOCK_HASH"] =
            [BlockStatus.WithdrawalsRootMismatch, BlockStatus.TransactionsRootMismatch],
        ["INVALID_TRANSACTIONS_ROOT"] = [BlockStatus.TransactionsRootMismatch],
        ["INVALID_WITHDRAWALS_ROOT"] = [BlockStatus.WithdrawalsRootMismatch],
        ["INVALID_STATE_ROOT"] = [BlockStatus.StateRootMismatch],
        ["INVALID_RECEIPTS_ROOT"] = [BlockStatus.ReceiptsRootMismatch],
        ["INVALID_LOG_BLOOM"] = [BlockStatus.LogsBloomMismatch],
        ["INVALID_REQUESTS"] = [BlockStatus.RequestsHashMismatch],
        ["INVALID_DEPOSIT_EVENT_LAYOUT"] = [BlockStatus.MalformedDeposit],
        ["SYSTEM_CONTRACT_EMPTY"] = [BlockStatus.SystemContractEmpty],
        ["SYSTEM_CONTRACT_CALL_FAILED"] = [BlockStatus.SystemCallFailed],
        ["INVALID_VERSIONED_HASHES"] = [BlockStatus.InvalidTransaction],
    };

    /// <summary>Whether a result is one of those that "A|B" allows; an unknown name fails the test.
    /// </summary>
    public static bool Allow(string names, BlockResult result) =>
        names.Split('|').Any(name => name.StartsWith(BlockPrefix, StringComparison.Ordinal)
            ? AllowBlock(name[BlockPrefix.Length..], result)
            : result.Status == BlockStatus.InvalidTransaction
                && ExceptionNames.Allow(name, result.TransactionStatus));

    // A malformed transaction makes the block malformed too.
    private static bool AllowBlock(string name, BlockResult result) =>
        Statuses[name].Contains(result.Status)
            || (name == "RLP_STRUCTURES_ENCODING" && result.Status == BlockStatus.InvalidTransaction
                && result.TransactionStatus == TransactionStatus.Malformed);
}
