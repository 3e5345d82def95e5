using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ZeroSharp.Cluster.Http;

/// <summary>How the leader's HTTP interface is served.</summary>
public sealed record LeaderApiOptions
{
    /// <summary>Most streams of events at a time.</summary>
    public const int MaxStreams = 256;

    /// <summary>Where it listens; port 0 takes a free one.</summary>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>The keys of callers; null admits everyone.</summary>
    public ApiKeys? Keys { get; init; }

    /// <summary>Largest request in bytes.</summary>
    public long MaxBodyLength { get; init; } = 256L << 20;

    /// <summary>Blocks that are read and executed at a time; other submissions wait.</summary>
    public int MaxSubmissions { get; init; } = 2;

    /// <summary>The certificate, for HTTPS; null for HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }
}
