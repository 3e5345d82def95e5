using System.Text;
using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Tests;

/// <summary>The forms of files with blocks.</summary>
public sealed class BlockFileTests
{
    private static readonly string[] Names = ["small", "large"];

    [Fact]
    public void Read_AnyForm_HasTheSameBlock()
    {
        byte[] expected = Find(WitnessSample.Bytes(WitnessSample.Header("large")));
        byte[] both = [.. WitnessSample.Completed().Content.Block, .. expected];
        string hex = Convert.ToHexStringLower(expected);
        JsonArray blocks = new([.. Names.Select(JsonNode? (name) => WitnessSample.Header(name))]);
        JsonObject reply = new() { ["jsonrpc"] = "2.0", ["result"] = "0x" + hex };

        Assert.Equal(expected, Find(expected));
        Assert.Equal(expected, Find(both));
        Assert.Equal(expected, Find(Encoding.UTF8.GetBytes(hex)));
        Assert.Equal(expected, Find(Encoding.UTF8.GetBytes($"0x{Convert.ToHexStringLower(both)}\n")));
        Assert.Equal(
            expected,
            Find(Encoding.UTF8.GetBytes($"0x{Convert.ToHexStringLower(both[..^expected.Length])}\r\n0x{hex}")));
        Assert.Equal(expected, Find(WitnessSample.Bytes(blocks)));
        Assert.Equal(expected, Find(WitnessSample.Bytes(reply)));
        Assert.Equal(expected, Find(Encoding.UTF8.GetBytes($"\"0x{hex}\"")));
    }

    [Theory]
    [InlineData("", "the block file holds no block")]
    [InlineData("[]", "the block file holds no block")]
    [InlineData("hello", "the block file is neither RLP, nor hexadecimal text, nor JSON")]
    [InlineData("0xf9", "the block file: not RLP at byte 0")]
    [InlineData("0xc0", "the block file, byte 0: not the RLP of a block")]
    [InlineData("[1]", "block file[0]: a number where an object is due")]
    [InlineData("{", "the block file is not valid JSON")]
    public void Read_NoBlocks_SaysWhy(string text, string reason)
    {
        WitnessException failure = Assert.Throws<WitnessException>(() => BlockFile.Read(Encoding.UTF8.GetBytes(text)));

        Assert.StartsWith(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OmmersByHash_AsksForRlp() =>
        Refused(block => block["uncles"] = new JsonArray("0x" + new string('1', 64)), "uncles: the ommers' headers");

    [Fact]
    public void Read_TransactionsByHash_AsksForWholeOnes() =>
        Refused(
            block => block["transactions"] = new JsonArray("0x" + new string('1', 64)),
            "block file[0].transactions[0]: a hash where a transaction is due");

    [Fact]
    public void Read_OtherHeaderHash_IsRefused() =>
        Refused(block => block["gasUsed"] = "0x1", "block file[0].hash: the header's fields give 0x");

    [Fact]
    public void Read_OtherTransactionHash_IsRefused() =>
        Refused(
            block => block["transactions"]![1]!["value"] = "0x1",
            "block file[0].transactions[1].hash: the transaction's fields give another hash");

    [Fact]
    public void Read_UnknownTransactionType_IsRefused() =>
        Refused(block => block["transactions"]![0]!["type"] = "0x7f", "transactions of type 127 are not known");

    [Theory]
    [InlineData("0x0")]
    [InlineData("0x1")]
    [InlineData("0x2")]
    [InlineData("0x3")]
    [InlineData("0x4")]
    public void Read_TransactionOfEachType_IsDecodedAsItWasWritten(string type)
    {
        JsonNode transaction = JsonNode.Parse("""
            {"chainId":"0x7a69","nonce":"0x5","gasPrice":"0x9","maxPriorityFeePerGas":"0x8","maxFeePerGas":"0x9",
            "gas":"0x5208","to":"0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc","value":"0x3e9","input":"0x1234",
            "accessList":[{"address":"0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc","storageKeys":[
            "0x0000000000000000000000000000000000000000000000000000000000000001"]}],"maxFeePerBlobGas":"0x7",
            "blobVersionedHashes":["0x0100000000000000000000000000000000000000000000000000000000000002"],
            "authorizationList":[{"chainId":"0x0","address":"0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
            "nonce":"0x1","yParity":"0x1","r":"0x2","s":"0x3"}],"r":"0x4","s":"0x5","v":"0x1"}
            """)!;
        transaction["type"] = type;
        transaction["v"] = type == "0x0" ? "0xf4f5" : "0x1";
        JsonObject block = WitnessSample.Header("small");
        block["transactions"] = new JsonArray(transaction);
        JsonObject document = WitnessSample.Sbv();
        document["block"] = block;

        byte[] raw = Assert.Single(WitnessSample.Read(document).Transactions);
        Assert.Equal(TransactionStatus.Ok, TransactionDecoder.Decode(raw, out Transaction decoded));
        Assert.Equal(Convert.ToInt32(type, 16), decoded.Type);
        Assert.Equal(
            (31337UL, 5UL, 0x5208UL, 0x3E9UL),
            (decoded.ChainId, decoded.Nonce, decoded.GasLimit, decoded.Value.U0));
        Assert.Equal((9UL, 4UL, 5UL), (decoded.MaxFee.U0, decoded.R.U0, decoded.S.U0));
        Assert.Equal([0x12, 0x34], decoded.Data);
        Assert.Equal(type == "0x0" ? 0 : 1, decoded.AccessKeys.Length);
        Assert.Equal(type == "0x3" ? 1 : 0, decoded.BlobHashes.Length);
    }

    private static void Refused(Action<JsonObject> change, string reason)
    {
        JsonObject block = WitnessSample.Header("large");
        change(block);
        WitnessException failure =
            Assert.Throws<WitnessException>(() => BlockFile.Read(WitnessSample.Bytes(block)));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    // The block that a witness with the header of its parent gets.
    private static byte[] Find(byte[] file)
    {
        WitnessOptions options = WitnessSample.Options with { Blocks = BlockFile.Read(file) };
        BlockWitness block = WitnessSample.Read(WitnessSample.Bare(), options);
        Assert.Equal(3UL, block.Number);
        return block.Content.Block;
    }
}
