using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>
/// JSON-RPC 2.0 over HTTP: batches and parallel requests with bounds, and retries with exponential backoff and
/// jitter of what may work later: network errors, timeouts, 429, 5xx, and the errors that rate limits give.
/// </summary>
public sealed class JsonRpcClient : IDisposable
{
    private readonly RpcOptions _options;
    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly SemaphoreSlim _requests;
    private readonly RequestPace _pace;
    private readonly Random _jitter;
    private readonly Lock _jitterLock = new();
    private volatile bool _refusesBatches;

    /// <exception cref="RpcException">The URL or a header cannot be used.</exception>
    public JsonRpcClient(RpcOptions options)
    {
        _options = options;
        _url = options.Url.IsAbsoluteUri && options.Url.Scheme is "http" or "https"
            ? new UriBuilder(options.Url) { UserName = string.Empty, Password = string.Empty }.Uri
            : throw new RpcException("the node's URL must begin with http:// or https://");
        Name = _url.GetLeftPart(UriPartial.Authority);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            MaxConnectionsPerServer = options.MaxConcurrentRequests,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        AddHeaders();
        _requests = new SemaphoreSlim(options.MaxConcurrentRequests);
        _pace = new RequestPace(options.RequestsPerSecond, options.Time);
        _jitter = options.Seed is { } seed ? new Random(seed) : new Random();
    }

    /// <summary>Scheme, host and port of the node: what messages may show of its URL.</summary>
    public string Name { get; }

    public TimeProvider Time => _options.Time;

    public void Dispose()
    {
        _http.Dispose();
        _requests.Dispose();
    }

    /// <summary>Makes one call; an error that the node gives is a reply.</summary>
    /// <exception cref="RpcException">There is no reply after all retries.</exception>
    public async Task<RpcReply> CallAsync(RpcCall call, CancellationToken cancellation) =>
        (await SendAsync([call], cancellation))[0];

    /// <summary>Makes calls in batches, in parallel; the replies are in the order of the calls.</summary>
    /// <exception cref="RpcException">One of them has no reply after all retries.</exception>
    public async Task<IReadOnlyList<RpcReply>> CallAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellation)
    {
        using CancellationTokenSource others = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<RpcReply[]>[] batches =
        [
            .. calls.Chunk(_refusesBatches ? 1 : _options.MaxBatchSize).Select(batch => SendAsync(batch, others.Token)),
        ];
        try
        {
            await foreach (Task<RpcReply[]> ended in Task.WhenEach(batches))
            {
                await ended;
            }
        }
        catch
        {
            await others.CancelAsync();
            await Task.WhenAll(batches).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }

        return [.. batches.SelectMany(batch => batch.Result)];
    }

    private void AddHeaders()
    {
        if (_options.Url.UserInfo is { Length: > 0 } user)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user))));
        }

        foreach ((string name, string value) in _options.Headers)
        {
            _http.DefaultRequestHeaders.Remove(name);
            if (!_http.DefaultRequestHeaders.TryAddWithoutValidation(name, value))
            {
                throw new RpcException($"'{JsonField.Printable(name)}' is no HTTP header that a request can have");
            }
        }
    }

    private async Task<RpcReply[]> SendAsync(RpcCall[] calls, CancellationToken cancellation)
    {
        RpcReply?[] replies = new RpcReply?[calls.Length];
        for (int attempt = 0; ; attempt++)
        {
            int[] pending =
                [.. Enumerable.Range(0, calls.Length).Where(i => replies[i] is null or { IsRateLimited: true })];
            RpcFailure? failure = await TryAsync(calls, pending, replies, cancellation);
            if (failure is null && pending.All(i => replies[i] is { IsRateLimited: false }))
            {
                return replies!;
            }

            string method = calls[pending[0]].Method;
            string reason = failure?.Reason ?? "the node limits the rate of calls";
            if (failure is { IsFinal: true } || attempt == _options.MaxRetries)
            {
                throw new RpcException(
                    $"{method}: {reason} ({Name}{(attempt > 0 ? $", tried {attempt + 1} times" : "")})"
                    + (failure?.Advice ?? "; try again later, or with --requests-per-second"),
                    failure?.Cause ?? new HttpRequestException(reason));
            }

            WitnessTelemetry.CountRetry(failure?.Kind ?? "rate-limit");
            await Task.Delay(PauseAfter(attempt, failure?.RetryAfter), Time, cancellation);
        }
    }

    private TimeSpan PauseAfter(int attempt, TimeSpan? asked)
    {
        double share;
        lock (_jitterLock)
        {
            share = 0.5 + (0.5 * _jitter.NextDouble());
        }

        TimeSpan pause = _options.Backoff * Math.Pow(2, Math.Min(attempt, 30)) * share;
        pause = asked > pause ? asked.Value : pause;
        return pause < _options.MaxBackoff ? pause : _options.MaxBackoff;
    }

    // Sends the calls that have no final reply yet; null, or why there is none.
    private async Task<RpcFailure?> TryAsync(
        RpcCall[] calls, int[] pending, RpcReply?[] replies, CancellationToken cancellation)
    {
        if (_refusesBatches && pending.Length > 1)
        {
            foreach (int index in pending)
            {
                if (await TryAsync(calls, [index], replies, cancellation) is { } single)
                {
                    return single;
                }
            }

            return null;
        }

        await _requests.WaitAsync(cancellation);
        long started = Time.GetTimestamp();
        RpcFailure? failure = null;
        try
        {
            await _pace.WaitAsync(pending.Length, cancellation);
            using CancellationTokenSource timeout = new(_options.Timeout, Time);
            using CancellationTokenSource either =
                CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
            try
            {
                failure = await ExchangeAsync(calls, pending, replies, either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                failure = RpcFailure.Timeout(_options.Timeout);
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException)
            {
                failure = RpcFailure.Network(problem);
            }
        }
        finally
        {
            _requests.Release();
            WitnessTelemetry.Measure(calls[pending[0]].Method, Time.GetElapsedTime(started));
            foreach (int index in pending)
            {
                WitnessTelemetry.CountCall(
                    calls[index].Method,
                    failure is not null || replies[index] is null ? "failure"
                        : replies[index]!.Error is null ? "ok" : "error");
            }
        }

        if (failure is { Kind: RpcFailure.NoBatch } && pending.Length > 1)
        {
            _refusesBatches = true;
            return await TryAsync(calls, pending, replies, cancellation);
        }

        return failure;
    }

    private async Task<RpcFailure?> ExchangeAsync(
        RpcCall[] calls, int[] pending, RpcReply?[] replies, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, _url)
        {
            Content = new ByteArrayContent(RpcMessages.Write(calls, pending)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response =
            await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        bool isBatch = pending.Length > 1;
        if (!response.IsSuccessStatusCode)
        {
            // Some nodes give the errors of JSON-RPC with a status of HTTP.
            byte[]? said = (int)response.StatusCode is >= 400 and < 500 and not 429 and not 401 and not 403
                ? await ReadAsync(response, cancellation)
                : null;
            return said is not null && RpcMessages.TryRead(said, calls, pending, replies)
                ? null
                : RpcFailure.Status(response, isBatch, Time.GetUtcNow());
        }

        byte[]? bytes = await ReadAsync(response, cancellation);
        if (bytes is null)
        {
            return RpcFailure.TooLong(_options.MaxReplyLength);
        }

        return RpcMessages.TryRead(bytes, calls, pending, replies) ? null : RpcFailure.Garbage(isBatch);
    }

    // Null where the reply is longer than allowed.
    private async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > _options.MaxReplyLength)
        {
            return null;
        }

        using MemoryStream buffer = new();
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] chunk = new byte[1 << 16];
        for (int read; (read = await stream.ReadAsync(chunk, cancellation)) > 0;)
        {
            if (buffer.Length + read > _options.MaxReplyLength)
            {
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
