using System.Net;
using System.Net.Sockets;
using System.Text;
using ZeroSharp.Cli.Commands;

namespace ZeroSharp.Cli.Tests;

/// <summary>`zero health` as a process, against a listener that answers as a role does.</summary>
public sealed class HealthCommandTests
{
    [Theory]
    [InlineData("200 OK", "broker: ok\nartifacts: ok\n", 0, "broker: ok\nartifacts: ok\n")]
    [InlineData("503 Service Unavailable", "broker: no\nstore: ok\n", 69, "not ready: broker: no; store: ok")]
    [InlineData("404 Not Found", "", 69, "answers with status 404")]
    [InlineData("302 Found", "", 69, "answers with status 302")]
    public async Task Health_Readiness_BecomesTheExitCode(string status, string body, int exitCode, string expected)
    {
        await using Responder responder = new(status, body);

        ZeroResult result = ZeroProcess.Run(null, "health", "--address", responder.Address);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.StartsWith("GET /readyz ", await responder.Request, StringComparison.Ordinal);
        if (exitCode == 0)
        {
            Assert.Equal(expected, result.Output);
            Assert.Empty(result.Error);
        }
        else
        {
            Assert.Empty(result.Output);
            Assert.StartsWith("error: ", Assert.Single(Lines(result.Error)), StringComparison.Ordinal);
            Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Health_Live_AsksForNothingElse()
    {
        await using Responder responder = new("200 OK", "ok\n");

        ZeroResult result = ZeroProcess.Run(null, "health", "--live", "--address", responder.Address);

        Assert.Equal((0, "ok\n"), (result.ExitCode, result.Output));
        Assert.StartsWith("GET /healthz ", await responder.Request, StringComparison.Ordinal);
    }

    [Fact]
    public void Health_NobodyListens_IsUnavailable()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string address = listener.LocalEndpoint.ToString()!;
        listener.Stop();

        ZeroResult result = ZeroProcess.Run(null, "health", "--address", address);

        Assert.Equal(69, result.ExitCode);
        Assert.Contains($"no answer from http://{address}/readyz", Assert.Single(Lines(result.Error)));
    }

    [Fact]
    public async Task Health_RoleThatDoesNotAnswer_IsGivenUp()
    {
        await using Responder responder = new(status: null, body: "");

        ZeroResult result = ZeroProcess.Run(null, "health", "--address", responder.Address);

        Assert.Equal(69, result.ExitCode);
        Assert.Contains("within 5 s", Assert.Single(Lines(result.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_AnswerWithoutEnd_IsNotReadToItsEnd()
    {
        await using Responder responder = new("200 OK", new string('a', 1 << 20));

        ZeroResult result = ZeroProcess.Run(null, "health", "--address", responder.Address);

        Assert.Equal(69, result.ExitCode);
        Assert.StartsWith("error: no answer from", Assert.Single(Lines(result.Error)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9464")]
    [InlineData("127.0.0.1:0")]
    [InlineData("example.org:80")]
    public void Health_AddressThatIsNone_IsWrongUsage(string address)
    {
        ZeroResult result = ZeroProcess.Run(null, "health", "--address", address);

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("--address is not an address and port", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0:9464", "127.0.0.1:9464")]
    [InlineData("[::]:9464", "[::1]:9464")]
    [InlineData("10.0.0.1:9464", "10.0.0.1:9464")]
    public void Reachable_AddressForAll_IsThisMachine(string listened, string expected) =>
        Assert.Equal(expected, HealthCommand.Reachable(IPEndPoint.Parse(listened)).ToString());

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    /// <summary>Answers one connection, or none at all if it is given no status.</summary>
    private sealed class Responder : IAsyncDisposable
    {
        private const int MaxRequest = 8 << 10;

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _closed = new();

        public Responder(string? status, string body)
        {
            _listener.Start();
            Request = AnswerAsync(status, body);
        }

        public string Address => _listener.LocalEndpoint.ToString()!;

        public Task<string> Request { get; }

        public async ValueTask DisposeAsync()
        {
            await _closed.CancelAsync();
            _listener.Dispose();
            _closed.Dispose();
        }

        private async Task<string> AnswerAsync(string? status, string body)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(_closed.Token);
            NetworkStream stream = client.GetStream();
            byte[] request = new byte[MaxRequest];
            int length = await stream.ReadAsync(request, _closed.Token);
            if (status is null)
            {
                // Until the other side goes away.
                _ = await stream.ReadAsync(request.AsMemory(length), _closed.Token);
                return string.Empty;
            }

            try
            {
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"),
                    _closed.Token);
            }
            catch (IOException)
            {
                // It had read enough.
            }

            return Encoding.ASCII.GetString(request, 0, length);
        }
    }
}
