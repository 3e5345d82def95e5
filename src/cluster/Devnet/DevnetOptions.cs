namespace ZeroSharp.Cluster.Devnet;

/// <summary>A chain for development and its traffic.</summary>
public sealed record DevnetOptions
{
    /// <summary>The rules that a chain can have.</summary>
    public static readonly IReadOnlyList<string> Hardforks = ["osaka", "prague"];

    /// <summary>Transactions in a block at most: with all of their gas they fill less than half a block.</summary>
    public const int MaxTransactions = 100;

    /// <summary>The path of anvil.</summary>
    public required string Program { get; init; }

    public string Hardfork { get; init; } = Hardforks[0];

    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The time from a block to the next one.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The transactions of a block.</summary>
    public int Transactions { get; init; } = 4;

    /// <summary>How often each kind of transaction comes.</summary>
    public TrafficMix Mix { get; init; } = TrafficMix.Default;

    /// <summary>Not negative; the same seed gives the same blocks, to their hashes.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Blocks with traffic, after which the chain stands still; without end where it is null.</summary>
    public ulong? BlockCount { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
