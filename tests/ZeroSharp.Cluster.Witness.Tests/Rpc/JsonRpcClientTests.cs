using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Witness.Rpc;
using ZeroSharp.Testing.Anvil;

namespace ZeroSharp.Cluster.Witness.Tests.Rpc;

/// <summary>What a client does with a node that is slow, busy, broken, or no node at all.</summary>
public sealed class JsonRpcClientTests
{
    private static readonly RpcCall Call = RpcCall.Of("eth_chainId");

    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [Fact]
    public async Task Call_NodeFailsThenAnswers_GivesTheAnswer()
    {
        using ScriptedNode node = Node(2, context => ScriptedNode.WriteAsync(context, 503, "busy"));
        using JsonRpcClient client = Client(node);

        RpcReply reply = await client.CallAsync(Call, Limit);

        Assert.Equal("0x7", reply.Result.GetString());
        Assert.Equal(3, node.RequestCount);
    }

    [Fact]
    public async Task Call_NodeAlwaysFails_SaysSoAfterAllRetries()
    {
        using ScriptedNode node = Node(int.MaxValue, context => ScriptedNode.WriteAsync(context, 500, "broken"));
        using JsonRpcClient client = Client(node, retries: 3);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(Call, Limit));

        Assert.Equal(4, node.RequestCount);
        AssertOneLine(failure, "eth_chainId", "HTTP status 500", "tried 4 times");
    }

    [Fact]
    public async Task Call_TooManyRequests_WaitsAsLongAsTheNodeAsks()
    {
        using ScriptedNode node = Node(1, context =>
        {
            context.Response.Headers["Retry-After"] = "1";
            return ScriptedNode.WriteAsync(context, 429, "slow down");
        });
        using JsonRpcClient client = Client(node);
        long started = TimeProvider.System.GetTimestamp();

        RpcReply reply = await client.CallAsync(Call, Limit);

        Assert.True(reply.HasValue);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(0.95));
    }

    [Theory]
    [InlineData(-32005, "limit exceeded")]
    [InlineData(-32000, "Too Many Requests, retry later")]
    public async Task Call_RateLimitErrors_AreTriedAgain(int code, string message)
    {
        int count = 0;
        using ScriptedNode node = new((_, _) => Task.FromResult(
            count++ < 2 ? new NodeAnswer(null, code, message) : new NodeAnswer("0x7")));
        using JsonRpcClient client = Client(node);

        Assert.Equal("0x7", (await client.CallAsync(Call, Limit)).Result.GetString());
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task Call_ErrorOfTheNode_IsAReplyWithoutRetry()
    {
        using ScriptedNode node = new((_, _) => Task.FromResult(NodeAnswer.NoMethod));
        using JsonRpcClient client = Client(node);

        RpcReply reply = await client.CallAsync(Call, Limit);

        Assert.Equal(RpcReply.MethodNotFound, reply.ErrorCode);
        AssertOneLine(Assert.Throws<RpcException>(() => reply.Result), "eth_chainId", "does not exist", "--rpc-type");
        Assert.Equal(1, node.RequestCount);
    }

    [Fact]
    public async Task Call_NoReplyInTime_IsATimeout()
    {
        using ScriptedNode node = Node(int.MaxValue, _ => Task.Delay(TimeSpan.FromSeconds(5)));
        using JsonRpcClient client = Client(node, retries: 1, timeout: TimeSpan.FromMilliseconds(200));

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(Call, Limit));

        AssertOneLine(failure, "no reply in 0.2 s", "--timeout");
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("")]
    [InlineData("""{"jsonrpc":"2.0","id":77,"result":"0x7"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"0","result":"0x7"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":0}""")]
    [InlineData("""[{"jsonrpc":"2.0","id":0,"result":1},{"jsonrpc":"2.0","id":0,"result":2}]""")]
    [InlineData("""{"jsonrpc":"2.0","id":0,"result":{"a":{"a":{"a":""")]
    public async Task Call_WhatIsNoReply_IsRefused(string text)
    {
        using ScriptedNode node = Node(int.MaxValue, context => ScriptedNode.WriteAsync(context, 200, text));
        using JsonRpcClient client = Client(node, retries: 1);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(Call, Limit));

        AssertOneLine(failure, "not the JSON-RPC reply");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_ReplyAboveTheLimit_IsRefusedAtOnce(bool saysItsLength)
    {
        using ScriptedNode node = Node(int.MaxValue, async context =>
        {
            byte[] much = Encoding.UTF8.GetBytes(new string(' ', 20_000));
            context.Response.SendChunked = !saysItsLength;
            if (saysItsLength)
            {
                context.Response.ContentLength64 = much.Length;
            }

            await context.Response.OutputStream.WriteAsync(much);
            context.Response.Close();
        });
        using JsonRpcClient client = new(new RpcOptions { Url = node.Url, MaxReplyLength = 10_000 });

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(Call, Limit));

        AssertOneLine(failure, "exceeds 10000 bytes");
        Assert.Equal(1, node.RequestCount);
    }

    [Fact]
    public async Task Call_NobodyListens_NamesTheHost()
    {
        Uri url;
        using (ScriptedNode gone = new((_, _) => Task.FromResult(NodeAnswer.NoMethod)))
        {
            url = gone.Url;
        }

        using JsonRpcClient client = new(new RpcOptions
        {
            Url = new UriBuilder(url) { UserName = "me", Password = "secret", Path = "/v3/key" }.Uri,
            MaxRetries = 1,
            Backoff = TimeSpan.FromMilliseconds(1),
        });

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(Call, Limit));

        AssertOneLine(failure, "cannot be reached", $"http://127.0.0.1:{url.Port}");
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("/v3/key", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_CredentialsAndHeaders_AreSent()
    {
        string? authorization = null;
        string? custom = null;
        using ScriptedNode node = Node(int.MaxValue, context =>
        {
            authorization = context.Request.Headers["Authorization"];
            custom = context.Request.Headers["X-Key"];
            return ScriptedNode.WriteAsync(context, 200, """{"jsonrpc":"2.0","id":0,"result":"0x7"}""");
        });
        using JsonRpcClient client = new(new RpcOptions
        {
            Url = new UriBuilder(node.Url) { UserName = "me", Password = "p%40ss" }.Uri,
            Headers = [("X-Key", "value")],
        });

        await client.CallAsync(Call, Limit);

        Assert.Equal("Basic " + Convert.ToBase64String("me:p@ss"u8), authorization);
        Assert.Equal("value", custom);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Call_Refused_IsNotTriedAgain(int status)
    {
        using ScriptedNode node = Node(int.MaxValue, context => ScriptedNode.WriteAsync(context, status, ""));
        using JsonRpcClient client = Client(node);

        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync(Call, Limit));

        AssertOneLine(failure, "credentials");
        Assert.Equal(1, node.RequestCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ManyCalls_KeepOrderAndBounds(bool refusesBatches)
    {
        using ScriptedNode node = new(async (_, parameters) =>
        {
            await Task.Delay((int)parameters[0]! % 3);
            return new NodeAnswer(parameters[0]);
        })
        {
            RefusesBatches = refusesBatches,
        };
        using JsonRpcClient client = new(new RpcOptions
        {
            Url = node.Url,
            MaxBatchSize = 7,
            MaxConcurrentRequests = 3,
            Backoff = TimeSpan.FromMilliseconds(1),
        });

        IReadOnlyList<RpcReply> replies = await client.CallAsync(
            [.. Enumerable.Range(0, 100).Select(i => RpcCall.Of("echo", (JsonNode)i))], Limit);

        Assert.Equal(Enumerable.Range(0, 100), replies.Select(reply => reply.Result.GetInt32()));
        Assert.InRange(node.MaxRunning, 1, 3);
        Assert.True(refusesBatches || node.RequestCount == 15);
    }

    [Fact]
    public async Task Call_BatchWithRateLimitedParts_AsksForThoseAgain()
    {
        Dictionary<int, int> asked = [];
        using ScriptedNode node = new((_, parameters) =>
        {
            int i = (int)parameters[0]!;
            asked[i] = asked.GetValueOrDefault(i) + 1;
            return Task.FromResult(i % 4 == 3 && asked[i] == 1
                ? new NodeAnswer(null, -32005, "limit exceeded")
                : new NodeAnswer(i));
        });
        using JsonRpcClient client = Client(node);

        IReadOnlyList<RpcReply> replies = await client.CallAsync(
            [.. Enumerable.Range(0, 12).Select(i => RpcCall.Of("echo", (JsonNode)i))], Limit);

        Assert.Equal(Enumerable.Range(0, 12), replies.Select(reply => reply.Result.GetInt32()));
        Assert.All(asked, entry => Assert.Equal(entry.Key % 4 == 3 ? 2 : 1, entry.Value));
    }

    [Fact]
    public async Task Call_RequestsPerSecond_AreSpaced()
    {
        using ScriptedNode node = new((_, _) => Task.FromResult(new NodeAnswer("0x7")));
        using JsonRpcClient client = new(new RpcOptions { Url = node.Url, RequestsPerSecond = 20 });
        long started = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < 11; i++)
        {
            await client.CallAsync(Call, Limit);
        }

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(0.45));
    }

    [Fact]
    public async Task Call_Cancelled_EndsAtOnce()
    {
        using ScriptedNode node = Node(int.MaxValue, context => ScriptedNode.WriteAsync(context, 500, ""));
        using JsonRpcClient client = new(new RpcOptions
        {
            Url = node.Url,
            Backoff = TimeSpan.FromMinutes(1),
            MaxBackoff = TimeSpan.FromMinutes(1),
        });
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CallAsync(Call, cancellation.Token));
    }

    [Fact]
    public async Task Call_Always_IsCounted()
    {
        string method = "counted_" + Guid.NewGuid().ToString("N");
        List<string?> outcomes = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == WitnessTelemetry.Name && instrument.Name == "zerosharp.witness.rpc.requests")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            Dictionary<string, object?> all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if ((string?)all["method"] == method)
            {
                outcomes.Add((string?)all["outcome"]);
            }
        });
        listener.Start();
        using ScriptedNode node = Node(1, context => ScriptedNode.WriteAsync(context, 500, ""));
        using JsonRpcClient client = Client(node);

        await client.CallAsync(RpcCall.Of(method), Limit);

        Assert.Equal(["failure", "ok"], outcomes);
    }

    private static ScriptedNode Node(int faultCount, Func<HttpListenerContext, Task> fault) =>
        new((_, _) => Task.FromResult(new NodeAnswer("0x7")))
        {
            Fault = async (number, context) =>
            {
                if (number < faultCount)
                {
                    await fault(context);
                    return true;
                }

                return false;
            },
        };

    private static JsonRpcClient Client(ScriptedNode node, int retries = 5, TimeSpan? timeout = null) =>
        new(new RpcOptions
        {
            Url = node.Url,
            MaxRetries = retries,
            Backoff = TimeSpan.FromMilliseconds(2),
            Timeout = timeout ?? TimeSpan.FromSeconds(20),
            Seed = 1,
        });

    private static void AssertOneLine(RpcException failure, params string[] parts)
    {
        Assert.DoesNotContain('\n', failure.Message);
        Assert.All(parts, part => Assert.Contains(part, failure.Message));
    }
}
