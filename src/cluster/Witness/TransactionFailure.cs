using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness;

/// <summary>Says in words why a transaction may not stand in its block.</summary>
internal static class TransactionFailure
{
    public static string Describe(TransactionStatus status) => status switch
    {
        TransactionStatus.Malformed => "not the encoding of a transaction",
        TransactionStatus.UnknownType => "the transaction type is not known in this fork",
        TransactionStatus.WrongChain => "the chain id is another chain's",
        TransactionStatus.InvalidSignature => "the signature is not valid",
        TransactionStatus.NonceTooLow => "the nonce is below the sender's",
        TransactionStatus.NonceTooHigh => "the nonce is above the sender's",
        TransactionStatus.NonceOverflow => "the nonce is the largest there is",
        TransactionStatus.SenderIsContract => "the sender is a contract",
        TransactionStatus.GasLimitAboveBlock => "the gas limit exceeds what the block has left",
        TransactionStatus.IntrinsicGas => "the gas limit does not cover the transaction itself",
        TransactionStatus.FeeBelowBaseFee => "the largest fee is below the block's base fee",
        TransactionStatus.PriorityAboveFee => "the priority fee exceeds the largest fee",
        TransactionStatus.CannotPay => "the sender cannot pay the value and the largest fees",
        TransactionStatus.InitCodeTooLarge => "the init code is too large",
        TransactionStatus.NoBlobs => "a blob transaction without blobs",
        TransactionStatus.TooManyBlobs => "more blobs than the block may have",
        TransactionStatus.BadBlobVersion => "a blob hash of an unknown version",
        TransactionStatus.BlobFeeTooLow => "the largest blob fee is below the block's",
        TransactionStatus.BlobCreation => "a blob transaction that creates a contract",
        _ => "the transaction cannot be executed",
    };
}
