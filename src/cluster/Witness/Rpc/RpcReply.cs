using System.Text.Json;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>What a node answered to one call: a result, or the error that it gave.</summary>
public sealed class RpcReply
{
    /// <summary>"Method not found" of JSON-RPC 2.0, section 5.1.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>"Invalid request" and "Invalid params" of JSON-RPC 2.0, section 5.1.</summary>
    private const int InvalidRequest = -32600;
    private const int InvalidParameters = -32602;

    /// <summary>"Limit exceeded" of EIP-1474.</summary>
    private const int LimitExceeded = -32005;

    private readonly JsonElement _result;

    private RpcReply(RpcCall call, JsonElement result, int errorCode, string? error)
    {
        Call = call;
        _result = result;
        ErrorCode = errorCode;
        Error = error;
    }

    public RpcCall Call { get; }

    /// <summary>The node's error code; meaningless where <see cref="Error"/> is null.</summary>
    public int ErrorCode { get; }

    /// <summary>What the node said is wrong, as a part of one line; null where there is a result.</summary>
    public string? Error { get; }

    /// <summary>Whether there is a result that is not null.</summary>
    public bool HasValue => Error is null && _result.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    /// <summary>The result, which may be null in JSON.</summary>
    /// <exception cref="RpcException">The node gave an error.</exception>
    public JsonElement Result => Error is null ? _result : throw Refused();

    /// <summary>Whether the node does not take the parameters in the form that they have.</summary>
    internal bool IsRefusedForm => Error is not null && (ErrorCode is InvalidRequest or InvalidParameters);

    /// <summary>Whether the same call may be answered later.</summary>
    internal bool IsRateLimited => Error is not null
        && (ErrorCode is LimitExceeded or 429
            || Error.Contains("rate limit", StringComparison.OrdinalIgnoreCase)
            || Error.Contains("too many requests", StringComparison.OrdinalIgnoreCase)
            || Error.Contains("capacity exceeded", StringComparison.OrdinalIgnoreCase));

    /// <summary>The result as a field whose errors name the method.</summary>
    /// <exception cref="RpcException">The node gave an error.</exception>
    internal JsonField ToField() => new(Result, Call.Method);

    internal static RpcReply OfResult(RpcCall call, JsonElement result) => new(call, result, 0, null);

    internal static RpcReply OfError(RpcCall call, int code, string message) =>
        new(call, default, code, JsonField.Printable(message));

    internal RpcException Refused() => new(
        $"{Call.Method}: the node replied with error {ErrorCode}: {Error}" + (ErrorCode == MethodNotFound
            ? "; enable that API at the node, or use another --rpc-type"
            : string.Empty));
}
