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
    private int[] _transactions = [];
    private int[] _codes = [];
    private int _ancestors;
    private int _extraData;
    private int _withdrawals;

    private BlockInput(ByteRegion data)
    {
        _data = data;
    }

    public ulong ChainId => ReadU64(L.ChainId);

    public Fork Fork => (Fork)ReadU32(L.ForkId);

    public BlockInputFlags Flags => (BlockInputFlags)ReadU32(L.Flags);

    public ulong Number => ReadU64(L.Number);

    /// <summary>Seconds since the epoch.</summary>
    public ulong Timestamp => ReadU64(L.Timestamp);

    public ulong GasLimit => ReadU64(L.GasLimit);

    public ulong BlobGasUsed => ReadU64(L.BlobGasUsed);

    public ulong ExcessBlobGas => ReadU64(L.ExcessBlobGas);

    /// <summary>Base fee in wei, 32 bytes little-endian.</summary>
    public ReadOnlySpan<byte> BaseFee => _data.Slice(L.BaseFee, 32);

    public ReadOnlySpan<byte> PrevRandao => _data.Slice(L.PrevRandao, 32);

    public ReadOnlySpan<byte> ParentBeaconBlockRoot => _data.Slice(L.ParentBeaconBlockRoot, 32);

    public ReadOnlySpan<byte> PreStateRoot => _data.Slice(L.PreStateRoot, 32);

    /// <summary>The block hash as the host claims it.</summary>
    public ReadOnlySpan<byte> BlockHash => _data.Slice(L.BlockHash, 32);

    public ReadOnlySpan<byte> ExpectedStateRoot => _data.Slice(L.ExpectedStateRoot, 32);

    public ReadOnlySpan<byte> ExpectedReceiptsRoot => _data.Slice(L.ExpectedReceiptsRoot, 32);

    public ReadOnlySpan<byte> ExpectedTransactionsRoot =>
        _data.Slice(L.ExpectedTransactionsRoot, 32);

    public ulong ExpectedGasUsed => ReadU64(L.ExpectedGasUsed);

    public ReadOnlySpan<byte> Beneficiary => _data.Slice(L.Beneficiary, 20);

    public ReadOnlySpan<byte> ExpectedLogsBloom => _data.Slice(L.ExpectedLogsBloom, 256);

    public int AncestorCount => (int)ReadU32(L.AncestorCount);

    public ReadOnlySpan<byte> ExtraData =>
        _data.Slice(_extraData, (int)ReadU32(L.ExtraDataLength));

    public int TransactionCount => _transactions.Length;

    public int WithdrawalCount => (int)ReadU32(L.WithdrawalCount);

    public int CodeCount => _codes.Length;

    /// <summary>Where the witness has the root of the state trie, as a hint.</summary>
    public uint RootNode => ReadU32(L.RootNode);

    /// <summary>The node records, linked by hints that are offsets into this region.</summary>
    public ByteRegion Nodes { get; private set; }

    /// <summary>Hash of the block <paramref name="index"/> + 1 before this one.</summary>
    public ReadOnlySpan<byte> Ancestor(int index) => _data.Slice(_ancestors + 32 * index, 32);

    /// <summary>The bytes of a transaction as they stand in a block's RLP, decapsulated.</summary>
    public ReadOnlySpan<byte> Transaction(int index)
    {
        int offset = _transactions[index];
        return _data.Slice(offset + 8, (int)ReadU64(offset));
    }

    public ulong WithdrawalIndex(int index) => ReadU64(WithdrawalOffset(index));

    public ulong WithdrawalValidator(int index) => ReadU64(WithdrawalOffset(index) + 8);

    public ReadOnlySpan<byte> WithdrawalAddress(int index) =>
        _data.Slice(WithdrawalOffset(index) + 16, 20);

    /// <summary>Amount in gwei.</summary>
    public ulong WithdrawalAmount(int index) => ReadU64(WithdrawalOffset(index) + 40);

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
            || input.ReadU32(L.ExtraDataLength) > L.MaxExtraData)
        {
            return InputStatus.CountOutOfRange;
        }

        return input.FindSections();
    }

    private InputStatus FindSections()
    {
        long offset = L.FixedLength;
        _ancestors = (int)offset;
        offset += 32L * ReadU32(L.AncestorCount);
        _extraData = (int)offset;
        offset += L.Align((int)ReadU32(L.ExtraDataLength));

        InputStatus status = FindBlobs(ReadU32(L.TransactionCount), 0, ref offset, out _transactions);
        if (status != InputStatus.Ok)
        {
            return status;
        }

        _withdrawals = (int)offset;
        offset += (long)L.WithdrawalLength * ReadU32(L.WithdrawalCount);
        if (offset > _data.Length)
        {
            return InputStatus.Truncated;
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
        if (offset > _data.Length)
        {
            return InputStatus.Truncated;
        }

        if (count > (uint)((_data.Length - offset) / (prefix + 8)))
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

    private int WithdrawalOffset(int index) => _withdrawals + L.WithdrawalLength * index;

    private uint ReadU32(int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(_data.Slice(offset, 4));

    private ulong ReadU64(int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(_data.Slice(offset, 8));
}
