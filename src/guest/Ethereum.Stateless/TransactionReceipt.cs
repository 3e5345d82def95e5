using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>What a transaction did.</summary>
public sealed class TransactionReceipt
{
    private TransactionReceipt(
        VmStatus status, ulong gasUsed, ulong cumulativeGasUsed, byte[] encoded)
    {
        Status = status;
        GasUsed = gasUsed;
        CumulativeGasUsed = cumulativeGasUsed;
        Encoded = encoded;
    }

    /// <summary>How the outermost frame ended; the receipt's status is 1 for Success.</summary>
    public VmStatus Status { get; }

    /// <summary>Gas used by this transaction alone.</summary>
    public ulong GasUsed { get; }

    /// <summary>Gas used in the block up to and including this transaction.</summary>
    public ulong CumulativeGasUsed { get; }

    /// <summary>The value in the receipt trie: the type byte, unless legacy, and the RLP.</summary>
    public byte[] Encoded { get; }

    /// <summary>Makes the receipt of the transaction that ran last, and adds to the block's bloom.
    /// </summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="executor">What ran it.</param>
    /// <param name="world">Holds its logs.</param>
    /// <param name="hashes">Finds digests for the bloom.</param>
    /// <param name="bloom">The block's filter, 256 bytes.</param>
    /// <param name="postRoot">
    /// The state root after the transaction, which stands in the place of the status where
    /// <see cref="ForkRules.HasReceiptRoot"/> is set; else null.
    /// </param>
    public static TransactionReceipt Make(
        Transaction transaction,
        TransactionExecutor executor,
        WorldState world,
        HashMemo hashes,
        Span<byte> bloom,
        Hash256? postRoot = null)
    {
        Span<byte> own = stackalloc byte[LogsBloom.ByteLength];
        own.Clear();
        for (int i = 0; i < world.LogCount; i++)
        {
            LogsBloom.Add(own, world.LogAt(i), hashes);
        }

        for (int i = 0; i < own.Length; i++)
        {
            bloom[i] |= own[i];
        }

        var output = new ByteBuffer(512);
        if (transaction.Type != Transaction.Legacy)
        {
            output.Append((byte)transaction.Type);
        }

        int list = RlpWriter.BeginList(output);
        if (postRoot is { } root)
        {
            RlpWriter.Write(output, in root);
        }
        else
        {
            RlpWriter.Write(output, executor.LastStatus == VmStatus.Success ? 1UL : 0UL);
        }

        RlpWriter.Write(output, executor.GasUsed);
        RlpWriter.Write(output, own);
        int logs = RlpWriter.BeginList(output);
        for (int i = 0; i < world.LogCount; i++)
        {
            WriteLog(output, world.LogAt(i));
        }

        RlpWriter.EndList(output, logs);
        RlpWriter.EndList(output, list);
        return new TransactionReceipt(
            executor.LastStatus, executor.LastGasUsed, executor.GasUsed, output.ToArray());
    }

    private static void WriteLog(ByteBuffer output, LogEntry log)
    {
        int list = RlpWriter.BeginList(output);
        RlpWriter.Write(output, in log.Address);
        int topics = RlpWriter.BeginList(output);
        for (int i = 0; i < log.Topics.Length; i++)
        {
            RlpWriter.Write(output, in log.Topics[i]);
        }

        RlpWriter.EndList(output, topics);
        RlpWriter.Write(output, log.Data);
        RlpWriter.EndList(output, list);
    }
}
