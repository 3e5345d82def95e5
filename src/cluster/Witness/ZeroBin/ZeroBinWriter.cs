using System.Buffers;
using System.Text.Json;
using ZeroSharp.Cluster.Witness.Blocks;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.ZeroBin;

/// <summary>
/// Writes blocks as {block_trace, other_data}. What the format lacks, which is the whole header, the headers before
/// it and the rules, is in the member "zerosharp", which other readers pass over.
/// </summary>
internal static class ZeroBinWriter
{
    private const int HistoryCount = 256;

    public static byte[] Write(FetchedBlock block, Hash256 checkpoint)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            WriteTrace(writer, block);
            WriteOtherData(writer, block, checkpoint);
            writer.WriteStartObject(DocumentRules.Member);
            if (block.HeaderProblem is null)
            {
                WriteWholeBlock(writer, block);
            }

            DocumentRules.Write(writer, block.Witness.Content);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteWholeBlock(Utf8JsonWriter writer, FetchedBlock block)
    {
        writer.WriteString("block", RpcText.Hex(block.Witness.Content.Block));
        writer.WriteStartArray("headers");
        foreach (byte[] header in block.Witness.Content.AncestorHeaders)
        {
            writer.WriteStringValue(RpcText.Hex(header));
        }

        writer.WriteEndArray();
    }

    private static void WriteTrace(Utf8JsonWriter writer, FetchedBlock block)
    {
        BlockInputContent content = block.Witness.Content;
        byte[] compact = CompactWitnessWriter.Write(
            new Hash256(content.PreStateRoot), content.Nodes, content.Codes, out IReadOnlyList<byte[]> codes);
        writer.WriteStartObject("block_trace");
        writer.WriteStartObject("trie_pre_images");
        writer.WriteStartObject("combined");
        writer.WriteString("compact", RpcText.Hex(compact));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("code_db");
        foreach (byte[] code in codes)
        {
            writer.WriteStringValue(RpcText.Hex(code));
        }

        writer.WriteEndArray();
        writer.WriteStartArray("txn_info");
        for (int i = 0; i < block.Witness.Transactions.Count; i++)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("traces");
            writer.WriteRawValue(block.Traces.Count > 0 ? block.Traces[i] : "{}");
            writer.WriteStartObject("meta");
            writer.WriteString("byte_code", RpcText.Hex(block.Witness.Transactions[i]));
            writer.WriteString("new_receipt_trie_node_byte", RpcText.Hex(AsTrieValue(block.Receipts[i].Encoded)));
            writer.WriteNumber("gas_used", block.Receipts[i].GasUsed);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // The format has typed receipts once more wrapped as an RLP string.
    private static byte[] AsTrieValue(byte[] receipt) => receipt[0] < 0x80 ? HostRlp.Bytes(receipt) : receipt;

    private static void WriteOtherData(Utf8JsonWriter writer, FetchedBlock block, Hash256 checkpoint)
    {
        writer.WriteStartObject("other_data");
        writer.WriteStartObject("b_data");
        WriteMeta(writer, block.Witness.Header, block.Witness.Content.ChainId);
        writer.WriteStartObject("b_hashes");
        writer.WriteStartArray("prev_hashes");
        List<byte[]> history = block.Witness.Content.Ancestors;
        for (int i = HistoryCount - 1; i >= 0; i--)
        {
            writer.WriteStringValue(RpcText.Hex(i < history.Count ? history[i] : new byte[32]));
        }

        writer.WriteEndArray();
        writer.WriteString("cur_hash", RpcText.Hex(block.Hash));
        writer.WriteEndObject();
        writer.WriteStartArray("withdrawals");
        foreach (Withdrawal withdrawal in BlockRlp.Decode(block.Witness.Content.Block, "block").Withdrawals ?? [])
        {
            writer.WriteStartArray();
            writer.WriteStringValue(RpcText.Hex(withdrawal.Address));
            writer.WriteStringValue(RpcText.Hex(withdrawal.Amount));
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteString("checkpoint_state_trie_root", RpcText.Hex(checkpoint));

        // A Poseidon hash of the original's proof system, which means nothing to ours.
        writer.WriteStartArray("checkpoint_consolidated_hash");
        for (int i = 0; i < 4; i++)
        {
            writer.WriteNumberValue(0);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter writer, BlockHeader header, ulong chainId)
    {
        writer.WriteStartObject("b_meta");
        writer.WriteString("block_beneficiary", RpcText.Hex(header.Beneficiary));
        writer.WriteString("block_timestamp", RpcText.Hex(header.Timestamp));
        writer.WriteString("block_number", RpcText.Hex(header.Number));
        writer.WriteString("block_difficulty", RpcText.HexOfNumber(header.Difficulty));
        writer.WriteString("block_random", RpcText.Hex(header.MixHash));
        writer.WriteString("block_gaslimit", RpcText.Hex(header.GasLimit));
        writer.WriteString("block_chain_id", RpcText.Hex(chainId));
        writer.WriteString("block_base_fee", RpcText.HexOfNumber(header.BaseFee));
        writer.WriteString("block_gas_used", RpcText.Hex(header.GasUsed));
        writer.WriteString("block_blob_gas_used", RpcText.Hex(header.BlobGasUsed));
        writer.WriteString("block_excess_blob_gas", RpcText.Hex(header.ExcessBlobGas));
        if (header.FieldCount >= 20)
        {
            writer.WriteString("parent_beacon_block_root", RpcText.Hex(header.ParentBeaconBlockRoot));
        }

        writer.WriteStartArray("block_bloom");
        for (int i = 0; i < BlockHeader.BloomLength; i += 32)
        {
            writer.WriteStringValue(RpcText.HexOfNumber(UInt256.FromBigEndian(header.LogsBloom.AsSpan(i, 32))));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
