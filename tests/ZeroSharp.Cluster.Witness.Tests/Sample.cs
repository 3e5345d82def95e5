using System.Text;
using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Witness.ZeroBin;

namespace ZeroSharp.Cluster.Witness.Tests;

/// <summary>samples/small.json, to be changed by tests.</summary>
internal static class Sample
{
    public static byte[] Bytes { get; } =
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", "small.json"));

    public static JsonArray Document() => JsonNode.Parse(Bytes)!.AsArray();

    public static IReadOnlyList<BlockWitness> Read(JsonNode document) =>
        ZeroBinReader.Read(Encoding.UTF8.GetBytes(document.ToJsonString()));
}
