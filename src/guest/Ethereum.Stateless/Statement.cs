using System.Buffers.Binary;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>What of the chain around a block was proven too.</summary>
[Flags]
public enum StatementFlags : uint
{
    None = 0,

    /// <summary>The block hash was computed from the whole header, every field of which was checked.</summary>
    HeaderChecked = 1,

    /// <summary>
    /// The parent's header was there: the pre-state root is its state root, and what the rules say about a
    /// header and its parent was checked (before Paris without difficulty and proof of work).
    /// </summary>
    ParentChecked = 2,

    /// <summary>Every ancestor hash that code read follows from the block hash by headers.</summary>
    HistoryChecked = 4,
}

/// <summary>
/// The public output of the block program: what a proof says. See docs/reference/statement.md.
/// </summary>
public sealed class Statement
{
    public const uint CurrentVersion = 2;

    /// <summary>Length of the encoding in bytes.</summary>
    public const int ByteLength = 376;

    private const StatementFlags AllFlags =
        StatementFlags.HeaderChecked | StatementFlags.ParentChecked | StatementFlags.HistoryChecked;

    public BlockStatus Status;
    public ulong ChainId;
    public ulong Number;
    public ulong Timestamp;
    public ulong GasUsed;
    public Fork Fork;
    public StatementFlags Flags;

    /// <summary>The blob parameters that were applied.</summary>
    public BlobSchedule Blobs;

    /// <summary>The contract whose logs were taken for deposits (EIP-6110).</summary>
    public Address DepositContract;

    public Hash256 PreStateRoot;
    public Hash256 PostStateRoot;

    /// <summary>Of the transactions that were executed, whatever the header says.</summary>
    public Hash256 TransactionsRoot;
    public Hash256 ReceiptsRoot;

    /// <summary>Zero before Shanghai, and where the withdrawals are not complete.</summary>
    public Hash256 WithdrawalsRoot;

    /// <summary>keccak256 of the block's 256-byte logs bloom.</summary>
    public Hash256 BloomDigest;

    /// <summary>keccak256 of the hashes of the 256 blocks before this one, the oldest first.
    /// </summary>
    public Hash256 HistoryBefore;

    /// <summary>The same after this block: the next block's <see cref="HistoryBefore"/>.</summary>
    public Hash256 HistoryAfter;

    public Hash256 BlockHash;

    public bool IsHeaderChecked => (Flags & StatementFlags.HeaderChecked) != 0;

    public bool IsParentChecked => (Flags & StatementFlags.ParentChecked) != 0;

    public bool IsHistoryChecked => (Flags & StatementFlags.HistoryChecked) != 0;

    /// <summary>Writes the <see cref="ByteLength"/> bytes.</summary>
    public void Write(Span<byte> output)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output, CurrentVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(output[4..], (uint)Status);
        BinaryPrimitives.WriteUInt64LittleEndian(output[8..], ChainId);
        BinaryPrimitives.WriteUInt64LittleEndian(output[16..], Number);
        BinaryPrimitives.WriteUInt64LittleEndian(output[24..], Timestamp);
        BinaryPrimitives.WriteUInt64LittleEndian(output[32..], GasUsed);
        BinaryPrimitives.WriteUInt32LittleEndian(output[40..], (uint)Fork);
        BinaryPrimitives.WriteUInt32LittleEndian(output[44..], (uint)Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(output[48..], Blobs.Target);
        BinaryPrimitives.WriteUInt32LittleEndian(output[52..], Blobs.Max);
        BinaryPrimitives.WriteUInt64LittleEndian(output[56..], Blobs.UpdateFraction);
        DepositContract.CopyTo(output[64..84]);
        BinaryPrimitives.WriteUInt32LittleEndian(output[84..], 0);
        PreStateRoot.CopyTo(output[88..]);
        PostStateRoot.CopyTo(output[120..]);
        TransactionsRoot.CopyTo(output[152..]);
        ReceiptsRoot.CopyTo(output[184..]);
        WithdrawalsRoot.CopyTo(output[216..]);
        BloomDigest.CopyTo(output[248..]);
        HistoryBefore.CopyTo(output[280..]);
        HistoryAfter.CopyTo(output[312..]);
        BlockHash.CopyTo(output[344..]);
    }

    /// <summary>Reads an encoding; false if length, version, a flag or the padding is not as specified.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Statement statement)
    {
        statement = new Statement();
        if (bytes.Length != ByteLength
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != CurrentVersion
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]) > (uint)AllFlags
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[84..]) != 0)
        {
            return false;
        }

        statement.Status = (BlockStatus)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        statement.ChainId = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        statement.Number = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        statement.Timestamp = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        statement.GasUsed = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        statement.Fork = (Fork)BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]);
        statement.Flags = (StatementFlags)BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]);
        statement.Blobs = new BlobSchedule(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[48..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[52..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]));
        statement.DepositContract = new Address(bytes[64..84]);
        statement.PreStateRoot = new Hash256(bytes[88..]);
        statement.PostStateRoot = new Hash256(bytes[120..]);
        statement.TransactionsRoot = new Hash256(bytes[152..]);
        statement.ReceiptsRoot = new Hash256(bytes[184..]);
        statement.WithdrawalsRoot = new Hash256(bytes[216..]);
        statement.BloomDigest = new Hash256(bytes[248..]);
        statement.HistoryBefore = new Hash256(bytes[280..]);
        statement.HistoryAfter = new Hash256(bytes[312..]);
        statement.BlockHash = new Hash256(bytes[344..]);
        return true;
    }
}
