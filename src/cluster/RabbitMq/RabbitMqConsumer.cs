using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ZeroSharp.Cluster.RabbitMq;

/// <summary>A message that came in, and the channel that alone can acknowledge it.</summary>
internal sealed record Delivery(IChannel Channel, ulong Tag, IReadOnlyBasicProperties Properties, byte[] Body)
{
    /// <summary>Whether what becomes of it can still be said.</summary>
    public bool IsOpen => Channel.IsOpen;

    public ValueTask AcknowledgeAsync() => Channel.BasicAckAsync(Tag, multiple: false);

    public ValueTask RequeueAsync() => Channel.BasicNackAsync(Tag, multiple: false, requeue: true);
}

/// <summary>
/// Consumes a queue until stopped, on a connection of its own which it opens again whenever it is lost. A
/// handler outlives the connection; what it says of its message then goes nowhere, as the broker gives the
/// message to somebody else.
/// </summary>
internal sealed class RabbitMqConsumer(
    RabbitMqOptions options,
    RabbitMqConnector connector,
    RabbitMqTopology topology,
    ILogger logger,
    TimeProvider time,
    Random jitter)
{
    /// <param name="queue">The queue.</param>
    /// <param name="prefetch">Messages handled at a time.</param>
    /// <param name="handle">Handles a message and settles it.</param>
    /// <param name="handBack">Gives back a message that came while stopping.</param>
    /// <param name="stop">Ends consuming.</param>
    public async Task RunAsync(
        string queue,
        ushort prefetch,
        Func<Delivery, Task> handle,
        Func<Delivery, Task> handBack,
        CancellationToken stop)
    {
        ReconnectPause pause = new(options.MaxReconnectPause, jitter);
        while (!stop.IsCancellationRequested)
        {
            string problem;
            try
            {
                await RunSessionAsync(queue, prefetch, handle, handBack, pause, stop);
                problem = "the connection was lost";
            }
            catch (Exception failure) when (RabbitMqLink.IsLinkFailure(failure))
            {
                problem = failure.Message;
            }

            if (!stop.IsCancellationRequested)
            {
                TimeSpan next = pause.Next();
                logger.ConsumingFailed(queue, problem, next);
                await Task.Delay(next, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Consumes until stopped or until the channel ends; returns when the handlers have.</summary>
    private async Task RunSessionAsync(
        string queue,
        ushort prefetch,
        Func<Delivery, Task> handle,
        Func<Delivery, Task> handBack,
        ReconnectPause pause,
        CancellationToken stop)
    {
        await using RabbitMqLink link = new(connector, topology, $"consumer of {queue}");
        await using IChannel channel = await link.OpenChannelAsync(null, stop);
        await channel.BasicQosAsync(0, prefetch, global: false, stop);
        Inbox inbox = new(channel, prefetch);
        string tag = await channel.BasicConsumeAsync(
            queue, autoAck: false, consumerTag: string.Empty, noLocal: false, exclusive: false, arguments: null, inbox,
            CancellationToken.None);
        pause.Reset();
        logger.Consuming(queue, connector.Endpoint);

        using SemaphoreSlim free = new(prefetch, prefetch);
        List<Task> handling = [];
        try
        {
            while (await inbox.Reader.WaitToReadAsync(stop))
            {
                await free.WaitAsync(stop);
                if (inbox.Reader.TryRead(out Delivery? delivery))
                {
                    handling.RemoveAll(done => done.IsCompletedSuccessfully);
                    handling.Add(HandleAsync(delivery, handle, inbox, free));
                }
                else
                {
                    free.Release();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // First no more messages, then the end of those at work, then of the channel they are settled on.
            if (channel.IsOpen)
            {
                await channel.BasicCancelAsync(tag, cancellationToken: CancellationToken.None);
            }

            // Ends with the broker's answer, which comes after the last message.
            await foreach (Delivery delivery in inbox.Reader.ReadAllAsync(CancellationToken.None))
            {
                handling.Add(delivery.IsOpen ? handBack(delivery) : Task.CompletedTask);
            }
        }
        finally
        {
            await Task.WhenAll(handling);
        }

        if (channel.IsOpen)
        {
            // Waits for the broker, and hence for what was acknowledged before.
            await channel.CloseAsync();
        }
    }

    // On another thread: a handler may compute for long before it first awaits.
    private static Task HandleAsync(
        Delivery delivery, Func<Delivery, Task> handle, Inbox inbox, SemaphoreSlim free) =>
        Task.Run(async () =>
        {
            try
            {
                await handle(delivery);
            }
            catch (Exception failure)
            {
                // It is not settled: only the end of the channel brings it to somebody again.
                inbox.Fail(failure);
            }
            finally
            {
                free.Release();
            }
        });

    /// <summary>Takes messages off the connection's thread; ends when the channel does.</summary>
    private sealed class Inbox(IChannel channel, int capacity) : AsyncDefaultBasicConsumer(channel)
    {
        private readonly Channel<Delivery> _deliveries = System.Threading.Channels.Channel.CreateBounded<Delivery>(
            capacity);

        public ChannelReader<Delivery> Reader => _deliveries.Reader;

        public void Fail(Exception failure) => _deliveries.Writer.TryComplete(failure);

        public override async Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default)
        {
            // The client takes the body's memory back. The prefetch bounds what comes: there is always room.
            Delivery delivery = new(Channel, deliveryTag, new BasicProperties(properties), body.ToArray());
            if (await _deliveries.Writer.WaitToWriteAsync(cancellationToken))
            {
                _deliveries.Writer.TryWrite(delivery);
            }
        }

        public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
        {
            _deliveries.Writer.TryComplete();
            return base.HandleChannelShutdownAsync(channel, reason);
        }

        protected override Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
        {
            _deliveries.Writer.TryComplete();
            return base.OnCancelAsync(consumerTags, cancellationToken);
        }
    }
}
