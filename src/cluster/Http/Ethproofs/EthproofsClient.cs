using System.Net;
using System.Net.Http.Headers;

namespace ZeroSharp.Cluster.Http.Ethproofs;

/// <summary>How a report went.</summary>
internal enum ReportOutcome
{
    /// <summary>The endpoint has it.</summary>
    Accepted,

    /// <summary>The endpoint does not take it, and will not later.</summary>
    Refused,

    /// <summary>The endpoint could not be reached, or asks to try later.</summary>
    Unavailable,
}

/// <summary>Sends reports: POST /api/v0/proofs/queued, proving and proved.</summary>
internal sealed class EthproofsClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _client;
    private readonly string _address;

    public EthproofsClient(EthproofsOptions options)
    {
        // A redirect would take the key and the block elsewhere.
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = ConnectionLifetime,
        })
        {
            Timeout = EthproofsOptions.Patience,
        };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Key);
        _address = options.Address.AbsoluteUri.TrimEnd('/') + "/api/v0/proofs/";
    }

    /// <returns>How it went, and one line on why it did not go well.</returns>
    public async Task<(ReportOutcome Outcome, string Reason)> SendAsync(
        ReportStage stage, byte[] body, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, _address + stage.ToString().ToLowerInvariant())
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = Json } },
        };
        try
        {
            using HttpResponseMessage reply =
                await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            string reason = $"the endpoint replied {(int)reply.StatusCode}";
            return reply.IsSuccessStatusCode
                ? (ReportOutcome.Accepted, string.Empty)
                : (IsPassing(reply.StatusCode) ? ReportOutcome.Unavailable : ReportOutcome.Refused, reason);
        }
        catch (HttpRequestException failure)
        {
            return (ReportOutcome.Unavailable, $"the endpoint cannot be reached ({failure.HttpRequestError})");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (ReportOutcome.Unavailable, $"no reply in {EthproofsOptions.Patience.TotalSeconds} seconds");
        }
    }

    public void Dispose() => _client.Dispose();

    private static bool IsPassing(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
}
