using RabbitMQ.Client;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq;

/// <summary>Looks into the queues and changes what is in them, on a connection of its own.</summary>
internal sealed class RabbitMqAdministration(
    RabbitMqConnector connector,
    RabbitMqTopology topology,
    RabbitMqAdministration.PublishTask publishTask,
    RabbitMqAdministration.PublishDead publishDead) : IAsyncDisposable
{
    // Messages that a sweep holds at a time.
    private const int SweepBatch = 64;

    private readonly RabbitMqLink _link = new(connector, topology, "administration");

    /// <summary>Publishes a task by an exchange.</summary>
    public delegate Task PublishTask(
        string exchange, TaskMessage task, int lostDeliveries, bool isUrgent, CancellationToken cancellation);

    /// <summary>Publishes a dead letter.</summary>
    public delegate Task PublishDead(
        ReadOnlyMemory<byte> body, string queue, string reason, CancellationToken cancellation);

    public Task<IReadOnlyList<QueueStatus>> GetStatusAsync(CancellationToken cancellation) =>
        OnChannelAsync<IReadOnlyList<QueueStatus>>(
            async channel =>
            {
                List<QueueStatus> statuses = [];
                foreach (string queue in topology.Queues)
                {
                    QueueDeclareOk found = await channel.QueueDeclarePassiveAsync(queue, cancellation);

                    // To look at the first message counts as a delivery to a worker: its age stays unknown.
                    statuses.Add(new QueueStatus(queue, found.MessageCount, found.ConsumerCount, OldestAge: null));
                }

                return statuses;
            },
            cancellation);

    public async Task<long> PurgeAsync(string queue, CancellationToken cancellation) =>
        topology.Queues.Contains(queue)
            ? await OnChannelAsync<long>(
                async channel => await channel.QueuePurgeAsync(queue, cancellation), cancellation)
            : throw new BrokerException(
                $"there is no queue '{queue}'; the queues are {string.Join(", ", topology.Queues)}");

    public Task<int> RemoveTasksAsync(Func<TaskMessage, bool> isUnwanted, CancellationToken cancellation) =>
        OnChannelAsync(
            async channel =>
            {
                int removed = 0;
                foreach (string queue in new[] { topology.Prove, topology.Aggregate, topology.Retry })
                {
                    long left = await channel.MessageCountAsync(queue, cancellation);
                    while (left > 0)
                    {
                        List<BasicGetResult> batch =
                            await TakeAsync(channel, queue, (int)Math.Min(left, SweepBatch), cancellation);
                        removed += await SweepAsync(channel, queue, batch, isUnwanted, cancellation);
                        left = batch.Count < SweepBatch ? 0 : left - batch.Count;
                    }
                }

                return removed;
            },
            cancellation);

    public Task<IReadOnlyList<DeadLetter>> ListDeadAsync(int maxCount, CancellationToken cancellation) =>
        OnChannelAsync<IReadOnlyList<DeadLetter>>(
            async channel =>
            {
                List<DeadLetter> letters = [];
                ulong last = 0;
                while (letters.Count < maxCount
                    && await channel.BasicGetAsync(topology.Dead, autoAck: false, cancellation) is { } message)
                {
                    letters.Add(RabbitMqHeaders.ReadDeadLetter(message.BasicProperties, message.Body));
                    last = message.DeliveryTag;
                }

                await PutBackAsync(channel, last, cancellation);
                return letters;
            },
            cancellation);

    public Task<int> ReplayDeadAsync(Func<DeadLetter, bool> isWanted, CancellationToken cancellation) =>
        OnChannelAsync(
            async channel =>
            {
                int replayed = 0;
                ulong last = 0;
                for (long left = await channel.MessageCountAsync(topology.Dead, cancellation); left > 0; left--)
                {
                    if (await channel.BasicGetAsync(topology.Dead, autoAck: false, cancellation) is not { } message)
                    {
                        break;
                    }

                    DeadLetter letter = RabbitMqHeaders.ReadDeadLetter(message.BasicProperties, message.Body);
                    if (letter.Task is not null && isWanted(letter))
                    {
                        await publishTask(
                            string.Empty, letter.Task with { Attempt = 0 }, 0, isUrgent: false, cancellation);
                        await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellation);
                        replayed++;
                    }
                    else
                    {
                        last = message.DeliveryTag;
                    }
                }

                await PutBackAsync(channel, last, cancellation);
                return replayed;
            },
            cancellation);

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    /// <summary>Puts all back that the channel took up to a message and did not acknowledge, in order.</summary>
    private static async Task PutBackAsync(IChannel channel, ulong last, CancellationToken cancellation)
    {
        if (last > 0)
        {
            await channel.BasicNackAsync(last, multiple: true, requeue: true, cancellation);
        }
    }

    private static async Task<List<BasicGetResult>> TakeAsync(
        IChannel channel, string queue, int maxCount, CancellationToken cancellation)
    {
        List<BasicGetResult> batch = [];
        while (batch.Count < maxCount
            && await channel.BasicGetAsync(queue, autoAck: false, cancellation) is { } message)
        {
            batch.Add(message);
        }

        return batch;
    }

    /// <summary>Acknowledges the unwanted, and puts copies of the others at the end of their queue.</summary>
    private async Task<int> SweepAsync(
        IChannel channel,
        string queue,
        List<BasicGetResult> batch,
        Func<TaskMessage, bool> isUnwanted,
        CancellationToken cancellation)
    {
        int removed = 0;
        List<Task> copies = [];
        foreach (BasicGetResult message in batch)
        {
            if (TaskReader.Read(message.Body, out TaskMessage? task) is { } problem)
            {
                copies.Add(publishDead(message.Body, queue, problem, cancellation));
            }
            else if (isUnwanted(task!))
            {
                removed++;
            }
            else
            {
                copies.Add(publishTask(
                    queue == topology.Retry ? topology.Retry : string.Empty,
                    task!,
                    RabbitMqHeaders.EarlierDeliveries(message.BasicProperties),
                    isUrgent: message.BasicProperties.IsPriorityPresent() && message.BasicProperties.Priority > 0,
                    cancellation));
            }
        }

        await Task.WhenAll(copies);
        if (batch.Count > 0)
        {
            await channel.BasicAckAsync(batch[^1].DeliveryTag, multiple: true, cancellation);
        }

        return removed;
    }

    private async Task<T> OnChannelAsync<T>(Func<IChannel, Task<T>> work, CancellationToken cancellation)
    {
        IChannel channel = await _link.OpenChannelAsync(null, cancellation);
        try
        {
            T result = await work(channel);

            // The broker answers when it has done all that came before, acknowledgements without answer included.
            await channel.CloseAsync(cancellation);
            return result;
        }
        catch (Exception failure)
            when (failure is not BrokerException && !cancellation.IsCancellationRequested
                && RabbitMqLink.IsLinkFailure(failure))
        {
            throw new BrokerException($"the connection to {connector.Endpoint} was lost: {failure.Message}", failure);
        }
        finally
        {
            await channel.DisposeAsync();
        }
    }
}
