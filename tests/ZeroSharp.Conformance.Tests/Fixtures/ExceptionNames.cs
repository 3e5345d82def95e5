using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>The names that test fixtures have for the reasons to refuse a transaction.</summary>
internal static class ExceptionNames
{
    private const string Prefix = "TransactionException.";

    private static readonly Dictionary<string, TransactionStatus[]> Statuses = new()
    {
        ["INSUFFICIENT_ACCOUNT_FUNDS"] = [TransactionStatus.CannotPay],
        ["GASLIMIT_PRICE_PRODUCT_OVERFLOW"] = [TransactionStatus.CannotPay],
        ["INTRINSIC_GAS_TOO_LOW"] = [TransactionStatus.IntrinsicGas],
        ["INTRINSIC_GAS_BELOW_FLOOR_GAS_COST"] = [TransactionStatus.FloorGas],
        ["GAS_LIMIT_EXCEEDS_MAXIMUM"] = [TransactionStatus.GasLimitAboveCap],
        ["GAS_ALLOWANCE_EXCEEDED"] = [TransactionStatus.GasLimitAboveBlock],
        ["SENDER_NOT_EOA"] = [TransactionStatus.SenderIsContract],
        ["NONCE_MISMATCH_TOO_LOW"] = [TransactionStatus.NonceTooLow],
        ["NONCE_MISMATCH_TOO_HIGH"] = [TransactionStatus.NonceTooHigh],
        ["INVALID_CHAINID"] = [TransactionStatus.WrongChain],
        ["INVALID_SIGNATURE_VRS"] = [TransactionStatus.InvalidSignature],
        ["NONCE_IS_MAX"] = [TransactionStatus.NonceOverflow],
        ["INITCODE_SIZE_EXCEEDED"] = [TransactionStatus.InitCodeTooLarge],
        ["INSUFFICIENT_MAX_FEE_PER_GAS"] = [TransactionStatus.FeeBelowBaseFee],
        ["PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS"] = [TransactionStatus.PriorityAboveFee],
        ["TYPE_1_TX_PRE_FORK"] = [TransactionStatus.UnknownType],
        ["TYPE_2_TX_PRE_FORK"] = [TransactionStatus.UnknownType],
        ["TYPE_3_TX_PRE_FORK"] = [TransactionStatus.UnknownType],
        ["TYPE_4_TX_PRE_FORK"] = [TransactionStatus.UnknownType],
        ["TYPE_3_TX_ZERO_BLOBS"] = [TransactionStatus.NoBlobs],
        ["TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH"] = [TransactionStatus.BadBlobVersion],
        ["TYPE_3_TX_BLOB_COUNT_EXCEEDED"] = [TransactionStatus.TooManyBlobs],
        ["TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED"] = [TransactionStatus.TooManyBlobs],
        ["TYPE_3_TX_CONTRACT_CREATION"] =
            [TransactionStatus.BlobCreation, TransactionStatus.Malformed],
        ["TYPE_3_TX_WITH_FULL_BLOBS"] = [TransactionStatus.Malformed],
        ["INSUFFICIENT_MAX_FEE_PER_BLOB_GAS"] = [TransactionStatus.BlobFeeTooLow],
        ["TYPE_4_TX_CONTRACT_CREATION"] =
            [TransactionStatus.AuthorizationCreation, TransactionStatus.Malformed],
        ["TYPE_4_EMPTY_AUTHORIZATION_LIST"] = [TransactionStatus.NoAuthorizations],
    };

    /// <summary>Whether a status is one of those that "A|B" allows; an unknown name fails the test.
    /// </summary>
    public static bool Allow(string names, TransactionStatus status) => names.Split('|')
        .SelectMany(name => Statuses[name.Replace(Prefix, "", StringComparison.Ordinal)])
        .Contains(status);
}
