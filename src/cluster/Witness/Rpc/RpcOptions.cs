namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>How a node is spoken to. Every bound has a value.</summary>
public sealed record RpcOptions
{
    /// <summary>Where the node is: http or https. A user and password in it are sent as basic authentication.</summary>
    public required Uri Url { get; init; }

    /// <summary>Headers that each request has besides the usual ones, such as Authorization.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>HTTP requests under way at once.</summary>
    public int MaxConcurrentRequests { get; init; } = 16;

    /// <summary>Calls in one HTTP request.</summary>
    public int MaxBatchSize { get; init; } = 32;

    /// <summary>How often a request is tried again.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>
    /// The pause before the first retry; each further one is twice as long, up to <see cref="MaxBackoff"/>.
    /// </summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause, also where the node asks for a longer one.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one HTTP request may take, its reply included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Calls a second at most; no bound where it is null.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Bytes of a reply at most.</summary>
    public long MaxReplyLength { get; init; } = 512L << 20;

    /// <summary>Where the jitter of pauses starts; any where it is null.</summary>
    public int? Seed { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
