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
    public void Prove_OtherPreState_NamesBlockAndField()
    {
        JsonArray document = Small();
        JsonObject combined = document[0]!["block_trace"]!["trie_pre_images"]!["combined"]!.AsObject();
        string compact = combined["compact"]!.GetValue<string>();

        // A balance of 10000 ether (0x21e19e0c9bab2400000) loses its first digits.
        const string Balance = "021e19e0c9bab2400000";
        Assert.Contains(Balance, compact, StringComparison.Ordinal);
        combined["compact"] = compact.Replace(Balance, "00000000000000000000", StringComparison.Ordinal);
        AssertRefused(document.ToJsonString(), "block 2", "checkpoint_state_trie_root");
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
    [InlineData("leader", "--runtime=mqtt", "stdio")]
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

    // The state root of the checkpoint is the root of the tries, or one of both is wrong.
    [Fact]
    public void Prove_OtherCheckpointRoot_NamesBlockAndField()
    {
        JsonArray document = Small();
        string root = document[0]!["other_data"]!["checkpoint_state_trie_root"]!.GetValue<string>();
        document[0]!["other_data"]!["checkpoint_state_trie_root"] = Flip(root);
        AssertRefused(document.ToJsonString(), "block 2", "checkpoint_state_trie_root", Flip(root), root);
    }

    [Fact]
    public void Prove_SecondBlockOnOtherState_NamesIt()
    {
        // The same block again as the next one: its state is not the one that the first leaves.
        JsonArray document = Small();
        JsonNode second = document[0]!.DeepClone();
        second["other_data"]!["b_data"]!["b_meta"]!["block_number"] = "0x3";
        document.Add(second);
        AssertRefused(document.ToJsonString(), "block 3", "pre-state root");
    }

    [Fact]
    public void Prove_SenderWithoutMoney_NamesTransactionAndField()
    {
        JsonArray document = Small();
        AccountLeafWithoutBalance(document);
        AssertRefused(document.ToJsonString(), "block 2, transaction ", "byte_code", "CannotPay");
    }

    [Fact]
    public void Prove_SameTransactionTwice_HasTheWrongNonce()
    {
        JsonArray document = Small();
        JsonArray transactions = document[0]!["block_trace"]!["txn_info"]!.AsArray();
        transactions[1] = transactions[0]!.DeepClone();
        AssertRefused(document.ToJsonString(), "block 2, transaction 1", "byte_code", "NonceTooLow");
    }

    [Theory]
    [InlineData("0x05c0", "UnknownType")]
    [InlineData("0x", "Malformed")]
    [InlineData("0xc0", "Malformed")]
    [InlineData("0x02f8", "Malformed")]
    public void Prove_NoTransaction_NamesTransactionAndField(string raw, string reason)
    {
        JsonArray document = Small();
        Transaction(document, 2)["byte_code"] = raw;
        AssertRefused(document.ToJsonString(), "block 2, transaction 2", "byte_code", reason);
    }

    [Theory]
    [InlineData("block_gas_used", "\"0x1a3a2\"", "block_gas_used")]
    [InlineData("block_blob_gas_used", "\"0x20000\"", "block_blob_gas_used")]
    [InlineData("block_gaslimit", "true", "block_gaslimit")]
    [InlineData("block_gaslimit", "[1]", "block_gaslimit")]
    [InlineData("block_gaslimit", "{}", "block_gaslimit")]
    [InlineData("block_gaslimit", "null", "block_gaslimit")]
    [InlineData("block_gaslimit", "-5", "block_gaslimit")]
    [InlineData("block_gaslimit", "1e3", "block_gaslimit")]
    [InlineData("block_gaslimit", "\"0xzz\"", "block_gaslimit")]
    [InlineData("block_gaslimit", "\"a\\nb\"", "block_gaslimit")]
    [InlineData("block_gaslimit", "99999999999999999999999999999999", "64 bits")]
    [InlineData(
        "block_base_fee",
        "\"0x10000000000000000000000000000000000000000000000000000000000000000\"",
        "256 bits")]
    [InlineData("block_beneficiary", "\"0x1234\"", "block_beneficiary")]
    [InlineData("block_random", "7", "block_random")]
    [InlineData("block_bloom", "[\"0x0\"]", "block_bloom")]
    [InlineData("block_bloom", "\"0x0\"", "block_bloom")]
    public void Prove_BadField_NamesBlockAndField(string field, string value, string part)
    {
        JsonArray document = Small();
        Meta(document)[field] = JsonNode.Parse(value);
        AssertRefused(document.ToJsonString(), "block 2", part);
    }

    [Fact]
    public void Prove_HugeNumber_IsRefusedAtOnce()
    {
        JsonArray document = Small();
        Meta(document)["block_gaslimit"] = "@";
        string digits = new('9', 5_000_000);
        AssertRefused(
            document.ToJsonString().Replace("\"@\"", digits, StringComparison.Ordinal), "block 2", "block_gaslimit");
    }

    [Fact]
    public void Prove_DeepNesting_IsRefused() =>
        AssertRefused(string.Concat(Enumerable.Repeat("[", 100_000)), "not valid JSON");

    [Fact]
    public void Prove_HalfOfACharacter_IsRefused()
    {
        string text = Small().ToJsonString().Replace("\"0x7a69\"", "\"\\ud800\"", StringComparison.Ordinal);
        AssertRefused(text, "not valid Unicode");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0000\u0001\u00ff\u001b[2J")]
    [InlineData("\u007fELF")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public void Prove_Garbage_IsRefused(string input) => AssertRefused(input, "input");

    [Fact]
    public void Prove_MissingCode_NamesTransactionAndHash()
    {
        JsonArray document = Small();
        JsonObject combined = document[0]!["block_trace"]!["trie_pre_images"]!["combined"]!.AsObject();
        string compact = combined["compact"]!.GetValue<string>();

        // The counter contract's code (21 bytes, operator 04) becomes its hash (operator 03).
        const string Code = "0455" + "60003580546020350180825560005260206000a100";
        Assert.Contains(Code, compact, StringComparison.Ordinal);
        byte[] hash = new byte[32];
        Ethereum.Core.Keccak256.Hash(Convert.FromHexString(Code[4..])).CopyTo(hash);
        string digits = Convert.ToHexStringLower(hash);
        combined["compact"] = compact.Replace(Code, "03" + digits, StringComparison.Ordinal);
        AssertRefused(document.ToJsonString(), "block 2, transaction 3", "code_db", digits);
    }

    [Theory]
    [InlineData("0x")]
    [InlineData("0x07")]
    [InlineData("0x01ff")]
    [InlineData("0x0102")]
    [InlineData("0x0")]
    [InlineData("hello")]
    public void Prove_CorruptCompactWitness_NamesBlockAndField(string compact)
    {
        JsonArray document = Small();
        document[0]!["block_trace"]!["trie_pre_images"]!["combined"]!["compact"] = compact;
        AssertRefused(document.ToJsonString(), "block 2", "compact");
    }

    [Fact]
    public void Prove_CutCompactWitness_NamesBlock()
    {
        JsonArray document = Small();
        JsonObject combined = document[0]!["block_trace"]!["trie_pre_images"]!["combined"]!.AsObject();
        string compact = combined["compact"]!.GetValue<string>();
        combined["compact"] = compact[..(compact.Length / 4 * 2)];
        AssertRefused(document.ToJsonString(), "block 2", "compact witness");
    }

    [Fact]
    public void Prove_FolderAsInput_IsBadInput()
    {
        ZeroResult result = ZeroProcess.Run(null, "prove", Path.GetTempPath());
        Assert.Equal(2, result.ExitCode);
        AssertOneLine(result.Error, "it is a folder");
    }

    [Theory]
    [InlineData("prove", "/proc/self/mem")]
    [InlineData("verify", "/proc/self/mem")]
    [InlineData("info", "/proc/self/mem")]
    [InlineData("execute", "/proc/self/mem")]
    public void Run_UnreadableFile_IsBadInput(params string[] arguments)
    {
        // Reading it at 0 fails even for root, whom permissions do not stop.
        ZeroResult result = ZeroProcess.Run(null, arguments);
        Assert.Equal(2, result.ExitCode);
        AssertOneLine(result.Error, "cannot read /proc/self/mem");
    }

    private static void AccountLeafWithoutBalance(JsonArray document)
    {
        // Every balance of 10000 ether, less the fees so far, becomes a few wei: 10 bytes whose first are 0.
        JsonObject combined = document[0]!["block_trace"]!["trie_pre_images"]!["combined"]!.AsObject();
        string compact = combined["compact"]!.GetValue<string>();
        combined["compact"] = compact.Replace(
            "4a021e19e0c9bab2400000", "4a00000000000000000001", StringComparison.Ordinal);
        document[0]!["other_data"]!.AsObject().Remove("checkpoint_state_trie_root");
    }

    private static string Flip(string hex) => hex[..^1] + (hex[^1] == '0' ? '1' : '0');

    private static void AssertOneLine(string error, params string[] parts)
    {
        string line = Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.DoesNotContain(line, char.IsControl);
    }

    private static void AssertRefused(string input, params string[] parts)
    {
        string output = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        ZeroResult result = ZeroProcess.Run(input, "prove", "-", "-o", output);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.False(File.Exists(output));
        AssertOneLine(result.Error, parts);
    }

    private static JsonArray Small() =>
        JsonNode.Parse(File.ReadAllText(ZeroProcess.Sample("small.json")))!.AsArray();

    private static JsonObject Meta(JsonArray document) =>
        document[0]!["other_data"]!["b_data"]!["b_meta"]!.AsObject();

    private static JsonObject Transaction(JsonArray document, int index) =>
        document[0]!["block_trace"]!["txn_info"]![index]!["meta"]!.AsObject();
}
