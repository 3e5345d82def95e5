using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>The rules that a transaction meets before it runs, apart from the sender's account.
/// </summary>
public static class TransactionCheck
{
    private const ulong BaseGas = 21_000;
    private const ulong CreationGas = 32_000;

    // EIP-2028.
    private const ulong ZeroByteGas = 4;
    private const ulong ByteGas = 16;

    // EIP-2930.
    private const ulong AccessAddressGas = 2400;
    private const ulong AccessKeyGas = 1900;

    // EIP-3860.
    private const ulong InitCodeWordGas = 2;

    /// <summary>Gas that a transaction costs before any code runs.</summary>
    public static ulong IntrinsicGas(Transaction transaction, ForkRules rules)
    {
        ulong zeros = 0;
        byte[] data = transaction.Data;
        for (int i = 0; i < data.Length; i++)
        {
            zeros += data[i] == 0 ? 1UL : 0UL;
        }

        ulong length = (ulong)data.Length;
        ulong gas = BaseGas + (ZeroByteGas * zeros) + (ByteGas * (length - zeros));
        gas += AccessAddressGas * (ulong)transaction.AccessAddresses.Length;
        gas += AccessKeyGas * (ulong)transaction.AccessKeys.Length;
        if (transaction.IsCreation)
        {
            gas += CreationGas;
            gas += rules.IsShanghai ? InitCodeWordGas * ((length + 31) >> 5) : 0;
        }

        return gas;
    }

    /// <summary>Checks what needs no state.</summary>
    public static TransactionStatus Check(
        Transaction transaction, ForkRules rules, BlockContext block)
    {
        if (transaction.Type == Transaction.Blob && !rules.IsCancun)
        {
            return TransactionStatus.UnknownType;
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

        if (rules.IsShanghai && transaction.IsCreation
            && transaction.Data.Length > Interpreter.MaxInitCodeLength)
        {
            return TransactionStatus.InitCodeTooLarge;
        }

        if (transaction.GasLimit < IntrinsicGas(transaction, rules))
        {
            return TransactionStatus.IntrinsicGas;
        }

        return transaction.Type == Transaction.Blob
            ? CheckBlobs(transaction, rules, block)
            : TransactionStatus.Ok;
    }

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

        if ((uint)hashes.Length > rules.Blobs.Max)
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
