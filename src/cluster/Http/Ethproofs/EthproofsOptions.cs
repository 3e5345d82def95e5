namespace ZeroSharp.Cluster.Http.Ethproofs;

/// <summary>Where blocks are reported to, and as whose.</summary>
public sealed record EthproofsOptions
{
    /// <summary>How often one report is tried.</summary>
    public const int MaxAttempts = 8;

    /// <summary>Most jobs whose reports are kept in mind; others wait in the database.</summary>
    public const int MaxJobs = 1000;

    /// <summary>How long a report may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How old a proof may be to be reported after a start; it may be reported twice.</summary>
    public static readonly TimeSpan Lookback = TimeSpan.FromMinutes(10);

    private readonly Uri _address = null!;

    /// <summary>The endpoint without /api/v0: https, or http on this machine.</summary>
    /// <exception cref="ArgumentException">The key would be sent in the clear, or it is no such address.</exception>
    public required Uri Address
    {
        get => _address;
        init => _address = value.IsAbsoluteUri
            && (value.Scheme == Uri.UriSchemeHttps || (value.Scheme == Uri.UriSchemeHttp && value.IsLoopback))
            && value.UserInfo.Length == 0 && value.Query.Length == 0 && value.Fragment.Length == 0
            ? value
            : throw new ArgumentException("the address is https://HOST, or http:// on this machine only");
    }

    /// <summary>The bearer key.</summary>
    public required string Key { get; init; }

    /// <summary>The number that the endpoint gave to this cluster.</summary>
    public required long ClusterId { get; init; }

    /// <summary>What the endpoint calls the verifier; null for the digest of the program that is proven.</summary>
    public string? VerifierId { get; init; }

    /// <summary>The chain whose blocks are reported; reports themselves name none.</summary>
    public ulong ChainId { get; init; } = 1;
}
