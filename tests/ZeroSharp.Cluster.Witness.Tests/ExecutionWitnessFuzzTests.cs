using System.Text.Json.Nodes;

namespace ZeroSharp.Cluster.Witness.Tests;

/// <summary>As <see cref="ZeroBinFuzzTests"/>, for execution witnesses, blocks, headers and their files.</summary>
public sealed class ExecutionWitnessFuzzTests
{
    private static readonly byte[] Sound = WitnessSample.Bytes(WitnessSample.Sbv());
    private static readonly byte[] Block = WitnessSample.Completed().Content.Block;
    private static readonly byte[] WithHeaders = WitnessSample.Bytes(WitnessSample.Bare());
    private static readonly byte[] LargeBlock = WitnessSample.Bytes(WitnessSample.Header("large"));

    [Fact]
    public void Read_BytesChanged_IsReadOrRefused() =>
        FuzzLoop.Run(random => FuzzLoop.ChangeBytes(Sound, random), Execute);

    [Fact]
    public void Read_ValuesChanged_IsReadOrRefused() =>
        FuzzLoop.Run(random => FuzzLoop.ChangeValues(WitnessSample.Sbv(), random), Execute);

    [Fact]
    public void Read_BlockChanged_IsReadOrRefused() => FuzzLoop.Run(
        random =>
        {
            JsonObject document = WitnessSample.Sbv();
            document["block"] = WitnessSample.Hex(FuzzLoop.ChangeBytes(Block, random));
            return WitnessSample.Bytes(document);
        },
        Execute);

    [Fact]
    public void Read_JsonBlockChanged_IsReadOrRefused() => FuzzLoop.Run(
        random =>
        {
            JsonObject block = WitnessSample.Header("small");
            if (random.Next(2) == 0)
            {
                // Else the hash is what is refused.
                block.Remove("hash");
            }

            JsonObject document = WitnessSample.Sbv();
            document["block"] = JsonNode.Parse(FuzzLoop.ChangeValues(block, random));
            return WitnessSample.Bytes(document);
        },
        Execute);

    [Fact]
    public void Read_HeadersChanged_IsReadOrRefused()
    {
        WitnessOptions options = WitnessSample.Options with { Blocks = BlockFile.Read(LargeBlock) };
        FuzzLoop.Run(
            random => FuzzLoop.ChangeValues(JsonNode.Parse(WithHeaders)!, random),
            input => Execute(input, options));
    }

    [Fact]
    public void Read_BlockFileChanged_IsReadOrRefused() => FuzzLoop.Run(
        random => FuzzLoop.ChangeBytes(random.Next(2) == 0 ? Block : LargeBlock, random),
        input =>
        {
            BlockFile blocks = BlockFile.Read(input);
            Execute(WithHeaders, WitnessSample.Options with { Blocks = blocks });
        });

    [Fact]
    public void Read_HeaderFileChanged_IsReadOrRefused()
    {
        byte[] headers = WitnessSample.HeaderBytes("small");
        FuzzLoop.Run(
            random => random.Next(2) == 0
                ? FuzzLoop.ChangeBytes(headers, random)
                : FuzzLoop.ChangeValues(JsonNode.Parse(headers)!, random),
            input => Execute(Sample.Bytes, WitnessSample.Options with { Headers = HeaderFile.Read(input) }));
    }

    private static void Execute(byte[] input) => Execute(input, WitnessSample.Options);

    private static void Execute(byte[] input, WitnessOptions options)
    {
        foreach (BlockWitness block in WitnessReader.Read(input, options))
        {
            byte[] encoded = block.ToBlockInput();
            WitnessReport.Of(block, encoded);
            BlockExecution.Run(block, encoded);
        }
    }
}
