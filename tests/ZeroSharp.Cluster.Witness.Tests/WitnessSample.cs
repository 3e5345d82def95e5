using System.Text;
using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Chains;

namespace ZeroSharp.Cluster.Witness.Tests;

/// <summary>The blocks of samples/ in the shapes of execution witnesses, to be changed by tests.</summary>
internal static class WitnessSample
{
    public const string Genesis = """
        {"config": {"chainId": 31337, "homesteadBlock": 0, "londonBlock": 0, "terminalTotalDifficulty": 0,
        "shanghaiTime": 0, "cancunTime": 0}}
        """;

    public static ChainSpec Chain { get; } = GenesisFile.Read(Encoding.UTF8.GetBytes(Genesis));

    public static WitnessOptions Options { get; } = new() { Chain = Chain };

    /// <summary>The header file of a sample, which is the block as a node returns it.</summary>
    public static JsonObject Header(string name) => JsonNode.Parse(HeaderBytes(name)) switch
    {
        JsonArray blocks => blocks[0]!.DeepClone().AsObject(),
        JsonNode block => block.AsObject(),
        _ => throw new InvalidOperationException(name),
    };

    public static byte[] HeaderBytes(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", name + "_header.json"));

    /// <summary>samples/small.json with its header completed.</summary>
    public static BlockWitness Completed() => Assert.Single(WitnessReader.Read(
        Sample.Bytes, new WitnessOptions { Headers = HeaderFile.Read(HeaderBytes("small")) }));

    /// <summary>{block, preStateRoot, blockHashes, executionWitness: {state, codes}} of samples/small.json.</summary>
    public static JsonObject Sbv()
    {
        BlockWitness block = Completed();
        return new JsonObject
        {
            ["block"] = Hex(block.Content.Block),
            ["preStateRoot"] = Hex(block.Content.PreStateRoot),
            ["blockHashes"] = Array(block.Content.Ancestors),
            ["executionWitness"] = new JsonObject
            {
                ["state"] = Array(block.Content.Nodes),
                ["codes"] = Array(block.Content.Codes),
            },
        };
    }

    /// <summary>
    /// {state, codes, headers} for the block of samples/large_header.json, which names that of
    /// samples/small_header.json as its parent; its state is empty.
    /// </summary>
    public static JsonObject Bare() => new()
    {
        ["state"] = new JsonArray(),
        ["codes"] = new JsonArray(),
        ["headers"] = new JsonArray(Header("small")),
    };

    public static JsonArray Array(IEnumerable<byte[]> items) =>
        new([.. items.Select(item => (JsonNode)Hex(item))]);

    public static JsonNode Hex(ReadOnlySpan<byte> bytes) =>
        JsonValue.Create("0x" + Convert.ToHexStringLower(bytes));

    public static byte[] Bytes(JsonNode document) => Encoding.UTF8.GetBytes(document.ToJsonString());

    public static BlockWitness Read(JsonNode document, WitnessOptions? options = null) =>
        Assert.Single(WitnessReader.Read(Bytes(document), options ?? Options));

    /// <summary>The message with which a document is refused; one line.</summary>
    public static string Refusal(JsonNode document, WitnessOptions? options = null)
    {
        WitnessException failure = Assert.Throws<WitnessException>(
            () => WitnessReader.Read(Bytes(document), options ?? Options));
        Assert.DoesNotContain('\n', failure.Message);
        return failure.Message;
    }
}
