using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ZeroSharp.Testing.Anvil;

/// <summary>What a scripted node answers to a call.</summary>
/// <param name="Result">The result; may be null.</param>
/// <param name="ErrorCode">The error's code, or null for a result.</param>
/// <param name="Error">The error's message.</param>
public sealed record NodeAnswer(JsonNode? Result, int? ErrorCode = null, string? Error = null)
{
    public static NodeAnswer NoMethod { get; } = new(null, -32601, "the method does not exist");
}

/// <summary>
/// An HTTP server that speaks JSON-RPC as a test tells it to: each call is answered by a function, and each request
/// may first be answered as no JSON-RPC server should.
/// </summary>
public sealed class ScriptedNode : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Func<string, JsonArray, Task<NodeAnswer>> _answer;
    private readonly List<string> _methods = [];
    private readonly Lock _lock = new();
    private int _requests;
    private int _running;

    /// <param name="answer">Answers a call by its method and parameters.</param>
    public ScriptedNode(Func<string, JsonArray, Task<NodeAnswer>> answer)
    {
        _answer = answer;
        (_listener, Url) = Listen();
        _ = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>
    /// Sees each request before it is read, with its number from 0 on; true where it has answered the request itself.
    /// </summary>
    public Func<int, HttpListenerContext, Task<bool>>? Fault { get; init; }

    /// <summary>Whether batches are answered by an error that is none.</summary>
    public bool RefusesBatches { get; init; }

    /// <summary>The most requests that were answered at once.</summary>
    public int MaxRunning { get; private set; }

    /// <summary>The calls with an answer, in their order.</summary>
    public IReadOnlyList<string> Methods
    {
        get
        {
            lock (_lock)
            {
                return [.. _methods];
            }
        }
    }

    /// <summary>The requests that came.</summary>
    public int RequestCount => Volatile.Read(ref _requests);

    public void Dispose() => _listener.Close();

    private static (HttpListener Listener, Uri Url) Listen()
    {
        // Another process may take the port between the two steps.
        for (int attempt = 0; ; attempt++)
        {
            TcpListener probe = new(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            HttpListener listener = new();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return (listener, new Uri($"http://127.0.0.1:{port}/"));
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _ = Task.Run(() => ServeAsync(context));
            }
        }
        catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
        {
            // The server has ended.
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        int number = Interlocked.Increment(ref _requests) - 1;
        lock (_lock)
        {
            _running++;
            MaxRunning = Math.Max(MaxRunning, _running);
        }

        try
        {
            if (Fault is not null && await Fault(number, context))
            {
                return;
            }

            JsonNode request = (await JsonNode.ParseAsync(context.Request.InputStream))!;
            JsonNode reply;
            if (request is not JsonArray batch)
            {
                reply = await AnswerAsync(request);
            }
            else if (RefusesBatches)
            {
                reply = new JsonObject
                {
                    ["jsonrpc"] = "2.0",
                    ["id"] = null,
                    ["error"] = new JsonObject { ["code"] = -32600, ["message"] = "no batches" },
                };
            }
            else
            {
                JsonArray replies = [];
                foreach (JsonNode? item in batch)
                {
                    replies.Add((JsonNode)await AnswerAsync(item!));
                }

                reply = replies;
            }

            await WriteAsync(context, 200, reply.ToJsonString());
        }
        catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client has gone.
        }
        finally
        {
            lock (_lock)
            {
                _running--;
            }
        }
    }

    /// <summary>Answers a request with a status and a text.</summary>
    public static async Task WriteAsync(HttpListenerContext context, int status, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }

    private async Task<JsonObject> AnswerAsync(JsonNode call)
    {
        string method = (string)call["method"]!;
        lock (_lock)
        {
            _methods.Add(method);
        }

        NodeAnswer answer = await _answer(method, (JsonArray)call["params"]!);
        JsonObject reply = new() { ["jsonrpc"] = "2.0", ["id"] = call["id"]?.DeepClone() };
        if (answer.ErrorCode is { } code)
        {
            reply["error"] = new JsonObject { ["code"] = code, ["message"] = answer.Error };
        }
        else
        {
            reply["result"] = answer.Result?.DeepClone();
        }

        return reply;
    }
}
