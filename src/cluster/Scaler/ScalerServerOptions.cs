using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ZeroSharp.Cluster.Scaler;

/// <summary>Where and how KEDA is served.</summary>
public sealed record ScalerServerOptions
{
    /// <summary>Address and port; port 0 takes a free one.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>The server's certificate with its key; null to serve without TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The certificates between that and its authority.</summary>
    public X509Certificate2Collection? CertificateChain { get; init; }

    /// <summary>Authorities of callers' certificates, which callers then need; null to serve any caller.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }
}
