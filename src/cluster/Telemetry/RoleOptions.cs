using System.Net;

namespace ZeroSharp.Cluster.Telemetry;

/// <summary>What a role tells monitoring of itself, and where.</summary>
public sealed record RoleOptions
{
    /// <summary>The role: leader, worker, scaler or rpc.</summary>
    public required string Role { get; init; }

    /// <summary>Name of the process, unique in the cluster.</summary>
    public required string Instance { get; init; }

    /// <summary>The release.</summary>
    public required string Version { get; init; }

    /// <summary>Digest of the program that is proven; empty where none is.</summary>
    public string Program { get; init; } = string.Empty;

    /// <summary>
    /// Where an OTLP collector is; null for what OTEL_EXPORTER_OTLP_ENDPOINT names, and if it names none, nothing
    /// is exported.
    /// </summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>Where /metrics, /healthz and /readyz are served; null for nowhere.</summary>
    public IPEndPoint? MetricsAddress { get; init; }

    /// <summary>What the role needs in order to work.</summary>
    public IReadOnlyList<ReadinessCheck> Checks { get; init; } = [];

    /// <summary>Folders that the role writes to, by the short name that metrics have for them.</summary>
    public IReadOnlyDictionary<string, string> Volumes { get; init; } = new Dictionary<string, string>();

    /// <summary>Cancelled when the role takes no more work; it is not ready from then on.</summary>
    public CancellationToken Stopping { get; init; }
}

/// <summary>A service that a role needs.</summary>
/// <param name="Name">A word.</param>
/// <param name="Check">Throws where the service is not there; the message is one line without secrets.</param>
public sealed record ReadinessCheck(string Name, Func<CancellationToken, Task> Check);
