using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.Tests;

/// <summary>The shapes of execution witnesses, and what is said of those that are wrong.</summary>
public sealed class ExecutionWitnessTests
{
    [Fact]
    public void Read_Sbv_ExecutesToTheHeader()
    {
        BlockWitness block = WitnessSample.Read(WitnessSample.Sbv());
        Statement statement = BlockExecution.Run(block, block.ToBlockInput()).Statement;

        Assert.Equal(WitnessFormat.Sbv, block.Format);
        Assert.True(statement.IsHeaderChecked);
        Assert.Null(HeaderFile.Read(WitnessSample.HeaderBytes("small")).FindDifference(statement));
    }

    [Fact]
    public void Read_StateAndCodesAsObjects_AreTheSame()
    {
        JsonObject document = WitnessSample.Sbv();
        JsonObject witness = document["executionWitness"]!.AsObject();
        foreach (string name in new[] { "state", "codes" })
        {
            JsonObject map = [];
            foreach (JsonNode? item in witness[name]!.AsArray())
            {
                byte[] bytes = Convert.FromHexString(item!.GetValue<string>().AsSpan(2));
                map["0x" + Convert.ToHexStringLower(Keccak256.Hash(bytes).AsSpan())] = item.DeepClone();
            }

            witness[name] = map;
        }

        Assert.Equal(
            WitnessSample.Read(WitnessSample.Sbv()).ToBlockInput(), WitnessSample.Read(document).ToBlockInput());
    }

    [Fact]
    public void Read_BlockAsJson_IsTheSameAsItsRlp()
    {
        JsonObject document = WitnessSample.Sbv();
        document["block"] = WitnessSample.Header("small");

        Assert.Equal(WitnessSample.Completed().Content.Block, WitnessSample.Read(document).Content.Block);
    }

    [Fact]
    public void Read_HeaderAsObject_IsTheParentOfTheBlockInAFile()
    {
        BlockWitness block = WitnessSample.Read(WitnessSample.Bare(), WithLargeBlock());

        Assert.Equal(WitnessFormat.ExecutionWitness, block.Format);
        Assert.Equal(3UL, block.Number);
        Assert.Equal(Fork.Cancun, block.Content.Fork);
        byte[] parent = Assert.Single(block.Content.AncestorHeaders);
        Assert.Equal(block.Header.ParentHash, BlockHeader.HashOf(parent));
        Assert.True(BlockHeader.TryDecode(parent, out BlockHeader header));
        Assert.Equal(block.Content.PreStateRoot, header.StateRoot.AsSpan());
    }

    [Fact]
    public void Read_Reply_IsTakenOutOfWhatItIsIn()
    {
        JsonObject reply = new() { ["jsonrpc"] = "2.0", ["id"] = 1, ["result"] = WitnessSample.Bare() };
        byte[] expected = WitnessSample.Read(WitnessSample.Bare(), WithLargeBlock()).ToBlockInput();

        Assert.Equal(expected, WitnessSample.Read(reply, WithLargeBlock()).ToBlockInput());

        JsonObject exchange = new()
        {
            ["request"] = new JsonObject { ["params"] = new JsonArray("0x3") },
            ["response"] = reply.DeepClone(),
        };
        Assert.Equal(expected, WitnessSample.Read(new JsonArray(exchange), WithLargeBlock()).ToBlockInput());
        exchange["request"]!["params"]![0] = "0x4";
        Assert.Contains(
            "the block file has no block with the parent 0x8b0e46ed",
            WitnessSample.Refusal(exchange, WithLargeBlock()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ErrorReply_IsShown()
    {
        JsonNode reply = JsonNode.Parse("""{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no\nstate"}}""")!;

        Assert.Contains(
            "the node replied with an error: no?state", WitnessSample.Refusal(reply), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_HeadersInAnyOrder_BeginWithTheParent(bool isReversed)
    {
        (JsonObject document, List<byte[]> headers) = WithAncestors(4);
        IEnumerable<byte[]> given = isReversed ? headers.AsEnumerable().Reverse() : headers.Append(headers[1]);
        document["executionWitness"]!["headers"] = WitnessSample.Array(given);

        Assert.Equal(headers, WitnessSample.Read(document).Content.AncestorHeaders);
    }

    [Fact]
    public void Read_MoreHeadersThanBlockhashSees_KeepsTheNewest()
    {
        (JsonObject document, List<byte[]> headers) = WithAncestors(258);

        Assert.Equal(headers[..256], WitnessSample.Read(document).Content.AncestorHeaders);
    }

    [Fact]
    public void Read_GapBetweenHeaders_IsNamed()
    {
        (JsonObject document, List<byte[]> headers) = WithAncestors(4);
        document["executionWitness"]!["headers"] = WitnessSample.Array([headers[0], headers[2], headers[3]]);

        string message = WitnessSample.Refusal(document);
        Assert.Contains("block 1000: ", message, StringComparison.Ordinal);
        Assert.Contains("headers: the header 0x", message, StringComparison.Ordinal);
        Assert.Contains("of block 998 is not there, and 2 others are", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ParentMissing_IsNamed()
    {
        (JsonObject document, List<byte[]> headers) = WithAncestors(3);
        document["executionWitness"]!["headers"] = WitnessSample.Array(headers[1..]);
        Assert.Contains("the parent's header 0x", WitnessSample.Refusal(document), StringComparison.Ordinal);

        document["executionWitness"]!["headers"] = new JsonArray();
        Assert.Contains("and no preStateRoot", WitnessSample.Refusal(document), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NodeInItsCollapsedFormOnly_DerivesTheOneBefore()
    {
        // Two leaves below a branch; the second is given as it is after the first one's deletion.
        byte[] value = [.. Enumerable.Repeat((byte)0xAB, 40)];
        byte[] first = Leaf([0x3F, 0x12, 0x34], value);
        byte[] second = Leaf([0x20, 0x56, 0x78], value);
        byte[] collapsed = Leaf([0x35, 0x56, 0x78], value);
        ByteBuffer branch = new();
        int list = RlpWriter.BeginList(branch);
        for (int i = 0; i < 17; i++)
        {
            RlpWriter.Write(branch, i switch
            {
                2 => Keccak256.Hash(first).AsSpan(),
                5 => Keccak256.Hash(second).AsSpan(),
                _ => [],
            });
        }

        RlpWriter.EndList(branch, list);
        byte[] root = branch.ToArray();
        JsonObject document = WitnessSample.Sbv();
        document["preStateRoot"] = WitnessSample.Hex(Keccak256.Hash(root).AsSpan());
        document["executionWitness"]!["state"] = WitnessSample.Array([root, first, collapsed]);

        BlockWitness block = WitnessSample.Read(document);
        Assert.Equal(1, block.DerivedNodeCount);
        Assert.Equal([root, first, collapsed, second], block.Content.Nodes);
        WitnessReport report = WitnessReport.Of(block, block.ToBlockInput());
        Assert.Equal((1, 0, 2), report.Kinds);
        Assert.Equal((4, 3), (report.Nodes.Count, report.ReachedNodes.Count));
    }

    [Fact]
    public void ToBlockInput_NodesInAChainLongerThanAnyTrie_DoesNotExhaustTheStack()
    {
        List<byte[]> nodes = [Leaf([0x20], [1])];
        for (int i = 0; i < 200_000; i++)
        {
            nodes.Add(Leaf([0x11], Keccak256.Hash(nodes[^1]).AsSpan()));
        }

        BlockWitness block = WitnessSample.Completed();
        block.Content.Nodes.Clear();
        block.Content.Nodes.AddRange(nodes);
        block.Content.PreStateRoot = Keccak256.Hash(nodes[^1]).AsSpan().ToArray();

        Assert.True(block.ToBlockInput().Length > 0);
    }

    [Fact]
    public void Read_ChainThatIsNotBuiltIn_NeedsItsGenesis()
    {
        string message = WitnessSample.Refusal(WitnessSample.Sbv(), WitnessOptions.None);

        Assert.Equal(
            "block 2: the chain with id 31337 is not built in: name its genesis file with --chain", message);
    }

    [Fact]
    public void Read_OtherChainThanGiven_IsRefused()
    {
        WitnessOptions options = new() { Chain = ChainSpec.Find("hoodi") };
        const string Expected = "the input is of the chain with id 31337, and --chain names that with id 560048";

        Assert.Contains(Expected, WitnessSample.Refusal(WitnessSample.Sbv(), options), StringComparison.Ordinal);
        Assert.Contains(Expected, WitnessSample.Refusal(Sample.Document(), options), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoTransactionAndNoChain_AsksForTheChain()
    {
        (JsonObject document, _) = WithAncestors(1);

        Assert.Contains("use --chain", WitnessSample.Refusal(document, WitnessOptions.None), StringComparison.Ordinal);
        document["meta"] = new JsonObject { ["chainId"] = 1 };
        Assert.Equal(1UL, WitnessSample.Read(document, WitnessOptions.None).Content.ChainId);
    }

    [Fact]
    public void Read_OtherFormatThanGiven_SaysBoth()
    {
        WitnessOptions zeroBin = WitnessSample.Options with { Format = WitnessFormat.ZeroBin };
        WitnessOptions witness = WitnessSample.Options with { Format = WitnessFormat.ExecutionWitness };

        Assert.Equal(
            "input[0]: not of the format zero-bin but sbv", WitnessSample.Refusal(WitnessSample.Sbv(), zeroBin));
        Assert.Equal(
            "input[0]: not of the format execution-witness but zero-bin",
            WitnessSample.Refusal(Sample.Document(), witness));
        Assert.Contains("neither a zero-bin input", WitnessSample.Refusal(new JsonObject()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("block", "\"0xc0\"", "input[0].block: not the RLP of a block")]
    [InlineData("block", "7", "input[0].block: a number where a string is due")]
    [InlineData("block", "{}", "input[0].block: field 'parentHash' is missing")]
    [InlineData("block", "null", "input[0]: field 'block' is missing; name the file that has it with --block")]
    [InlineData("preStateRoot", "\"0x12\"", "block 2: input[0].preStateRoot: 1 bytes where 32 are due")]
    [InlineData("blockHashes", "[\"0x12\"]", "block 2: input[0].blockHashes[0]: 1 bytes where 32 are due")]
    [InlineData("blockHashes", "{}", "block 2: input[0].blockHashes: an object where an array is due")]
    [InlineData("chainId", "\"x\"", "block 2: input[0].chainId: 'x' is not a non-negative integer")]
    [InlineData(
        "executionWitness",
        """{"state":[],"codes":[1]}""",
        "block 2: input[0].executionWitness.codes[0]: a number where a string is due")]
    [InlineData(
        "executionWitness",
        """{"state":["0xz"],"codes":[]}""",
        "block 2: input[0].executionWitness.state[0]: not a string of hexadecimal bytes")]
    [InlineData(
        "executionWitness",
        """{"state":[],"codes":[],"headers":["0xc0"]}""",
        "input[0].executionWitness.headers[0]: not the RLP of a block header")]
    public void Read_WrongField_IsNamed(string field, string value, string expected)
    {
        JsonObject document = WitnessSample.Sbv();
        document[field] = JsonNode.Parse(value);

        Assert.Equal(expected, WitnessSample.Refusal(document));
    }

    [Fact]
    public void Read_HashesOfAnotherParent_AreRefused()
    {
        JsonObject document = WitnessSample.Sbv();
        document["blockHashes"]![0] = "0x" + new string('1', 64);
        Assert.Equal(
            "block 2: input[0].blockHashes[0]: not the parent hash in the block's header",
            WitnessSample.Refusal(document));

        document["blockHashes"] = WitnessSample.Array(Enumerable.Repeat(new byte[32], 257));
        Assert.Contains("257 hashes where 256 are due", WitnessSample.Refusal(document), StringComparison.Ordinal);
    }

    private static WitnessOptions WithLargeBlock() => WitnessSample.Options with
    {
        Blocks = BlockFile.Read(WitnessSample.Bytes(WitnessSample.Header("large"))),
    };

    // An empty block 1000 with that many ancestors, the parent first; all of them without any content.
    private static (JsonObject Document, List<byte[]> Headers) WithAncestors(int count)
    {
        List<byte[]> headers = [];
        Hash256 parent = default;
        for (int i = count; i >= 0; i--)
        {
            BlockHeader header = new() { Number = 1000UL - (ulong)i, ParentHash = parent, FieldCount = 20 };
            headers.Insert(0, header.Encode());
            parent = BlockHeader.HashOf(headers[0]);
        }

        JsonObject document = new()
        {
            ["block"] = WitnessSample.Hex(Block.Encode(headers[0], [], [], [])),
            ["executionWitness"] = new JsonObject
            {
                ["state"] = new JsonArray(),
                ["codes"] = new JsonArray(),
                ["headers"] = WitnessSample.Array(headers[1..]),
            },
        };
        return (document, headers[1..]);
    }

    private static byte[] Leaf(byte[] path, ReadOnlySpan<byte> value)
    {
        ByteBuffer node = new();
        int list = RlpWriter.BeginList(node);
        RlpWriter.Write(node, path);
        RlpWriter.Write(node, value);
        RlpWriter.EndList(node, list);
        return node.ToArray();
    }
}
