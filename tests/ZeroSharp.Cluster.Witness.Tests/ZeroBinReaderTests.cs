using System.Text;
using ZeroSharp.Cluster.Witness.ZeroBin;

namespace ZeroSharp.Cluster.Witness.Tests;

public sealed class ZeroBinReaderTests
{
    private const string EmptyRoot =
        "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

    [Fact]
    public void Read_SingleObject_GivesOneBlock()
    {
        BlockWitness block = Assert.Single(Read(Block()));

        Assert.Equal(7UL, block.Number);
        Assert.Equal(0x301824UL, block.Content.ChainId);
        Assert.Equal(EmptyRoot, Convert.ToHexStringLower(block.Content.PreStateRoot));
    }

    [Fact]
    public void Read_Array_KeepsTheOrder()
    {
        IReadOnlyList<BlockWitness> blocks = Read($"[{Block("0x7")},{Block("0x8")}]");

        Assert.Equal([7UL, 8UL], blocks.Select(block => block.Number));
    }

    [Fact]
    public void Read_DocumentsAfterOneAnother_GivesAllOfThem()
    {
        IReadOnlyList<BlockWitness> blocks = Read($"{Block("0x7")}\n{Block("0x8")}\n");

        Assert.Equal([7UL, 8UL], blocks.Select(block => block.Number));
    }

    [Fact]
    public void Read_NumberAbove2To53_IsExact()
    {
        BlockWitness block = Assert.Single(Read(Block(timestamp: "18446744073709551615")));

        Assert.Equal(ulong.MaxValue, block.Header.Timestamp);
    }

    [Fact]
    public void Read_NumberAbove2To64_NamesBlockAndField()
    {
        Refused(Block(timestamp: "18446744073709551616"), "block 7:", "block_timestamp", "64 bits");
    }

    [Fact]
    public void Read_NegativeNumber_IsRefused() => Refused(Block(timestamp: "-1"), "block_timestamp");

    [Fact]
    public void Read_LineBreakInANumber_StaysOneLine()
    {
        WitnessException failure = Assert.Throws<WitnessException>(() => Read(Block(timestamp: "\"7\\n8\"")));
        Assert.Contains("'7?8' is not", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Read_FractionalNumber_IsRefused() => Refused(Block(timestamp: "1.5"), "block_timestamp");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[]")]
    public void Read_NothingInIt_SaysSo(string text) => Refused(text, "no block");

    [Fact]
    public void Read_TruncatedAnywhere_IsOneLine()
    {
        string whole = Block();
        for (int length = 1; length < whole.Length; length += 7)
        {
            WitnessException failure =
                Assert.Throws<WitnessException>(() => Read(whole[..length]));
            Assert.DoesNotContain('\n', failure.Message);
        }
    }

    [Fact]
    public void Read_MissingField_IsNamed() =>
        Refused(Block().Replace("block_gaslimit", "other"), "block 7:", "'block_gaslimit' is missing");

    [Theory]
    [InlineData("0x", "ends inside")]
    [InlineData("0x02", "version 2")]
    [InlineData("0x0103aa", "ends inside")]
    [InlineData("0x0109", "unknown operator 0x09")]
    [InlineData("0x0101420101", "no trie node below")]
    [InlineData("0x010606", "leaves 2 tries")]
    [InlineData("0x0106bb", "second trie")]
    [InlineData("0x011b", "unknown operator")]
    public void Read_MalformedCompactWitness_IsExplained(string compact, string reason) =>
        Refused(Block(compact: compact), "block 7:", reason);

    [Fact]
    public void Read_CompactLeafOfHugeLength_IsRefusedWithoutAllocation() =>
        Refused(Block(compact: "0x01005bffffffffffffffff"), "ends inside");

    [Fact]
    public void Read_RandomBytesAsCompactWitness_OnlyThrowsWitnessExceptions()
    {
        Random random = new(20240501);
        for (int round = 0; round < 2000; round++)
        {
            byte[] stream = new byte[random.Next(1, 60)];
            random.NextBytes(stream);
            stream[0] = 1;
            for (int i = 1; i < stream.Length; i += random.Next(1, 9))
            {
                stream[i] = (byte)random.Next(8);
            }

            Exception? failure = Record.Exception(
                () => Read(Block(compact: "0x" + Convert.ToHexStringLower(stream))));
            Assert.True(failure is null or WitnessException, $"round {round}: {failure}");
        }
    }

    [Fact]
    public void Read_SeparateTries_HashesToTheSameRootAsCompact()
    {
        // One account without code and storage under the single-nibble extension-free root leaf.
        string key = new('3', 64);
        string account = "f8448001a0" + EmptyRoot
            + "a0c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
        string packed = "0x" + key;
        string value = string.Join(',', Convert.FromHexString(account));
        string separate = $$$$$"""
            {"separate":{"state":{"direct":{"node":{"Leaf":{"nibbles":{"count":64,"packed":"{{{{{packed}}}}}"},
            "value":[{{{{{value}}}}}]}}}},"storage":{"multiple_tries":{}}}}
            """;
        string compact = "0x0105" + "5821" + "02" + key + "08" + "4101";

        BlockWitness fromSeparate = Assert.Single(Read(WithoutCheckpoint(Block().Replace(
            """{"combined":{"compact":"0x0106"}}""", separate))));
        BlockWitness fromCompact = Assert.Single(Read(WithoutCheckpoint(Block(compact: compact))));

        Assert.Equal(fromCompact.Content.PreStateRoot, fromSeparate.Content.PreStateRoot);
        Assert.NotEqual(EmptyRoot, Convert.ToHexStringLower(fromCompact.Content.PreStateRoot));
    }

    // The checkpoint of these inputs is the empty state.
    private static string WithoutCheckpoint(string json) => json.Replace("checkpoint_state_trie_root", "unknown");

    private static IReadOnlyList<BlockWitness> Read(string json) =>
        ZeroBinReader.Read(Encoding.UTF8.GetBytes(json));

    private static void Refused(string json, params string[] parts)
    {
        WitnessException failure = Assert.Throws<WitnessException>(() => Read(json));
        Assert.All(parts, part => Assert.Contains(part, failure.Message));
    }

    private static string Block(
        string number = "0x7", string timestamp = "0x66b12fe0", string compact = "0x0106") => $$$"""
        {"block_trace":{"trie_pre_images":{"combined":{"compact":"{{{compact}}}"}},"txn_info":[]},
        "other_data":{"b_data":{"b_meta":{"block_beneficiary":"0x8943545177806ed17b9f23f0a21ee5948ecaa776",
        "block_timestamp":{{{Json(timestamp)}}},"block_number":"{{{number}}}","block_difficulty":"0x0",
        "block_random":"0x{{{new string('1', 64)}}}","block_gaslimit":"0x1c9c380",
        "block_chain_id":"0x301824","block_base_fee":"0x7","block_gas_used":"0x0",
        "block_bloom":["0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0"]},
        "b_hashes":{"prev_hashes":["0x{{{new string('2', 64)}}}"],"cur_hash":"0x{{{new string('3', 64)}}}"},
        "withdrawals":[]},"checkpoint_state_trie_root":"0x{{{EmptyRoot}}}",
        "checkpoint_consolidated_hash":[0,0,0,0]}}
        """;

    private static string Json(string number) =>
        number.StartsWith("0x", StringComparison.Ordinal) ? $"\"{number}\"" : number;
}
