using System.Text.Json;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>The rules of a fixture's network, such as Prague or BPO1ToBPO2AtTime15k.</summary>
internal sealed class FixtureChain
{
    private const string Separator = "To";
    private const string Transition = "AtTime15k";
    private const ulong TransitionTime = 15_000;

    private readonly string before;
    private readonly string after;
    private readonly JsonElement config;

    public FixtureChain(JsonElement test)
    {
        string network = test.GetProperty("network").GetString()!;
        config = test.GetProperty("config");
        ChainId = config.Word("chainid").U0;
        before = after = network;
        if (network.EndsWith(Transition, StringComparison.Ordinal))
        {
            string[] names = network[..^Transition.Length].Split(Separator);
            before = names[0];
            after = names[1];
        }
    }

    public ulong ChainId { get; }

    /// <summary>Fork and blob parameters at a time.</summary>
    public (Fork Fork, BlobSchedule Blobs) At(ulong timestamp)
    {
        string name = timestamp >= TransitionTime ? after : before;
        Fork fork = name.StartsWith("BPO", StringComparison.Ordinal) ? Fork.Osaka : ForkNames.Of(name);
        if (!config.TryGetProperty("blobSchedule", out JsonElement schedule)
            || !schedule.TryGetProperty(name, out JsonElement entry))
        {
            return (fork, BlobSchedule.Of(fork));
        }
        BlobSchedule blobs = new(
            (uint)entry.Word("target").U0,
            (uint)entry.Word("max").U0,
            entry.Word("baseFeeUpdateFraction").U0);
        return (fork, blobs);
    }
}
