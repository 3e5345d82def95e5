namespace ZeroSharp.Cluster.Store.Artifacts;

/// <summary>How an S3 service is reached.</summary>
public sealed record S3Options
{
    /// <summary>Address of the service; null for that of AWS.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Region of the bucket; null for what the environment or the profile says.</summary>
    public string? Region { get; init; }

    public string Bucket { get; init; } = string.Empty;

    /// <summary>What the names of all objects begin with; empty, or it ends with '/'.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>
    /// Whether the bucket is in the path and not in the host's name; if null, it is wherever
    /// <see cref="Endpoint"/> is set.
    /// </summary>
    public bool? ForcePathStyle { get; init; }

    /// <summary>
    /// A file with credentials as the AWS tools write it; null for what the environment, the profile, the
    /// container or the machine gives.
    /// </summary>
    public string? CredentialsFile { get; init; }

    /// <summary>Which profile of <see cref="CredentialsFile"/>.</summary>
    public string Profile { get; init; } = "default";

    /// <summary>A PEM file with the authorities that the service's certificate may be of.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>How long a request may take, and how long nothing may come of an answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request is tried again.</summary>
    public int MaxRetries { get; init; } = 4;
}
