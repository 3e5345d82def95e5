using System.Buffers.Binary;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// The public output of the block program: what a proof says. See docs/reference/statement.md.
/// </summary>
public sealed class Statement
{
    public const uint CurrentVersion = 1;

    /// <summary>Length of the encoding in bytes.</summary>
    public const int ByteLength = 336;

    public BlockStatus Status;
    public ulong ChainId;
    public ulong Number;
    public ulong Timestamp;
    public ulong GasUsed;
    public Fork Fork;

    /// <summary>Whether the block hash was computed from the rebuilt header.</summary>
    public bool IsHeaderChecked;

    public Hash256 PreStateRoot;
    public Hash256 PostStateRoot;
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
        BinaryPrimitives.WriteUInt32LittleEndian(output[44..], IsHeaderChecked ? 1u : 0u);
        PreStateRoot.CopyTo(output[48..]);
        PostStateRoot.CopyTo(output[80..]);
        TransactionsRoot.CopyTo(output[112..]);
        ReceiptsRoot.CopyTo(output[144..]);
        WithdrawalsRoot.CopyTo(output[176..]);
        BloomDigest.CopyTo(output[208..]);
        HistoryBefore.CopyTo(output[240..]);
        HistoryAfter.CopyTo(output[272..]);
        BlockHash.CopyTo(output[304..]);
    }

    /// <summary>Reads an encoding; false if length, version or a flag is not as specified.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Statement statement)
    {
        statement = new Statement();
        if (bytes.Length != ByteLength
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != CurrentVersion
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]) > 1)
        {
            return false;
        }

        statement.Status = (BlockStatus)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        statement.ChainId = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        statement.Number = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        statement.Timestamp = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        statement.GasUsed = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        statement.Fork = (Fork)BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]);
        statement.IsHeaderChecked = BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]) == 1;
        statement.PreStateRoot = new Hash256(bytes[48..]);
        statement.PostStateRoot = new Hash256(bytes[80..]);
        statement.TransactionsRoot = new Hash256(bytes[112..]);
        statement.ReceiptsRoot = new Hash256(bytes[144..]);
        statement.WithdrawalsRoot = new Hash256(bytes[176..]);
        statement.BloomDigest = new Hash256(bytes[208..]);
        statement.HistoryBefore = new Hash256(bytes[240..]);
        statement.HistoryAfter = new Hash256(bytes[272..]);
        statement.BlockHash = new Hash256(bytes[304..]);
        return true;
    }
}
