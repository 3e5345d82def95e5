using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq;

/// <summary>
/// Publishes with confirmation, on a connection of its own: a broker that holds publishers back must not hold
/// back the acknowledgements of consumers.
/// </summary>
internal sealed class RabbitMqPublisher(
    RabbitMqOptions options,
    RabbitMqConnector connector,
    RabbitMqTopology topology,
    TimeProvider time,
    Func<Random> newJitter) : IAsyncDisposable
{
    /// <summary>Most messages that wait for their confirmation.</summary>
    public const int MaxUnconfirmed = 256;

    private const ushort AccessRefused = 403;
    private const ushort PreconditionFailed = 406;
    private const ushort NotAllowed = 530;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // The count of unconfirmed messages is kept here, not by the client, whose limit ends with the sending.
    private static readonly CreateChannelOptions Confirming = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly RabbitMqLink _link = new(connector, topology, "publisher");
    private readonly SemaphoreSlim _unconfirmed = new(MaxUnconfirmed, MaxUnconfirmed);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IChannel? _channel;

    public Task DeclareAsync(CancellationToken cancellation) => _link.ConnectAsync(cancellation);

    /// <summary>Returns when the broker has the message.</summary>
    /// <exception cref="BrokerException">It did not take it in time.</exception>
    public async Task PublishAsync(OutgoingMessage message, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        ReconnectPause pause = new(LongestPause, newJitter());
        using CancellationTokenSource deadline = new(options.PublishWait, time);
        using CancellationTokenSource ending =
            CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        string problem = $"{connector.Endpoint} gives no answer";
        while (true)
        {
            try
            {
                await TryPublishAsync(message, ending.Token);
                return;
            }
            catch (Exception failure) when (RabbitMqLink.IsLinkFailure(failure))
            {
                cancellation.ThrowIfCancellationRequested();
                if (failure is BrokerException && IsRefusal(failure))
                {
                    throw;
                }

                problem = failure switch
                {
                    PublishException { IsReturn: true } => $"no queue takes messages for '{message.RoutingKey}'",
                    PublishException => $"the queue for '{message.RoutingKey}' is full; start workers, or purge it",
                    OperationCanceledException or TimeoutException when _link.BlockedReason is { } reason =>
                        $"{connector.Endpoint} holds publishers back: {reason}",
                    TimeoutException => $"{connector.Endpoint} does not confirm messages",
                    OperationCanceledException => problem,
                    BrokerException => failure.Message,
                    _ => $"the connection to {connector.Endpoint} was lost: {failure.Message}",
                };
                TimeSpan next = pause.Next();
                if (time.GetElapsedTime(start) + next >= options.PublishWait)
                {
                    throw new BrokerException(
                        $"{problem} (tried for {options.PublishWait.TotalSeconds:0.#} s)", failure);
                }

                await Task.Delay(next, time, cancellation);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        _channel?.Dispose();
    }

    /// <summary>Whether the broker answered and said no, which it will do again.</summary>
    private static bool IsRefusal(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is AuthenticationFailureException or PossibleAuthenticationFailureException
                or System.Security.Authentication.AuthenticationException
                or OperationInterruptedException
                {
                    ShutdownReason.ReplyCode: AccessRefused or PreconditionFailed or NotAllowed,
                })
            {
                return true;
            }
        }

        return false;
    }

    private async Task TryPublishAsync(OutgoingMessage message, CancellationToken cancellation)
    {
        await _unconfirmed.WaitAsync(cancellation);
        Task publishing;
        IChannel channel;
        try
        {
            channel = await GetChannelAsync(cancellation);

            // Without a token: the client loses count of its messages if one is cancelled while it is sent.
            publishing = channel.BasicPublishAsync(
                message.Exchange, message.RoutingKey, mandatory: true, message.Properties(time.GetUtcNow()),
                message.Body, CancellationToken.None).AsTask();
        }
        catch
        {
            _unconfirmed.Release();
            throw;
        }

        _ = publishing.ContinueWith(
            done =>
            {
                _ = done.Exception;
                _unconfirmed.Release();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        try
        {
            await publishing.WaitAsync(options.ConfirmTimeout, time, cancellation);
        }
        catch (Exception failure) when (failure is TimeoutException or PublishException { IsReturn: true })
        {
            // A connection that does not confirm is of no use. If a queue was deleted, a new one declares it again.
            await AbandonAsync(channel);
            throw;
        }
    }

    /// <summary>Ends the connection of a channel, unless another took its place.</summary>
    private async Task AbandonAsync(IChannel channel)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (ReferenceEquals(_channel, channel))
            {
                _channel = null;
                await _link.DropAsync();
                channel.Dispose();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<IChannel> GetChannelAsync(CancellationToken cancellation)
    {
        if (_channel is { IsOpen: true } open)
        {
            return open;
        }

        await _gate.WaitAsync(cancellation);
        try
        {
            if (_channel is not { IsOpen: true })
            {
                _channel?.Dispose();
                _channel = null;
                _channel = await _link.OpenChannelAsync(Confirming, cancellation);
            }

            return _channel;
        }
        finally
        {
            _gate.Release();
        }
    }
}
