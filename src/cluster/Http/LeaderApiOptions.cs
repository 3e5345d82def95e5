using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ZeroSharp.Cluster.Http;

/// <summary>How the leader's HTTP interface is served.</summary>
public sealed record LeaderApiOptions
{
    /// <summary>Most streams of events at a time.</summary>
    public const int MaxStreams = 256;

    /// <summary>Most requests with blocks that wait to be read; more are refused.</summary>
    public const int MaxWaiting = 256;

    /// <summary>Longest time that a submission waits for its proofs.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Where it listens; port 0 takes a free one.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>The keys of callers; null admits everyone.</summary>
    public ApiKeys? Keys { get; init; }

    /// <summary>Largest request in bytes.</summary>
    public long MaxBodyLength { get; init; } = 256L << 20;

    /// <summary>Requests with blocks that are in memory at a time; others wait.</summary>
    public int MaxBodies { get; init; } = 8;

    /// <summary>Requests whose blocks are executed at a time.</summary>
    public int MaxExecutions { get; init; } = 2;

    /// <summary>The certificate, for HTTPS; null for HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Certificates of the authorities between the certificate and those that callers trust.</summary>
    public X509Certificate2Collection? CertificateChain { get; init; }
}
