using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>The rules that a transaction meets before it runs, apart from the sender's account.
/// </summary>
public static class TransactionCheck
{
    /// <summary>Checks what needs no state.</summary>
    public static TransactionStatus Check(
        Transaction transaction, ForkRules rules, BlockContext block, out IntrinsicGas gas)
    {
        gas = IntrinsicGas.Of(transaction, rules);
        if (transaction.Type > rules.LastTransactionType)
        {
            return TransactionStatus.UnknownType;
        }

        if (transaction.HasChainId && !rules.HasReplayProtection)
        {
            return TransactionStatus.InvalidSignature;
        }

        if (transaction.HasChainId && transaction.ChainId != block.ChainId)
        {
            return TransactionStatus.WrongChain;
        }

        if (transaction.Nonce == ulong.MaxValue)
        {
            return TransactionStatus.NonceOverflow;
        }

        if (transaction.MaxFee < block.BaseFee)
        {
            return TransactionStatus.FeeBelowBaseFee;
        }

        if (transaction.MaxFee < transaction.MaxPriorityFee)
        {
            return TransactionStatus.PriorityAboveFee;
        }

        if (transaction.IsCreation && transaction.Data.Length > rules.MaxInitCodeLength)
        {
            return TransactionStatus.InitCodeTooLarge;
        }

        TransactionStatus status = CheckGas(transaction, rules, in gas);
        if (status != TransactionStatus.Ok)
        {
            return status;
        }

        return transaction.Type switch
        {
            Transaction.Blob => CheckBlobs(transaction, rules, block),
            Transaction.SetCode => CheckAuthorizations(transaction),
            _ => TransactionStatus.Ok,
        };
    }

    private static TransactionStatus CheckGas(
        Transaction transaction, ForkRules rules, in IntrinsicGas gas)
    {
        if (transaction.GasLimit > rules.MaxTransactionGas)
        {
            return TransactionStatus.GasLimitAboveCap;
        }

        return transaction.GasLimit < gas.Standard ? TransactionStatus.IntrinsicGas
            : transaction.GasLimit < gas.Floor ? TransactionStatus.FloorGas
            : TransactionStatus.Ok;
    }

    // EIP-7702.
    private static TransactionStatus CheckAuthorizations(Transaction transaction) =>
        transaction.IsCreation ? TransactionStatus.AuthorizationCreation
        : transaction.Authorizations.Length == 0 ? TransactionStatus.NoAuthorizations
        : TransactionStatus.Ok;

    // EIP-4844.
    private static TransactionStatus CheckBlobs(
        Transaction transaction, ForkRules rules, BlockContext block)
    {
        if (transaction.IsCreation)
        {
            return TransactionStatus.BlobCreation;
        }

        Hash256[] hashes = transaction.BlobHashes;
        if (hashes.Length == 0)
        {
            return TransactionStatus.NoBlobs;
        }

        if ((uint)hashes.Length > rules.MaxTransactionBlobs)
        {
            return TransactionStatus.TooManyBlobs;
        }

        for (int i = 0; i < hashes.Length; i++)
        {
            if (hashes[i].AsSpan()[0] != 1)
            {
                return TransactionStatus.BadBlobVersion;
            }
        }

        return transaction.MaxBlobFee < block.BlobBaseFee
            ? TransactionStatus.BlobFeeTooLow
            : TransactionStatus.Ok;
    }

    /// <summary>
    /// The balance that a sender needs: gas limit and blob gas at their largest fees, and the
    /// value; false if it exceeds 256 bits.
    /// </summary>
    public static bool TryLargestCost(Transaction transaction, out UInt256 cost)
    {
        UInt256 gas = transaction.GasLimit;
        UInt256 blobGas = transaction.BlobGas;
        UInt256.MultiplyWide(in gas, in transaction.MaxFee, out UInt256 gasCost, out UInt256 over);
        UInt256.MultiplyWide(
            in blobGas, in transaction.MaxBlobFee, out UInt256 blobCost, out UInt256 blobOver);
        ulong carry = UInt256.Add(in gasCost, in transaction.Value, out cost);
        carry |= UInt256.Add(in cost, in blobCost, out cost);
        return carry == 0 && over.IsZero && blobOver.IsZero;
    }
}
