using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Tests;

/// <summary>The forms that fields have in inputs of different ages: all give the same block.</summary>
public sealed class FieldGenerationTests
{
    private static readonly byte[] Code = [0x60, 1, 0x50];

    [Fact]
    public void Read_NewerFields_AreIgnored()
    {
        JsonArray document = Sample.Document();
        JsonObject other = document[0]!["other_data"]!.AsObject();
        other["burn_addr"] = null;
        other["ger_data"] = null;
        foreach (JsonNode? info in document[0]!["block_trace"]!["txn_info"]!.AsArray())
        {
            info!["meta"]!["new_txn_trie_node_byte"] = info["meta"]!["byte_code"]!.DeepClone();
        }

        AssertSame(document);
    }

    [Fact]
    public void Read_CodeDatabase_MayBeAbsentArrayOrObject()
    {
        JsonArray absent = Sample.Document();
        absent[0]!["block_trace"]!.AsObject().Remove("code_db");
        int count = AssertSame(absent).Content.Codes.Count;

        JsonArray array = Sample.Document();
        array[0]!["block_trace"]!["code_db"] = new JsonArray("0x" + Convert.ToHexStringLower(Code), "0x");
        Assert.Equal(count + 1, AssertSame(array).Content.Codes.Count);

        JsonArray map = Sample.Document();
        map[0]!["block_trace"]!["code_db"] = new JsonObject
        {
            ["0x" + Convert.ToHexStringLower(Keccak256.Hash(Code).AsSpan())] = "0x" + Convert.ToHexStringLower(Code),
        };
        Assert.Contains(AssertSame(map).Content.Codes, code => code.AsSpan().SequenceEqual(Code));

        JsonArray bytes = Sample.Document();
        bytes[0]!["block_trace"]!["code_db"] = new JsonArray(new JsonArray(0x60, 1, 0x50));
        Assert.Contains(AssertSame(bytes).Content.Codes, code => code.AsSpan().SequenceEqual(Code));
    }

    [Fact]
    public void Read_TypedReceipt_MayBeWrappedInAString()
    {
        JsonArray document = Sample.Document();
        foreach (JsonNode? info in document[0]!["block_trace"]!["txn_info"]!.AsArray())
        {
            byte[] receipt =
                Convert.FromHexString(info!["meta"]!["new_receipt_trie_node_byte"]!.GetValue<string>()[2..]);
            var buffer = new ByteBuffer();
            RlpWriter.Write(buffer, receipt);
            info["meta"]!["new_receipt_trie_node_byte"] = "0x" + Convert.ToHexStringLower(buffer.Written);
        }

        AssertSame(document);
    }

    [Fact]
    public void Read_NumbersAsNumbers_AreTheSame()
    {
        JsonArray document = Sample.Document();
        JsonObject meta = document[0]!["other_data"]!["b_data"]!["b_meta"]!.AsObject();
        meta["block_number"] = 2;
        meta["block_gaslimit"] = 30_000_000;
        meta["block_chain_id"] = 31_337;
        AssertSame(document);
    }

    [Fact]
    public void Read_NumbersAbove2To53_AreExact()
    {
        JsonArray document = Sample.Document();
        document[0]!["other_data"]!["b_data"]!["b_meta"]!["block_excess_blob_gas"] = JsonNode.Parse("9007199254740993");
        document[0]!["other_data"]!["checkpoint_consolidated_hash"] = JsonNode.Parse(
            "[18446744073709551615, 9007199254740993, 18446744069414584320, 1]");
        Assert.Equal(9_007_199_254_740_993UL, Assert.Single(Sample.Read(document)).Header.ExcessBlobGas);
    }

    [Fact]
    public void Read_OtherCheckpointRoot_IsRefused_UnlessTheBlockGoesOn()
    {
        JsonArray document = Sample.Document();
        JsonNode next = document[0]!.DeepClone();
        document[0]!["other_data"]!["checkpoint_state_trie_root"] = "0x" + new string('1', 64);
        WitnessException failure = Assert.Throws<WitnessException>(() => Sample.Read(document));
        Assert.StartsWith("block 2: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("checkpoint_state_trie_root", failure.Message, StringComparison.Ordinal);

        // A later block of a batch repeats the checkpoint of the first one, whatever its own state is.
        JsonArray batch = Sample.Document();
        next["other_data"]!["b_data"]!["b_meta"]!["block_number"] = 3;
        next["block_trace"]!["trie_pre_images"]!["combined"]!["compact"] = "0x0106";
        batch.Add(next);
        Assert.Equal(2, Sample.Read(batch).Count);
        next["other_data"]!["b_data"]!["b_meta"]!["block_number"] = 4;
        Assert.Throws<WitnessException>(() => Sample.Read(batch));
    }

    private static BlockWitness AssertSame(JsonArray document)
    {
        BlockWitness expected = Assert.Single(Sample.Read(Sample.Document()));
        BlockWitness actual = Assert.Single(Sample.Read(document));
        Statement first = BlockExecution.Run(expected, expected.ToBlockInput()).Statement;
        Statement second = BlockExecution.Run(actual, actual.ToBlockInput()).Statement;
        byte[] a = new byte[Statement.ByteLength];
        byte[] b = new byte[Statement.ByteLength];
        first.Write(a);
        second.Write(b);
        Assert.Equal(a, b);
        return actual;
    }
}
