using System.Buffers.Binary;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Ethereum.Stateless;

using L = BlockInputLayout;

/// <summary>Host side: encodes a block and its witness for the guest.</summary>
[HostOnly]
public static class BlockInputWriter
{
    /// <summary>Encodes a block; nodes that the state root does not reach are left out.</summary>
    /// <exception cref="ArgumentException">A field has the wrong length.</exception>
    public static byte[] Write(BlockInputContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var linker = new NodeLinker(content.Nodes);
        uint root = linker.Link(content.PreStateRoot, isState: true);
        byte[] records = linker.Records;
        byte[] extraData = content.ExtraData ?? [];

        var head = new byte[L.FixedLength];
        WriteFields(content, head);
        WriteU32(head, L.AncestorCount, content.Ancestors.Count);
        WriteU32(head, L.ExtraDataLength, extraData.Length);
        WriteU32(head, L.TransactionCount, content.Transactions.Count);
        WriteU32(head, L.WithdrawalCount, content.Withdrawals.Count);
        WriteU32(head, L.CodeCount, content.Codes.Count);
        WriteU32(head, L.NodeSectionLength, records.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(L.RootNode), root);

        using var output = new MemoryStream();
        output.Write(head);
        foreach (byte[] ancestor in content.Ancestors)
        {
            RequireLength(ancestor, 32, nameof(content.Ancestors));
            output.Write(ancestor);
        }

        WritePadded(output, extraData);
        foreach (byte[] transaction in content.Transactions)
        {
            WriteBlob(output, transaction);
        }

        foreach (WithdrawalContent withdrawal in content.Withdrawals)
        {
            output.Write(Encode(withdrawal));
        }

        foreach (byte[] code in content.Codes)
        {
            output.Write(NodeLinker.HashOf(code));
            WriteBlob(output, code);
        }

        output.Write(records);
        return output.ToArray();
    }

    private static void WriteFields(BlockInputContent content, byte[] head)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(L.Magic), L.MagicValue);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(L.Version), L.CurrentVersion);
        WriteU64(head, L.ChainId, content.ChainId);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(L.ForkId), (uint)content.Fork);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(L.Flags), (uint)FlagsOf(content));
        WriteU64(head, L.Number, content.Number);
        WriteU64(head, L.Timestamp, content.Timestamp);
        WriteU64(head, L.GasLimit, content.GasLimit);
        WriteU64(head, L.BlobGasUsed, content.BlobGasUsed);
        WriteU64(head, L.ExcessBlobGas, content.ExcessBlobGas);
        WriteBytes(head, L.BaseFee, content.BaseFee, 32, nameof(content.BaseFee));
        head.AsSpan(L.BaseFee, 32).Reverse();
        WriteBytes(head, L.PrevRandao, content.PrevRandao, 32, nameof(content.PrevRandao));
        WriteBytes(
            head,
            L.ParentBeaconBlockRoot,
            content.ParentBeaconBlockRoot,
            32,
            nameof(content.ParentBeaconBlockRoot));
        WriteBytes(head, L.PreStateRoot, content.PreStateRoot, 32, nameof(content.PreStateRoot));
        WriteBytes(head, L.BlockHash, content.BlockHash, 32, nameof(content.BlockHash));
        WriteBytes(
            head, L.ExpectedStateRoot, content.ExpectedStateRoot, 32, "ExpectedStateRoot");
        WriteBytes(
            head, L.ExpectedReceiptsRoot, content.ExpectedReceiptsRoot, 32, "ExpectedReceiptsRoot");
        WriteBytes(
            head,
            L.ExpectedTransactionsRoot,
            content.ExpectedTransactionsRoot,
            32,
            "ExpectedTransactionsRoot");
        WriteU64(head, L.ExpectedGasUsed, content.ExpectedGasUsed ?? 0);
        WriteBytes(head, L.Beneficiary, content.Beneficiary, 20, nameof(content.Beneficiary));
        WriteBytes(
            head, L.ExpectedLogsBloom, content.ExpectedLogsBloom, 256, "ExpectedLogsBloom");
    }

    private static BlockInputFlags FlagsOf(BlockInputContent content)
    {
        BlockInputFlags flags = BlockInputFlags.None;
        flags |= content.ExpectedStateRoot is null ? 0 : BlockInputFlags.HasStateRoot;
        flags |= content.ExpectedReceiptsRoot is null ? 0 : BlockInputFlags.HasReceiptsRoot;
        flags |= content.ExpectedTransactionsRoot is null
            ? 0 : BlockInputFlags.HasTransactionsRoot;
        flags |= content.ExpectedGasUsed is null ? 0 : BlockInputFlags.HasGasUsed;
        flags |= content.ExpectedLogsBloom is null ? 0 : BlockInputFlags.HasLogsBloom;
        bool withdrawals = content.WithdrawalsComplete || content.Withdrawals.Count == 0;
        flags |= withdrawals ? BlockInputFlags.WithdrawalsComplete : 0;
        bool header = withdrawals && content.ExtraData is not null && content.Ancestors.Count > 0;
        flags |= header ? BlockInputFlags.HeaderComplete : 0;
        return flags;
    }

    private static byte[] Encode(WithdrawalContent withdrawal)
    {
        var bytes = new byte[L.WithdrawalLength];
        WriteU64(bytes, 0, withdrawal.Index);
        WriteU64(bytes, 8, withdrawal.Validator);
        WriteBytes(bytes, 16, withdrawal.Address, 20, nameof(withdrawal.Address));
        WriteU64(bytes, 40, withdrawal.AmountGwei);
        return bytes;
    }

    private static void WriteBlob(MemoryStream output, byte[] bytes)
    {
        var length = new byte[8];
        WriteU64(length, 0, (ulong)bytes.Length);
        output.Write(length);
        WritePadded(output, bytes);
    }

    private static void WritePadded(MemoryStream output, byte[] bytes)
    {
        output.Write(bytes);
        output.Write(new byte[L.Align(bytes.Length) - bytes.Length]);
    }

    private static void WriteU32(byte[] target, int offset, int value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(target.AsSpan(offset), (uint)value);

    private static void WriteU64(byte[] target, int offset, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(target.AsSpan(offset), value);

    private static void WriteBytes(
        byte[] target, int offset, byte[]? value, int length, string name)
    {
        if (value is not null)
        {
            RequireLength(value, length, name);
            value.CopyTo(target, offset);
        }
    }

    private static void RequireLength(byte[] value, int length, string name)
    {
        if (value.Length != length)
        {
            throw new ArgumentException($"{name} must have {length} bytes, not {value.Length}.");
        }
    }
}
