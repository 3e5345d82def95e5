using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq;

/// <summary>A connection that is opened, with the queues declared, whenever it is needed and not there.</summary>
internal sealed class RabbitMqLink(RabbitMqConnector connector, RabbitMqTopology topology, string role)
    : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private IConnection? _connection;
    private bool _isDisposed;

    /// <summary>Why the broker holds publishers back, while it does.</summary>
    public string? BlockedReason { get; private set; }

    /// <summary>True if the failure is the connection's, the channel's or the broker's.</summary>
    public static bool IsLinkFailure(Exception failure) => failure
        is RabbitMQClientException or BrokerException or IOException or TimeoutException or ObjectDisposedException
        or System.Net.Sockets.SocketException or OperationCanceledException;

    /// <exception cref="BrokerException">There is no connection to be had.</exception>
    public async Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_connection is { IsOpen: true })
            {
                return _connection;
            }

            await CloseAsync();
            IConnection connection = await connector.ConnectAsync(role, cancellation);
            try
            {
                await topology.DeclareAsync(connection, cancellation);
            }
            catch
            {
                await AbortAsync(connection);
                throw;
            }

            BlockedReason = null;
            connection.ConnectionBlockedAsync += (_, blocked) =>
            {
                BlockedReason = RabbitMqHeaders.OneLine(blocked.Reason);
                return Task.CompletedTask;
            };
            connection.ConnectionUnblockedAsync += (_, _) =>
            {
                BlockedReason = null;
                return Task.CompletedTask;
            };
            _connection = connection;
            return connection;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Opens a channel; the caller disposes it.</summary>
    /// <exception cref="BrokerException">It cannot be opened.</exception>
    public async Task<IChannel> OpenChannelAsync(CreateChannelOptions? options, CancellationToken cancellation)
    {
        IConnection connection = await ConnectAsync(cancellation);
        try
        {
            return await connection.CreateChannelAsync(options, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested && IsLinkFailure(failure))
        {
            throw new BrokerException($"{connector.Endpoint} opens no channel: {failure.Message}", failure);
        }
    }

    /// <summary>Ends the connection, so that the next use opens another.</summary>
    public async Task DropAsync()
    {
        await _gate.WaitAsync();
        try
        {
            await CloseAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await DropAsync();
    }

    private static async Task AbortAsync(IConnection connection)
    {
        try
        {
            await connection.AbortAsync(CloseTimeout);
            await connection.DisposeAsync();
        }
        catch (Exception failure) when (IsLinkFailure(failure))
        {
            // It is gone either way.
        }
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await AbortAsync(connection);
        }
    }
}
