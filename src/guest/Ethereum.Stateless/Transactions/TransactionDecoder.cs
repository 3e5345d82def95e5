using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// Decodes transactions (EIP-2718): legacy (EIP-155), type 1 (EIP-2930), 2 (EIP-1559), 3 (EIP-4844,
/// without blobs) and 4 (EIP-7702). Accepts canonical RLP only.
/// </summary>
public static class TransactionDecoder
{
    /// <summary>Decodes a transaction as it stands in a block's list, decapsulated.</summary>
    /// <returns>Ok, Malformed or UnknownType.</returns>
    public static TransactionStatus Decode(ReadOnlySpan<byte> raw, out Transaction transaction)
    {
        transaction = new Transaction();
        if (raw.Length == 0)
        {
            return TransactionStatus.Malformed;
        }

        int type = raw[0] >= 0xc0 ? Transaction.Legacy : raw[0];
        bool isTyped = raw[0] < 0xc0;
        if (isTyped && type is < Transaction.AccessListType or > Transaction.SetCode)
        {
            return type >= 0x80 ? TransactionStatus.Malformed : TransactionStatus.UnknownType;
        }

        transaction.Type = type;
        var whole = new RlpReader(isTyped ? raw[1..] : raw);
        if (whole.ReadItem(out _, out ReadOnlySpan<byte> payload, out bool isList) != RlpStatus.Ok
            || !isList || !whole.IsAtEnd)
        {
            return TransactionStatus.Malformed;
        }

        var items = new RlpReader(payload);
        RlpStatus status = ReadFields(transaction, ref items);
        if (status == RlpStatus.Ok)
        {
            ReadOnlySpan<byte> signed = payload[..items.Position];
            status = ReadSignature(transaction, ref items, signed);
        }

        return status == RlpStatus.Ok && items.IsAtEnd
            ? TransactionStatus.Ok
            : TransactionStatus.Malformed;
    }

    private static RlpStatus ReadFields(Transaction transaction, ref RlpReader items)
    {
        RlpStatus status = RlpStatus.Ok;
        if (transaction.Type != Transaction.Legacy)
        {
            transaction.HasChainId = true;
            status = items.ReadUInt64(out transaction.ChainId);
        }

        if (status == RlpStatus.Ok)
        {
            status = items.ReadUInt64(out transaction.Nonce);
        }

        if (status == RlpStatus.Ok)
        {
            status = items.ReadUInt256(out transaction.MaxPriorityFee);
        }

        transaction.MaxFee = transaction.MaxPriorityFee;
        if (status == RlpStatus.Ok && transaction.Type >= Transaction.DynamicFee)
        {
            status = items.ReadUInt256(out transaction.MaxFee);
        }

        if (status == RlpStatus.Ok)
        {
            status = items.ReadUInt64(out transaction.GasLimit);
        }

        if (status == RlpStatus.Ok)
        {
            status = ReadTarget(transaction, ref items);
        }

        if (status == RlpStatus.Ok)
        {
            status = items.ReadUInt256(out transaction.Value);
        }

        if (status == RlpStatus.Ok)
        {
            status = items.ReadBytes(out ReadOnlySpan<byte> data);
            transaction.Data = data.ToArray();
        }

        if (status == RlpStatus.Ok && transaction.Type != Transaction.Legacy)
        {
            status = ReadAccessList(transaction, ref items);
        }

        if (status == RlpStatus.Ok && transaction.Type == Transaction.Blob)
        {
            status = ReadBlobFields(transaction, ref items);
        }

        return status == RlpStatus.Ok && transaction.Type == Transaction.SetCode
            ? ReadAuthorizations(transaction, ref items)
            : status;
    }

    private static RlpStatus ReadTarget(Transaction transaction, ref RlpReader items)
    {
        RlpStatus status = items.ReadBytes(out ReadOnlySpan<byte> target);
        if (status != RlpStatus.Ok)
        {
            return status;
        }

        if (target.Length == 0)
        {
            transaction.IsCreation = true;
            return RlpStatus.Ok;
        }

        if (target.Length != Address.ByteLength)
        {
            return RlpStatus.WrongLength;
        }

        transaction.To = new Address(target);
        return RlpStatus.Ok;
    }

    private static RlpStatus ReadAccessList(Transaction transaction, ref RlpReader items)
    {
        RlpStatus status = items.ReadList(out RlpReader entries);
        int count = 0;
        if (status == RlpStatus.Ok)
        {
            status = entries.CountItems(out count);
        }

        if (status != RlpStatus.Ok)
        {
            return status;
        }

        transaction.AccessAddresses = new Address[count];
        transaction.AccessKeyCounts = new int[count];
        RlpReader again = entries;
        int keyCount = 0;
        for (int i = 0; i < count && status == RlpStatus.Ok; i++)
        {
            status = ReadAccessEntry(transaction, ref entries, i);
            keyCount += transaction.AccessKeyCounts[i];
        }

        transaction.AccessKeys = new UInt256[keyCount];
        int at = 0;
        for (int i = 0; i < count && status == RlpStatus.Ok; i++)
        {
            status = ReadAccessKeys(transaction, ref again, ref at);
        }

        return status;
    }

    private static RlpStatus ReadAccessEntry(
        Transaction transaction, ref RlpReader entries, int index)
    {
        RlpStatus status = entries.ReadList(out RlpReader entry);
        if (status == RlpStatus.Ok)
        {
            status = entry.ReadAddress(out transaction.AccessAddresses[index]);
        }

        RlpReader keys = default;
        if (status == RlpStatus.Ok)
        {
            status = entry.ReadList(out keys);
        }

        if (status == RlpStatus.Ok)
        {
            status = entry.ExpectEnd();
        }

        return status == RlpStatus.Ok
            ? keys.CountItems(out transaction.AccessKeyCounts[index])
            : status;
    }

    private static RlpStatus ReadAccessKeys(
        Transaction transaction, ref RlpReader entries, ref int at)
    {
        entries.ReadList(out RlpReader entry);
        entry.Skip();
        entry.ReadList(out RlpReader keys);
        while (!keys.IsAtEnd)
        {
            RlpStatus status = keys.ReadHash(out Hash256 key);
            if (status != RlpStatus.Ok)
            {
                return status;
            }

            transaction.AccessKeys[at++] = key.ToUInt256();
        }

        return RlpStatus.Ok;
    }

    private static RlpStatus ReadBlobFields(Transaction transaction, ref RlpReader items)
    {
        RlpStatus status = items.ReadUInt256(out transaction.MaxBlobFee);
        RlpReader hashes = default;
        if (status == RlpStatus.Ok)
        {
            status = items.ReadList(out hashes);
        }

        int count = 0;
        if (status == RlpStatus.Ok)
        {
            status = hashes.CountItems(out count);
        }

        transaction.BlobHashes = new Hash256[count];
        for (int i = 0; i < count && status == RlpStatus.Ok; i++)
        {
            status = hashes.ReadHash(out transaction.BlobHashes[i]);
        }

        return status;
    }

    private static RlpStatus ReadAuthorizations(Transaction transaction, ref RlpReader items)
    {
        RlpStatus status = items.ReadList(out RlpReader tuples);
        int count = 0;
        if (status == RlpStatus.Ok)
        {
            status = tuples.CountItems(out count);
        }

        transaction.Authorizations = new Authorization[count];
        for (int i = 0; i < count && status == RlpStatus.Ok; i++)
        {
            status = Authorization.Read(ref tuples, out transaction.Authorizations[i]);
        }

        return status;
    }

    private static RlpStatus ReadSignature(
        Transaction transaction, ref RlpReader items, ReadOnlySpan<byte> signed)
    {
        RlpStatus status = items.ReadUInt64(out ulong v);
        if (status == RlpStatus.Ok)
        {
            status = items.ReadUInt256(out transaction.R);
        }

        if (status == RlpStatus.Ok)
        {
            status = items.ReadUInt256(out transaction.S);
        }

        if (status != RlpStatus.Ok)
        {
            return status;
        }

        var message = new ByteBuffer(signed.Length + 64);
        if (transaction.Type != Transaction.Legacy)
        {
            transaction.Parity = (int)Math.Min(v, 2);
            message.Append((byte)transaction.Type);
            RlpWriter.WriteListHeader(message, signed.Length);
            message.Append(signed);
        }
        else
        {
            WriteLegacyMessage(transaction, v, signed, message);
        }

        transaction.SigningHash = Keccak256.Hash(message.Written);
        return RlpStatus.Ok;
    }

    // EIP-155: v is 27 or 28, or carries the chain id. A parity of 2 recovers to no account.
    private static void WriteLegacyMessage(
        Transaction transaction, ulong v, ReadOnlySpan<byte> signed, ByteBuffer message)
    {
        int list = RlpWriter.BeginList(message);
        message.Append(signed);
        if (v >= 35)
        {
            transaction.HasChainId = true;
            transaction.ChainId = (v - 35) >> 1;
            transaction.Parity = (int)((v - 35) & 1);
            RlpWriter.Write(message, transaction.ChainId);
            message.Append(0x80);
            message.Append(0x80);
        }
        else
        {
            transaction.Parity = v is 27 or 28 ? (int)(v - 27) : 2;
        }

        RlpWriter.EndList(message, list);
    }
}
