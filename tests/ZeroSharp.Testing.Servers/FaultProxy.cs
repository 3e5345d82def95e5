using System.Net;
using System.Net.Sockets;

namespace ZeroSharp.Testing.Servers;

/// <summary>Which way bytes flow through a <see cref="FaultProxy"/>.</summary>
public enum FlowDirection
{
    ToServer,
    ToClient,
}

/// <summary>
/// A TCP proxy before a server that can be told to fail as networks do. It forwards faithfully until told
/// otherwise; every fault holds for present and later connections until <see cref="Heal"/>.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    /// <summary>Connections beyond this number are closed at once.</summary>
    public const int MaxConnections = 256;

    private const int BufferLength = 16 * 1024;
    private const int Backlog = 64;

    private readonly Lock _lock = new();
    private readonly PortReservation _reservation = PortReservation.Take();
    private readonly IPEndPoint _target;
    private readonly TimeProvider _time;
    private readonly HashSet<Connection> _connections = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly FlowFault[] _faults = [new(), new()];
    private TaskCompletionSource _mayFlow = Opened();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private TimeSpan _delay;

    /// <summary>Listens at once on a free loopback port.</summary>
    /// <param name="target">The port of the server at 127.0.0.1.</param>
    public FaultProxy(int target, TimeProvider? time = null)
    {
        _target = new(IPAddress.Loopback, target);
        _time = time ?? TimeProvider.System;
        Accept();
    }

    /// <summary>The port at 127.0.0.1 for clients. It stays the same for the life of the proxy.</summary>
    public int Port => _reservation.Port;

    /// <summary>The connections open now.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Holds back all bytes, both ways, while connections stay open: a network that went silent.</summary>
    public void Pause()
    {
        lock (_lock)
        {
            if (_mayFlow.Task.IsCompleted)
            {
                _mayFlow = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Lets held bytes and all that follow flow again. Nothing was lost.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _mayFlow.TrySetResult();
        }
    }

    /// <summary>Resets every open connection. New ones are accepted.</summary>
    public void CutAll()
    {
        Connection[] open;
        lock (_lock)
        {
            open = [.. _connections];
        }

        foreach (Connection connection in open)
        {
            connection.Reset();
        }
    }

    /// <summary>Refuses new connections, as a host without the server does. Open ones go on.</summary>
    public void Refuse()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    /// <summary>Accepts connections again after <see cref="Refuse"/>.</summary>
    public void Accept()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
            if (_listener is not null)
            {
                return;
            }

            Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            listener.Listen(Backlog);
            _listener = listener;
            _accepting = Task.WhenAll(_accepting, AcceptAllAsync(listener));
        }
    }

    /// <summary>Holds every piece of data for this long before it goes on; pieces do not overlap.</summary>
    public void Delay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        lock (_lock)
        {
            _delay = delay;
        }
    }

    /// <summary>Resets all connections once this many more bytes have passed in a direction. Happens once.</summary>
    public void CutAfter(FlowDirection direction, long byteCount) => Set(direction, FaultKind.Cut, byteCount);

    /// <summary>Inverts all bits of the byte after this many more bytes in a direction. Happens once.</summary>
    public void CorruptAfter(FlowDirection direction, long byteCount) =>
        Set(direction, FaultKind.Corrupt, byteCount);

    /// <summary>Swallows everything after this many more bytes in a direction, while connections stay open.</summary>
    public void DropAfter(FlowDirection direction, long byteCount) => Set(direction, FaultKind.Drop, byteCount);

    /// <summary>Ends every fault: accepts, resumes, no delay, no cut, no corruption, no loss.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _delay = TimeSpan.Zero;
            foreach (FlowFault fault in _faults)
            {
                fault.Kind = FaultKind.None;
            }
        }

        Resume();
        Accept();
    }

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        await _closing.CancelAsync();
        Refuse();
        CutAll();
        await _accepting;
        _reservation.Dispose();
        _closing.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        TaskCompletionSource source = new();
        source.SetResult();
        return source;
    }

    private void Set(FlowDirection direction, FaultKind kind, long byteCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount);
        lock (_lock)
        {
            FlowFault fault = _faults[(int)direction];
            fault.Kind = kind;
            fault.BytesLeft = byteCount;
        }
    }

    private async Task AcceptAllAsync(Socket listener)
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                Socket client = await listener.AcceptAsync(_closing.Token);
                serving.RemoveAll(task => task.IsCompleted);
                if (serving.Count < MaxConnections)
                {
                    serving.Add(ServeAsync(client));
                }
                else
                {
                    client.Dispose();
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Refuse and DisposeAsync close the listener under its accept.
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(Socket client)
    {
        using Connection connection = new(client);
        lock (_lock)
        {
            _connections.Add(connection);
        }

        try
        {
            await connection.Server.ConnectAsync(_target, _closing.Token);
            await Task.WhenAll(
                FlowAsync(connection, client, connection.Server, FlowDirection.ToServer),
                FlowAsync(connection, connection.Server, client, FlowDirection.ToClient));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            connection.Reset();
        }
        finally
        {
            lock (_lock)
            {
                _connections.Remove(connection);
            }
        }
    }

    private async Task FlowAsync(Connection connection, Socket from, Socket to, FlowDirection direction)
    {
        byte[] buffer = new byte[BufferLength];
        try
        {
            while (true)
            {
                int length = await from.ReceiveAsync(buffer.AsMemory(), connection.Closed);
                (Task mayFlow, TimeSpan delay) = Gate();
                await mayFlow.WaitAsync(connection.Closed);
                if (delay > TimeSpan.Zero)
                {
                    await Task.Delay(delay, _time, connection.Closed);
                }

                if (length == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                (int forwarded, bool isCut) = ApplyFault(buffer.AsSpan(0, length), direction);
                for (int sent = 0; sent < forwarded;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, forwarded - sent), connection.Closed);
                }

                if (isCut)
                {
                    CutAll();
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            connection.Reset();
        }
    }

    private (Task MayFlow, TimeSpan Delay) Gate()
    {
        lock (_lock)
        {
            return (_mayFlow.Task, _delay);
        }
    }

    /// <summary>Applies a direction's fault to a piece of data: how much goes on, and whether to cut.</summary>
    private (int Forwarded, bool IsCut) ApplyFault(Span<byte> piece, FlowDirection direction)
    {
        lock (_lock)
        {
            FlowFault fault = _faults[(int)direction];
            if (fault.Kind == FaultKind.None)
            {
                return (piece.Length, false);
            }

            if (fault.BytesLeft >= piece.Length && !(fault.Kind == FaultKind.Cut && fault.BytesLeft == piece.Length))
            {
                fault.BytesLeft -= piece.Length;
                return (piece.Length, false);
            }

            int before = (int)fault.BytesLeft;
            fault.BytesLeft = 0;
            switch (fault.Kind)
            {
                case FaultKind.Corrupt:
                    piece[before] ^= 0xff;
                    fault.Kind = FaultKind.None;
                    return (piece.Length, false);
                case FaultKind.Cut:
                    fault.Kind = FaultKind.None;
                    return (before, true);
                default:
                    return (before, false);
            }
        }
    }

    private enum FaultKind
    {
        None,
        Cut,
        Corrupt,
        Drop,
    }

    private sealed class FlowFault
    {
        public FaultKind Kind { get; set; }

        public long BytesLeft { get; set; }
    }

    private sealed class Connection(Socket client) : IDisposable
    {
        private readonly CancellationTokenSource _closed = new();

        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public CancellationToken Closed => _closed.Token;

        /// <summary>Closes both sides with a reset, so that neither takes it for an orderly end.</summary>
        public void Reset()
        {
            _closed.Cancel();
            client.Close(0);
            Server.Close(0);
        }

        public void Dispose()
        {
            client.Dispose();
            Server.Dispose();
        }
    }
}
