namespace ZeroSharp.Cluster.Devnet;

/// <summary>How anvil is started.</summary>
public sealed record AnvilOptions
{
    /// <summary>The path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>anvil's name of the rules: shanghai, cancun, prague, osaka.</summary>
    public required string Hardfork { get; init; }

    /// <summary>The address that it listens on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The genesis file's text; null for the genesis that anvil comes with.</summary>
    public string? Genesis { get; init; } = DevnetGenesis.Json;

    /// <summary>Whether each transaction gets a block of its own at once.</summary>
    public bool MinesAtOnce { get; init; }

    /// <summary>Further arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
