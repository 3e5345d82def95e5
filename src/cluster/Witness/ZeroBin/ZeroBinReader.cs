using System.Numerics;
using System.Text.Json;
using ZeroSharp.Cluster.Witness.Tries;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.ZeroBin;

/// <summary>
/// Reads prover inputs in the JSON format of Polygon Zero's zero-bin: one object {block_trace,
/// other_data} or an array of them, and several documents after one another (as jq prints them).
/// </summary>
public static class ZeroBinReader
{
    /// <summary>Decodes all blocks of a document, in its order.</summary>
    /// <exception cref="WitnessException">The document is not usable; the message says why.</exception>
    public static IReadOnlyList<BlockWitness> Read(ReadOnlySpan<byte> utf8) =>
        WitnessReader.Read(utf8, new WitnessOptions { Format = WitnessFormat.ZeroBin });

    /// <summary>Decodes one block.</summary>
    /// <exception cref="WitnessException">It is not usable; the message says why.</exception>
    internal static BlockWitness Read(JsonField input, Checkpoint checkpoint, WitnessOptions options)
    {
        JsonField data = input["other_data"]["b_data"];
        ulong number = data["b_meta"]["block_number"].AsUInt64();
        try
        {
            BlockWitness block = ReadBlock(input, data, number, options);
            checkpoint.Check(input["other_data"], block);
            return block;
        }
        catch (WitnessException failure)
        {
            throw new WitnessException($"block {number}: {failure.Message}", failure);
        }
    }

    private static BlockWitness ReadBlock(JsonField input, JsonField data, ulong number, WitnessOptions options)
    {
        JsonField meta = data["b_meta"];
        JsonField trace = input["block_trace"];
        NodeCollector nodes = new();
        byte[][] ancestors = [.. ReadHashes(data["b_hashes"]["prev_hashes"]).Reverse()];
        bool hasBeaconRoot = meta.TryGet("parent_beacon_block_root", out JsonField beaconRoot);
        BlockHeader header = ReadHeader(meta, number);
        header.ParentHash = new Hash256(ancestors[0]);
        header.ParentBeaconBlockRoot = hasBeaconRoot ? new Hash256(beaconRoot.AsBytes(32)) : default;
        BlockInputContent content = new()
        {
            ChainId = meta["block_chain_id"].AsUInt64(),
            IsHeaderPartial = true,
            BlockHash = data["b_hashes"]["cur_hash"].AsBytes(32),
        };
        CodeSet codes = new(content.Codes);
        content.PreStateRoot = ReadTries(trace["trie_pre_images"], nodes, codes);
        ReadCodeDatabase(trace, codes);
        content.Apply(
            ChainChoice.TryFind(options.Chain, content.ChainId, header)
            ?? DocumentRules.TryRead(input)
            ?? ChainChoice.Guess(hasBeaconRoot));
        content.Nodes.AddRange(nodes.Nodes);
        content.Ancestors.AddRange(ancestors);
        List<TransactionOpinion> opinions = [];
        List<byte[]> transactions = [];
        foreach (JsonField info in trace["txn_info"].Items())
        {
            transactions.Add(info["meta"]["byte_code"].AsBytes());
            opinions.Add(ReadOpinion(info));
        }

        Withdrawal[] withdrawals = [.. data["withdrawals"].Items().Select(ReadWithdrawal)];
        header = WholeBlock.TryAdd(input, content, header, transactions, withdrawals)
            ?? AddBlock(content, header, transactions, withdrawals, options.Headers);
        return new BlockWitness(content, header, transactions, opinions) { Format = WitnessFormat.ZeroBin };
    }

    // A header file has what this format lacks: the rest of the header, and whose the withdrawals are.
    private static BlockHeader AddBlock(
        BlockInputContent content,
        BlockHeader header,
        List<byte[]> transactions,
        Withdrawal[] withdrawals,
        HeaderFile? headers)
    {
        if (headers?.FindWhole(header.Number, new Hash256(content.BlockHash)) is { } whole
            && (whole.Withdrawals is not null || withdrawals.Length == 0))
        {
            header = whole.Header;
            withdrawals = whole.Withdrawals ?? [];
            content.IsHeaderPartial = false;
        }
        else
        {
            header.FieldCount = BlockHeader.FieldsOf(content.Fork);
        }

        content.Block = Block.Encode(
            header.Encode(), transactions, [], content.Fork >= Fork.Shanghai ? withdrawals : null);
        return header;
    }

    // State root, transactions root, receipts root and extra data are not in this format.
    private static BlockHeader ReadHeader(JsonField meta, ulong number)
    {
        Span<byte> baseFee = meta["block_base_fee"].AsWord();
        return new BlockHeader
        {
            Number = number,
            Timestamp = meta["block_timestamp"].AsUInt64(),
            Beneficiary = new Address(meta["block_beneficiary"].AsBytes(20)),
            MixHash = new Hash256(meta["block_random"].AsBytes(32)),
            GasLimit = meta["block_gaslimit"].AsUInt64(),
            BaseFee = UInt256.FromBigEndian(baseFee),
            GasUsed = meta["block_gas_used"].AsUInt64(),
            BlobGasUsed = ReadOptional(meta, "block_blob_gas_used") ?? 0,
            ExcessBlobGas = ReadOptional(meta, "block_excess_blob_gas") ?? 0,
            LogsBloom = ReadBloom(meta["block_bloom"]),
        };
    }

    private static byte[] ReadTries(JsonField images, NodeCollector nodes, CodeSet codes)
    {
        if (images.TryGet("combined", out JsonField combined))
        {
            return CompactWitness.Decode(combined["compact"].AsBytes(), nodes, codes.Add);
        }

        JsonField separate = images["separate"];
        JsonField storage = separate["storage"];
        foreach ((_, JsonField trie) in
            (storage.TryGet("multiple_tries", out JsonField tries) ? tries : storage).Members())
        {
            nodes.AddTrie(DirectTrie.Decode(trie));
        }

        return nodes.AddTrie(DirectTrie.Decode(separate["state"]));
    }

    /// <summary>code_db is an array of codes, or in older inputs an object from hash to code.</summary>
    private static void ReadCodeDatabase(JsonField trace, CodeSet codes)
    {
        if (!trace.TryGet("code_db", out JsonField database))
        {
            return;
        }

        IEnumerable<JsonField> entries = database.Kind == JsonValueKind.Object
            ? database.Members().Select(member => member.Value)
            : database.Items();
        foreach (JsonField code in entries)
        {
            codes.Add(code.AsBytes());
        }
    }

    private static TransactionOpinion ReadOpinion(JsonField info)
    {
        JsonField meta = info["meta"];
        byte[]? receipt = meta.TryGet("new_receipt_trie_node_byte", out JsonField encoded)
            ? UnwrapReceipt(encoded.AsBytes())
            : null;
        return new TransactionOpinion(
            ReadOptional(meta, "gas_used"),
            receipt,
            [.. info["traces"].Members().Select(ReadAccount)]);
    }

    private static AccountTrace ReadAccount((string Address, JsonField Trace) account)
    {
        JsonField trace = account.Trace;
        List<(byte[] Slot, BigInteger Value)> written = [];
        if (trace.TryGet("storage_written", out JsonField slots))
        {
            written.AddRange(slots.Members().Select(slot =>
                (slot.Value.ParseHex(slot.Name), slot.Value.AsUnsigned(256))));
        }

        byte[]? code = null;
        if (trace.TryGet("code_usage", out JsonField usage)
            && usage.TryGet("write", out JsonField write))
        {
            code = write.AsBytes();
        }

        return new AccountTrace
        {
            Address = trace.ParseHex(account.Address),
            Balance = trace.TryGet("balance", out JsonField balance) ? balance.AsUnsigned(256) : null,
            Nonce = trace.TryGet("nonce", out JsonField nonce) ? nonce.AsUnsigned(256) : null,
            StorageWritten = written,
            CodeWritten = code,
            SelfDestructed = trace.TryGet("self_destructed", out JsonField destructed)
                && destructed.Kind == JsonValueKind.True,
        };
    }

    /// <summary>
    /// Typed receipts stand in some inputs as they are (type byte, then a list) and in others once
    /// more wrapped as an RLP string.
    /// </summary>
    private static byte[] UnwrapReceipt(byte[] receipt)
    {
        if (receipt.Length < 2 || receipt[0] is < 0xB7 or > 0xBF)
        {
            return receipt;
        }

        int lengthOfLength = receipt[0] - 0xB7;
        return receipt.Length > 1 + lengthOfLength ? receipt[(1 + lengthOfLength)..] : receipt;
    }

    private static Withdrawal ReadWithdrawal(JsonField pair)
    {
        JsonField[] items = [.. pair.Items()];
        return items.Length == 2
            ? new Withdrawal { Address = new Address(items[0].AsBytes(20)), Amount = items[1].AsUInt64() }
            : throw new WitnessException($"{pair.Path}: a withdrawal is [address, amount]");
    }

    private static ulong? ReadOptional(JsonField parent, string name) =>
        parent.TryGet(name, out JsonField field) ? field.AsUInt64() : null;

    private static byte[] ReadBloom(JsonField words)
    {
        byte[] bloom = new byte[256];
        int index = 0;
        foreach (JsonField word in words.Items())
        {
            if (index == 8)
            {
                throw new WitnessException($"{words.Path}: more than 8 words of 256 bits");
            }

            word.AsWord().CopyTo(bloom, 32 * index);
            index++;
        }

        return index == 8
            ? bloom
            : throw new WitnessException($"{words.Path}: {index} words of 256 bits where 8 are due");
    }

    private static byte[][] ReadHashes(JsonField hashes)
    {
        byte[][] all = [.. hashes.Items().Select(hash => hash.AsBytes(32))];
        return all.Length is > 0 and <= 256
            ? all
            : throw new WitnessException($"{hashes.Path}: {all.Length} hashes where 1 to 256 are due");
    }
}
