using System.Buffers.Binary;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Ethereum.Stateless;

using L = BlockInputLayout;

/// <summary>Host side: encodes a block and its witness for the guest.</summary>
[HostOnly]
public static class BlockInputWriter
{
    /// <summary>Encodes a block; nodes that the state root does not reach are left out.</summary>
    /// <exception cref="ArgumentException">A field has the wrong length, or there are too many ancestors.
    /// </exception>
    public static byte[] Write(BlockInputContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var linker = new NodeLinker(content.Nodes);
        uint root = linker.Link(content.PreStateRoot, isState: true);
        byte[] records = linker.Records;
        List<byte[]> ancestors = AncestorsOf(content);

        var head = new byte[L.FixedLength];
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(L.Magic), L.MagicValue);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(L.Version), L.CurrentVersion);
        WriteU64(head, L.ChainId, content.ChainId);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(L.Fork), (uint)content.Fork);
        WriteU32(head, L.Flags, content.IsHeaderPartial ? (int)BlockInputFlags.PartialHeader : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(L.BlobTarget), content.Blobs.Target);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(L.BlobMax), content.Blobs.Max);
        WriteU64(head, L.BlobUpdateFraction, content.Blobs.UpdateFraction);
        WriteBytes(head, L.DepositContract, content.DepositContract, 20, nameof(content.DepositContract));
        WriteBytes(head, L.PreStateRoot, content.PreStateRoot, 32, nameof(content.PreStateRoot));
        WriteBytes(head, L.BlockHash, content.BlockHash, 32, nameof(content.BlockHash));
        WriteU32(head, L.BlockLength, content.Block.Length);
        WriteU32(head, L.AncestorCount, ancestors.Count);
        WriteU32(head, L.HeaderCount, content.AncestorHeaders.Count);
        WriteU32(head, L.CodeCount, content.Codes.Count);
        WriteU32(head, L.NodeSectionLength, records.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(L.RootNode), root);

        using var output = new MemoryStream();
        output.Write(head);
        WritePadded(output, content.Block);
        foreach (byte[] ancestor in ancestors)
        {
            RequireLength(ancestor, 32, nameof(content.Ancestors));
            output.Write(ancestor);
        }

        foreach (byte[] header in content.AncestorHeaders)
        {
            WriteBlob(output, header);
        }

        foreach (byte[] code in content.Codes)
        {
            output.Write(NodeLinker.HashOf(code));
            WriteBlob(output, code);
        }

        output.Write(records);
        return output.ToArray();
    }

    // Headers tell the hashes of their own blocks, and the last one that of its parent.
    private static List<byte[]> AncestorsOf(BlockInputContent content)
    {
        List<byte[]> ancestors = [.. content.Ancestors];
        List<byte[]> headers = content.AncestorHeaders;
        for (int i = ancestors.Count; i < headers.Count; i++)
        {
            ancestors.Add(NodeLinker.HashOf(headers[i]));
        }

        if (headers.Count > 0 && ancestors.Count == headers.Count && headers.Count < L.MaxAncestors
            && BlockHeader.TryDecode(headers[^1], out BlockHeader oldest))
        {
            ancestors.Add(oldest.ParentHash.AsSpan().ToArray());
        }

        return ancestors.Count <= L.MaxAncestors
            ? ancestors
            : throw new ArgumentException($"there are {ancestors.Count} ancestors, more than {L.MaxAncestors}.");
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

    private static void WriteBytes(byte[] target, int offset, byte[] value, int length, string name)
    {
        RequireLength(value, length, name);
        value.CopyTo(target, offset);
    }

    private static void RequireLength(byte[] value, int length, string name)
    {
        if (value.Length != length)
        {
            throw new ArgumentException($"{name} must have {length} bytes, not {value.Length}.");
        }
    }
}
