using System.Buffers.Binary;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Ethereum.Stateless;

using L = BlockInputLayout;

/// <summary>
/// A decoded view of one block and its witness. Nothing is copied: fields are read from the input
/// region when asked for, and the tables hold offsets into it.
/// </summary>
public sealed class BlockInput
{
    private readonly ByteRegion _data;
    private int[] _headers = [];
    private int[] _codes = [];
    private int _ancestors;

    private BlockInput(ByteRegion data)
    {
        _data = data;
    }

    public ulong ChainId => ReadU64(L.ChainId);

    public Fork Fork => (Fork)ReadU32(L.Fork);

    /// <summary>The blob parameters of the block's time; zero before Cancun.</summary>
    public BlobSchedule Blobs =>
        new(ReadU32(L.BlobTarget), ReadU32(L.BlobMax), ReadU64(L.BlobUpdateFraction));

    /// <summary>The contract whose logs are deposits (EIP-6110).</summary>
    public ReadOnlySpan<byte> DepositContract => _data.Slice(L.DepositContract, 20);

    public bool IsHeaderPartial =>
        ((BlockInputFlags)ReadU32(L.Flags) & BlockInputFlags.PartialHeader) != 0;

    public ReadOnlySpan<byte> PreStateRoot => _data.Slice(L.PreStateRoot, 32);

    /// <summary>The block hash as the host claims it; only of a partial header.</summary>
    public ReadOnlySpan<byte> BlockHash => _data.Slice(L.BlockHash, 32);

    /// <summary>The RLP of the block.</summary>
    public ByteRegion Block { get; private set; }

    public int AncestorCount => (int)ReadU32(L.AncestorCount);

    public int HeaderCount => _headers.Length;

    public int CodeCount => _codes.Length;

    /// <summary>Where the witness has the root of the state trie, as a hint.</summary>
    public uint RootNode => ReadU32(L.RootNode);

    /// <summary>The node records, linked by hints that are offsets into this region.</summary>
    public ByteRegion Nodes { get; private set; }

    /// <summary>Hash of the block <paramref name="index"/> + 1 before this one.</summary>
    public ReadOnlySpan<byte> Ancestor(int index) => _data.Slice(_ancestors + 32 * index, 32);

    /// <summary>The RLP of the header of the block <paramref name="index"/> + 1 before this one.</summary>
    public ReadOnlySpan<byte> Header(int index)
    {
        int offset = _headers[index];
        return _data.Slice(offset + 8, (int)ReadU64(offset));
    }

    /// <summary>The code's hash as the host claims it; checked when the code is first used.</summary>
    public ReadOnlySpan<byte> CodeHash(int index) => _data.Slice(_codes[index], 32);

    /// <summary>A code as a region, so that it can be kept.</summary>
    public ByteRegion Code(int index)
    {
        int offset = _codes[index];
        return _data.SubRegion(offset + 40, (int)ReadU64(offset + 32));
    }

    /// <summary>Checks every bound of the input and finds its sections.</summary>
    /// <param name="data">The input; it must stay in place while the result is used.</param>
    /// <param name="input">The view, valid if the status is Ok.</param>
    public static InputStatus Decode(ByteRegion data, out BlockInput input)
    {
        input = new BlockInput(data);
        if (data.Length < L.FixedLength)
        {
            return InputStatus.Truncated;
        }

        if (input.ReadU32(L.Magic) != L.MagicValue)
        {
            return InputStatus.BadMagic;
        }

        if (input.ReadU32(L.Version) != L.CurrentVersion)
        {
            return InputStatus.UnknownVersion;
        }

        if (input.ReadU32(L.AncestorCount) > L.MaxAncestors
            || input.ReadU32(L.HeaderCount) > input.ReadU32(L.AncestorCount)
            || input.ReadU32(L.Flags) > (uint)BlockInputFlags.PartialHeader)
        {
            return InputStatus.OutOfRange;
        }

        return input.FindSections();
    }

    private InputStatus FindSections()
    {
        long offset = L.FixedLength;
        long blockLength = ReadU32(L.BlockLength);
        if (blockLength > _data.Length - offset)
        {
            return InputStatus.Truncated;
        }

        Block = _data.SubRegion((int)offset, (int)blockLength);
        offset += L.Align((int)blockLength);
        _ancestors = (int)offset;
        offset += 32L * ReadU32(L.AncestorCount);
        InputStatus status = FindBlobs(ReadU32(L.HeaderCount), 0, ref offset, out _headers);
        if (status != InputStatus.Ok)
        {
            return status;
        }

        status = FindBlobs(ReadU32(L.CodeCount), 32, ref offset, out _codes);
        if (status != InputStatus.Ok)
        {
            return status;
        }

        long nodeLength = ReadU32(L.NodeSectionLength);
        if (nodeLength > _data.Length - offset)
        {
            return InputStatus.Truncated;
        }

        if (nodeLength < _data.Length - offset)
        {
            return InputStatus.TrailingBytes;
        }

        Nodes = _data.SubRegion((int)offset, (int)nodeLength);
        return InputStatus.Ok;
    }

    // A blob is `prefix` bytes, a u64 length and the bytes, padded.
    private InputStatus FindBlobs(uint count, int prefix, ref long offset, out int[] offsets)
    {
        offsets = [];
        if (offset > _data.Length || count > (uint)((_data.Length - offset) / (prefix + 8)))
        {
            return InputStatus.Truncated;
        }

        offsets = new int[count];
        for (int i = 0; i < offsets.Length; i++)
        {
            if (prefix + 8 > _data.Length - offset)
            {
                return InputStatus.Truncated;
            }

            ulong length = ReadU64((int)offset + prefix);
            long room = _data.Length - offset - prefix - 8;
            if (length > (ulong)room || L.Align((int)length) > room)
            {
                return InputStatus.Truncated;
            }

            offsets[i] = (int)offset;
            offset += prefix + 8 + L.Align((int)length);
        }

        return InputStatus.Ok;
    }

    private uint ReadU32(int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(_data.Slice(offset, 4));

    private ulong ReadU64(int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(_data.Slice(offset, 8));
}
