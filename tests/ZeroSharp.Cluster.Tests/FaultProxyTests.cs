using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>Each fault of the proxy, before a server that echoes.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private const int Quiet = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);
    private FaultProxy _proxy = null!;
    private Task _serving = Task.CompletedTask;

    public Task InitializeAsync()
    {
        _echo.Start();
        _serving = ServeAsync();
        _proxy = new(((IPEndPoint)_echo.LocalEndpoint).Port);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _echo.Dispose();
        await _serving;
    }

    [Fact]
    public async Task Forward_NoFault_KeepsEveryByteAndTheOrderlyEnd()
    {
        using TcpClient client = await ConnectAsync();
        byte[] sent = new byte[300_000];
        new Random(1).NextBytes(sent);

        NetworkStream stream = client.GetStream();
        Task writing = stream.WriteAsync(sent).AsTask();
        Assert.Equal(sent, await ReadAsync(stream, sent.Length));
        await writing;
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Empty(await ReadAsync(stream, 1));
    }

    [Fact]
    public async Task Pause_OpenConnection_HoldsBytesUntilResume()
    {
        using TcpClient client = await ConnectAsync();
        _proxy.Pause();
        await client.GetStream().WriteAsync(new byte[] { 7 });
        Task<byte[]> reading = ReadAsync(client, 1);

        await Task.Delay(Quiet);
        Assert.False(reading.IsCompleted);
        _proxy.Resume();

        Assert.Equal([7], await reading);
    }

    [Fact]
    public async Task CutAll_OpenConnection_IsResetAndNewOnesWork()
    {
        using TcpClient client = await ConnectAsync();
        await EchoAsync(client, [1]);

        _proxy.CutAll();

        IOException failure = await Assert.ThrowsAsync<IOException>(() => ReadAsync(client, 1));
        SocketException reset = Assert.IsType<SocketException>(failure.InnerException);
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        using TcpClient next = await ConnectAsync();
        await EchoAsync(next, [2]);
    }

    [Fact]
    public async Task Refuse_NewConnection_FailsWhileOpenOnesGoOn()
    {
        using TcpClient client = await ConnectAsync();
        await EchoAsync(client, [1]);

        _proxy.Refuse();

        SocketException refusal = await Assert.ThrowsAsync<SocketException>(ConnectAsync);
        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);
        await EchoAsync(client, [2]);
        _proxy.Accept();
        using TcpClient next = await ConnectAsync();
        await EchoAsync(next, [3]);
    }

    [Fact]
    public async Task Delay_RoundTrip_TakesTwiceThatLong()
    {
        using TcpClient client = await ConnectAsync();
        await EchoAsync(client, [1]);
        _proxy.Delay(TimeSpan.FromMilliseconds(Quiet));

        long begin = Stopwatch.GetTimestamp();
        await EchoAsync(client, [2]);

        Assert.True(Stopwatch.GetElapsedTime(begin) >= TimeSpan.FromMilliseconds(2 * Quiet - 20));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task CorruptAfter_OneByte_IsInverted(int offset)
    {
        using TcpClient client = await ConnectAsync();
        _proxy.CorruptAfter(FlowDirection.ToServer, offset);
        byte[] expected = [1, 2, 3, 4, 5];
        await client.GetStream().WriteAsync(expected);
        expected[offset] ^= 0xff;

        Assert.Equal(expected, await ReadAsync(client, expected.Length));
        await EchoAsync(client, [6, 7, 8, 9, 10]);
    }

    [Fact]
    public async Task CutAfter_Bytes_PassesThemAndResets()
    {
        using TcpClient client = await ConnectAsync();
        _proxy.CutAfter(FlowDirection.ToServer, 4);
        await EchoAsync(client, [1, 2]);

        await client.GetStream().WriteAsync(new byte[] { 3, 4, 5 });

        await Assert.ThrowsAsync<IOException>(() => ReadAsync(client, 3));
        Assert.Equal(0, await ConnectionsAsync(0));
        using TcpClient next = await ConnectAsync();
        await EchoAsync(next, [1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public async Task DropAfter_Bytes_SwallowsTheRestUntilHeal()
    {
        using TcpClient client = await ConnectAsync();
        _proxy.DropAfter(FlowDirection.ToClient, 2);
        await client.GetStream().WriteAsync(new byte[] { 1, 2, 3 });
        Assert.Equal([1, 2], await ReadAsync(client, 2));

        Task<byte[]> reading = ReadAsync(client, 1);
        await Task.Delay(Quiet);
        Assert.False(reading.IsCompleted);
        _proxy.Heal();
        await client.GetStream().WriteAsync(new byte[] { 9 });

        Assert.Equal([9], await reading);
    }

    private async Task<int> ConnectionsAsync(int expected)
    {
        long begin = Stopwatch.GetTimestamp();
        while (_proxy.ConnectionCount != expected && Stopwatch.GetElapsedTime(begin) < Patience)
        {
            await Task.Delay(10);
        }

        return _proxy.ConnectionCount;
    }

    private async Task<TcpClient> ConnectAsync()
    {
        TcpClient client = new();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, _proxy.Port);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static async Task EchoAsync(TcpClient client, byte[] message)
    {
        await client.GetStream().WriteAsync(message);
        Assert.Equal(message, await ReadAsync(client, message.Length));
    }

    private static Task<byte[]> ReadAsync(TcpClient client, int length) => ReadAsync(client.GetStream(), length);

    /// <summary>Reads so many bytes, fewer only if the stream ends in good order.</summary>
    private static async Task<byte[]> ReadAsync(NetworkStream stream, int length)
    {
        using CancellationTokenSource limit = new(Patience);
        byte[] received = new byte[length];
        int count = await stream.ReadAtLeastAsync(received, length, false, limit.Token);
        return received[..count];
    }

    private async Task ServeAsync()
    {
        List<Task> sessions = [];
        try
        {
            while (true)
            {
                sessions.Add(EchoAllAsync(await _echo.AcceptTcpClientAsync()));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // DisposeAsync closed the listener.
        }

        await Task.WhenAll(sessions);
    }

    private static async Task EchoAllAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                await stream.CopyToAsync(stream);
            }
            catch (IOException)
            {
                // The proxy reset the connection, as tests ask it to.
            }
        }
    }
}
