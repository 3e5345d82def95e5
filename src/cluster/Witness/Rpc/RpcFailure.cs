using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>Why an HTTP request brought no reply of JSON-RPC.</summary>
/// <param name="Kind">For counters.</param>
/// <param name="Reason">A part of a message.</param>
/// <param name="Advice">What to do next, after the reason.</param>
/// <param name="IsFinal">Whether another try would end as this one did.</param>
internal sealed record RpcFailure(string Kind, string Reason, string Advice, bool IsFinal)
{
    /// <summary>The kind of a reply that shows that the node takes no batches.</summary>
    public const string NoBatch = "no-batch";

    /// <summary>How long the node asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public Exception? Cause { get; init; }

    public static RpcFailure Timeout(TimeSpan limit) => new(
        "timeout",
        string.Create(CultureInfo.InvariantCulture, $"no reply in {limit.TotalSeconds:0.###} s"),
        "; check the node's load, or raise --timeout",
        IsFinal: false);

    public static RpcFailure Network(Exception cause) => new(
        "network",
        "the node cannot be reached: " + JsonField.Printable(cause.Message),
        "; check --rpc-url and that the node runs",
        IsFinal: false)
    {
        Cause = cause,
    };

    public static RpcFailure TooLong(long limit) => new(
        "too-long", $"the reply exceeds {limit} bytes", "; the node's reply is not used", IsFinal: true);

    public static RpcFailure Garbage(bool isBatch) => isBatch
        ? new RpcFailure(NoBatch, "the reply is no batch of JSON-RPC", "; check --rpc-url", IsFinal: false)
        : new RpcFailure(
            "garbage", "the reply is not the JSON-RPC reply to the request", "; check --rpc-url", IsFinal: false);

    public static RpcFailure Status(HttpResponseMessage response, bool isBatch, DateTimeOffset now)
    {
        int status = (int)response.StatusCode;
        string reason = $"the node replied with HTTP status {status}";
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => new RpcFailure(
                "rate-limit", reason + " (too many requests)", "; try --requests-per-second", IsFinal: false)
            {
                RetryAfter = ReadRetryAfter(response.Headers.RetryAfter, now),
            },
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new RpcFailure(
                "refused", reason, "; check the credentials in --rpc-url or --rpc-header", IsFinal: true),
            _ when status >= 500 || status == 408 => new RpcFailure(
                "server", reason, "; check the node's log", IsFinal: false)
            {
                RetryAfter = ReadRetryAfter(response.Headers.RetryAfter, now),
            },
            _ when isBatch => new RpcFailure(NoBatch, reason, "; check --rpc-url", IsFinal: false),
            _ => new RpcFailure("refused", reason, "; check --rpc-url", IsFinal: true),
        };
    }

    private static TimeSpan? ReadRetryAfter(RetryConditionHeaderValue? value, DateTimeOffset now) =>
        value?.Delta ?? (value?.Date is { } date ? date - now : null);
}
