using System.Text.Json.Nodes;

namespace ZeroSharp.Cli.Tests;

/// <summary>Bad input ends with one clear line, exit code 2, and no output file.</summary>
public sealed class BadInputTests
{
    [Fact]
    public void Prove_TruncatedInput_SaysWhere()
    {
        string text = Small().ToJsonString();
        AssertRefused(text[..(text.Length / 2)], "not valid JSON");
    }

    [Fact]
    public void Prove_NoJson_SaysWhere() => AssertRefused("hello", "not valid JSON");

    [Fact]
    public void Prove_NoBlocks_SaysSo() => AssertRefused("[]", "no block");

    [Fact]
    public void Prove_MissingField_NamesBlockAndField()
    {
        JsonArray document = Small();
        Meta(document).Remove("block_gaslimit");
        AssertRefused(document.ToJsonString(), "block 2", "block_gaslimit");
    }

    [Fact]
    public void Prove_MissingTrieNodes_NamesBlockTransactionAndNode()
    {
        JsonArray document = Small();
        JsonObject combined = document[0]!["block_trace"]!["trie_pre_images"]!["combined"]!.AsObject();

        // Only the hash of the state's root: an empty witness.
        string root = document[0]!["other_data"]!["checkpoint_state_trie_root"]!.GetValue<string>();
        combined["compact"] = "0x0103" + root[2..];
        AssertRefused(document.ToJsonString(), "block 2", "lacks the trie node " + root);
    }

    [Fact]
    public void Prove_OtherPreState_NamesBlockAndTransaction()
    {
        JsonArray document = Small();
        JsonObject combined = document[0]!["block_trace"]!["trie_pre_images"]!["combined"]!.AsObject();
        string compact = combined["compact"]!.GetValue<string>();

        // A balance of 10000 ether (0x21e19e0c9bab2400000) loses its first digits.
        const string Balance = "021e19e0c9bab2400000";
        Assert.Contains(Balance, compact, StringComparison.Ordinal);
        combined["compact"] = compact.Replace(Balance, "00000000000000000000", StringComparison.Ordinal);
        AssertRefused(document.ToJsonString(), "block 2", "transaction");
    }

    [Fact]
    public void Prove_InvalidSignature_NamesTransaction()
    {
        JsonArray document = Small();
        JsonObject meta = Transaction(document, 0);
        string raw = meta["byte_code"]!.GetValue<string>();
        meta["byte_code"] = raw[..^64] + new string('f', 64);
        AssertRefused(document.ToJsonString(), "block 2, transaction 0", "InvalidSignature");
    }

    [Fact]
    public void Prove_WrongReceipt_NamesTransactionAndField()
    {
        JsonArray document = Small();
        JsonObject meta = Transaction(document, 1);
        string receipt = meta["new_receipt_trie_node_byte"]!.GetValue<string>();
        meta["new_receipt_trie_node_byte"] = receipt[..^2] + (receipt.EndsWith("00") ? "01" : "00");
        AssertRefused(document.ToJsonString(), "block 2, transaction 1", "new_receipt_trie_node_byte");
    }

    [Fact]
    public void Prove_WrongGasUsed_NamesTransactionAndField()
    {
        JsonArray document = Small();
        Transaction(document, 2)["gas_used"] = 20_999;
        AssertRefused(document.ToJsonString(), "block 2, transaction 2", "gas_used");
    }

    [Fact]
    public void Prove_MissingFile_IsBadInput()
    {
        ZeroResult result = ZeroProcess.Run(null, "prove", "/nonexistent/witness.json");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("prove")]
    [InlineData("prove", "x.json", "--memory", "lots")]
    [InlineData("prove", "x.json", "--memory", "1MiB")]
    [InlineData("prove", "x.json", "--threads", "0")]
    [InlineData("frobnicate")]
    [InlineData("verifier")]
    [InlineData("leader", "--runtime=amqp", "stdio")]
    public void Usage_WrongArguments_Exits64(params string[] arguments)
    {
        ZeroResult result = ZeroProcess.Run(null, arguments);
        Assert.Equal(64, result.ExitCode);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("prove", "--help")]
    public void Help_AndVersion_Succeed(params string[] arguments)
    {
        ZeroResult result = ZeroProcess.Run(null, arguments);
        Assert.Equal(0, result.ExitCode);
        Assert.NotEmpty(result.Output);
    }

    private static void AssertRefused(string input, params string[] parts)
    {
        string output = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        ZeroResult result = ZeroProcess.Run(input, "prove", "-", "-o", output);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.False(File.Exists(output));
        string line = Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    private static JsonArray Small() =>
        JsonNode.Parse(File.ReadAllText(ZeroProcess.Sample("small.json")))!.AsArray();

    private static JsonObject Meta(JsonArray document) =>
        document[0]!["other_data"]!["b_data"]!["b_meta"]!.AsObject();

    private static JsonObject Transaction(JsonArray document, int index) =>
        document[0]!["block_trace"]!["txn_info"]![index]!["meta"]!.AsObject();
}
