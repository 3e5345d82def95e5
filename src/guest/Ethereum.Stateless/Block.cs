using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Trie;
using ZeroSharp.Guest.Abi;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// A decoded block: the RLP list [header, transactions, ommers] and since Shanghai withdrawals. Transactions
/// and ommers stay in the region that the block was read from.
/// </summary>
public sealed class Block
{
    private readonly ByteRegion _data;
    private int[] _transactions = [];
    private int[] _transactionLengths = [];
    private int[] _ommers = [];
    private int[] _ommerLengths = [];

    private Block(ByteRegion data)
    {
        _data = data;
    }

    public BlockHeader Header { get; private set; } = new();

    /// <summary>keccak256 of the header's encoding.</summary>
    public Hash256 Hash { get; private set; }

    /// <summary>keccak256 of the encoding of the list of ommers.</summary>
    public Hash256 OmmersHash { get; private set; }

    public int TransactionCount => _transactions.Length;

    public int OmmerCount => _ommers.Length;

    /// <summary>Whether the list of withdrawals is there.</summary>
    public bool HasWithdrawals { get; private set; }

    public Withdrawal[] Withdrawals { get; private set; } = [];

    /// <summary>Length of the block's encoding in bytes (EIP-7934).</summary>
    public int Length => _data.Length;

    /// <summary>A transaction: type byte and payload, or the RLP list of a legacy one.</summary>
    public ReadOnlySpan<byte> Transaction(int index) =>
        _data.Slice(_transactions[index], _transactionLengths[index]);

    /// <summary>The encoded header of an ommer.</summary>
    public ReadOnlySpan<byte> Ommer(int index) => _data.Slice(_ommers[index], _ommerLengths[index]);

    /// <summary>Decodes a block that stays in place; false if it is not the canonical RLP of one.</summary>
    public static bool TryDecode(ByteRegion data, out Block block)
    {
        block = new Block(data);
        ReadOnlySpan<byte> all = data.All;
        var whole = new RlpReader(all);
        if (whole.ReadItem(out _, out ReadOnlySpan<byte> payload, out bool isList) != RlpStatus.Ok
            || !isList || !whole.IsAtEnd)
        {
            return false;
        }

        int start = all.Length - payload.Length;
        var parts = new RlpReader(payload);
        if (parts.ReadItem(out ReadOnlySpan<byte> header, out _, out _) != RlpStatus.Ok
            || !BlockHeader.TryDecode(header, out BlockHeader decoded))
        {
            return false;
        }

        block.Header = decoded;
        block.Hash = BlockHeader.HashOf(header);
        if (parts.ReadList(out RlpReader items) != RlpStatus.Ok
            || !TryFind(items, start + parts.Position, false, out block._transactions, out block._transactionLengths))
        {
            return false;
        }

        if (parts.ReadItem(out ReadOnlySpan<byte> ommers, out ReadOnlySpan<byte> ommerList, out isList)
                != RlpStatus.Ok
            || !isList
            || !TryFind(
                new RlpReader(ommerList), start + parts.Position, true, out block._ommers, out block._ommerLengths))
        {
            return false;
        }

        block.OmmersHash = Keccak256.Hash(ommers);
        if (parts.IsAtEnd)
        {
            return true;
        }

        block.HasWithdrawals = true;
        return parts.ReadList(out RlpReader withdrawals) == RlpStatus.Ok && parts.IsAtEnd
            && block.ReadWithdrawals(withdrawals);
    }

    // Offsets and lengths of the items of a list that ends at a position. Typed transactions stand in
    // byte strings (EIP-2718), whose content counts; lists are kept with their prefix.
    private static bool TryFind(
        RlpReader items, int end, bool onlyLists, out int[] offsets, out int[] lengths)
    {
        offsets = [];
        lengths = [];
        if (items.CountItems(out int count) != RlpStatus.Ok)
        {
            return false;
        }

        offsets = new int[count];
        lengths = new int[count];
        int total = items.Remaining;
        for (int i = 0; i < count; i++)
        {
            items.ReadItem(out ReadOnlySpan<byte> encoding, out ReadOnlySpan<byte> payload, out bool isList);
            if (onlyLists && !isList)
            {
                return false;
            }

            int length = isList ? encoding.Length : payload.Length;
            offsets[i] = end - total + items.Position - length;
            lengths[i] = length;
        }

        return true;
    }

    private bool ReadWithdrawals(RlpReader items)
    {
        if (items.CountItems(out int count) != RlpStatus.Ok)
        {
            return false;
        }

        var withdrawals = new Withdrawal[count];
        for (int i = 0; i < withdrawals.Length; i++)
        {
            items.ReadItem(out ReadOnlySpan<byte> encoding, out _, out _);
            if (!Withdrawal.TryDecode(encoding, out Withdrawal withdrawal))
            {
                return false;
            }

            withdrawals[i] = withdrawal;
        }

        Withdrawals = withdrawals;
        return true;
    }

    /// <summary>Encodes a block from its parts.</summary>
    /// <param name="header">The header, encoded.</param>
    /// <param name="transactions">As <see cref="Transaction"/> gives them.</param>
    /// <param name="ommers">Encoded headers.</param>
    /// <param name="withdrawals">Null before Shanghai.</param>
    [HostOnly]
    public static byte[] Encode(
        ReadOnlySpan<byte> header,
        IEnumerable<byte[]> transactions,
        IEnumerable<byte[]> ommers,
        IEnumerable<Withdrawal>? withdrawals)
    {
        var output = new ByteBuffer(4096);
        int block = RlpWriter.BeginList(output);
        output.Append(header);
        int list = RlpWriter.BeginList(output);
        foreach (byte[] transaction in transactions)
        {
            if (transaction.Length > 0 && transaction[0] >= 0xC0)
            {
                output.Append(transaction);
            }
            else
            {
                RlpWriter.Write(output, transaction);
            }
        }

        RlpWriter.EndList(output, list);
        list = RlpWriter.BeginList(output);
        foreach (byte[] ommer in ommers)
        {
            output.Append(ommer);
        }

        RlpWriter.EndList(output, list);
        if (withdrawals is not null)
        {
            list = RlpWriter.BeginList(output);
            foreach (Withdrawal withdrawal in withdrawals)
            {
                withdrawal.Encode(output);
            }

            RlpWriter.EndList(output, list);
        }

        RlpWriter.EndList(output, block);
        return output.ToArray();
    }
}
