using System.Net.Http.Headers;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace ZeroSharp.Cluster.Kubernetes;

/// <summary>Sets annotations of this process' own pod, with the rights of its service account.</summary>
public sealed class PodAnnotations : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly PodIdentity _pod;
    private readonly HttpClient _client;

    /// <exception cref="IOException">The certificate authorities cannot be read.</exception>
    public PodAnnotations(PodIdentity pod)
    {
        _pod = pod;
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(pod.AuthorityFile);
        }
        catch (CryptographicException failure)
        {
            throw new IOException($"{pod.AuthorityFile} has no certificates: {failure.Message}", failure);
        }

        _client = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } })
        {
            BaseAddress = pod.ApiServer,
            Timeout = Timeout,
        };
    }

    /// <summary>Sets an annotation by a JSON merge patch (RFC 7386).</summary>
    /// <exception cref="HttpRequestException">The API is not reached, or refuses.</exception>
    /// <exception cref="IOException">The token cannot be read.</exception>
    public async Task SetAsync(string name, string value, CancellationToken cancellation)
    {
        // Read each time: the kubelet writes a new token before the old one runs out.
        string token = (await File.ReadAllTextAsync(_pod.TokenFile, cancellation)).Trim();
        string patch = JsonSerializer.Serialize(
            new { metadata = new { annotations = new Dictionary<string, string> { [name] = value } } });
        using HttpRequestMessage request = new(
            HttpMethod.Patch, $"api/v1/namespaces/{_pod.Namespace}/pods/{_pod.Name}")
        {
            Content = new StringContent(patch),
        };
        request.Content.Headers.ContentType =
            new MediaTypeHeaderValue("application/merge-patch+json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Application.Json));
        using HttpResponseMessage response =
            await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"the Kubernetes API answers {(int)response.StatusCode} {response.ReasonPhrase} to a patch of pod "
                    + $"{_pod.Namespace}/{_pod.Name}",
                null,
                response.StatusCode);
        }
    }

    public void Dispose() => _client.Dispose();
}
