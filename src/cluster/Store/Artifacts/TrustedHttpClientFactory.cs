using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace ZeroSharp.Cluster.Store.Artifacts;

/// <summary>HTTP clients that trust the authorities of a file and no others.</summary>
internal sealed class TrustedHttpClientFactory(X509Certificate2Collection authorities) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { CertificateChainPolicy = policy },
            ConnectTimeout = S3ArtifactStore.ConnectTimeout,
        });
    }
}
