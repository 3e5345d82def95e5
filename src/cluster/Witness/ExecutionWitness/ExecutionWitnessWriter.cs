using System.Buffers;
using System.Text.Json;
using ZeroSharp.Cluster.Chains;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Ethereum.Stateless;

namespace ZeroSharp.Cluster.Witness.ExecutionWitness;

/// <summary>
/// Writes blocks as {block, executionWitness}, with the hashes of the 256 blocks before, the rules, and what the
/// transactions touch.
/// </summary>
internal static class ExecutionWitnessWriter
{
    public static byte[] Write(FetchedBlock block)
    {
        BlockInputContent content = block.Witness.Content;
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            writer.WriteNumber("chainId", content.ChainId);
            writer.WriteString("block", RpcText.Hex(content.Block));
            writer.WriteStartObject("executionWitness");
            WriteAll(writer, "state", content.Nodes);
            WriteAll(writer, "codes", content.Codes);
            WriteAll(writer, "keys", []);
            WriteAll(writer, "headers", content.AncestorHeaders);
            writer.WriteEndObject();
            WriteAll(writer, "blockHashes", content.Ancestors);
            writer.WriteStartObject(DocumentRules.Member);
            DocumentRules.Write(writer, content);
            writer.WriteString("source", block.Type.ToString());
            if (block.Traces.Count > 0)
            {
                writer.WriteStartArray("traces");
                foreach (string trace in block.Traces)
                {
                    writer.WriteRawValue(trace);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads and executes what <see cref="Write"/> wrote.</summary>
    /// <exception cref="WitnessException">It is not that, or not valid.</exception>
    public static FetchedBlock ReadBack(byte[] document, ChainSpec? chain)
    {
        FetchedBlock? block = null;
        WitnessOptions options = new() { Chain = chain, Format = WitnessFormat.ExecutionWitness };
        JsonDocuments.ForEach(document, "cached witness", item =>
        {
            BlockWitness witness = ExecutionWitnessReader.Read(item, options);
            BlockResult result = BlockExecution.Run(witness, witness.ToBlockInput());
            JsonField extension = item[DocumentRules.Member];
            block = new FetchedBlock
            {
                Witness = witness,
                Statement = result.Statement,
                Receipts = [.. result.Receipts.Select(receipt => receipt!)],
                Traces = extension.TryGet("traces", out JsonField traces)
                    ? [.. traces.Items().Select(trace => trace.ToJson())]
                    : [],
                Type = Enum.TryParse(extension["source"].AsText(), out WitnessSourceType type) ? type : default,
            };
        });
        return block ?? throw new WitnessException("the cached witness is empty");
    }

    private static void WriteAll(Utf8JsonWriter writer, string name, IReadOnlyList<byte[]> items)
    {
        writer.WriteStartArray(name);
        foreach (byte[] item in items)
        {
            writer.WriteStringValue(RpcText.Hex(item));
        }

        writer.WriteEndArray();
    }
}
