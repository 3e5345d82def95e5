using RabbitMQ.Client;

namespace ZeroSharp.Cluster.Tests;

/// <summary>Reads and writes a cluster's queues as any client of the broker can.</summary>
internal static class RawQueue
{
    /// <summary>The messages that wait, which stay where they are.</summary>
    public static async Task<IReadOnlyList<byte[]>> PeekAsync(Uri address, string queue)
    {
        await using IConnection connection = await ConnectAsync(address);
        await using IChannel channel = await connection.CreateChannelAsync();
        List<byte[]> bodies = [];
        ulong last = 0;
        while (await channel.BasicGetAsync(queue, autoAck: false) is { } message)
        {
            bodies.Add(message.Body.ToArray());
            last = message.DeliveryTag;
        }

        if (last > 0)
        {
            await channel.BasicNackAsync(last, multiple: true, requeue: true);
        }

        await channel.CloseAsync();
        return bodies;
    }

    /// <summary>Publishes straight to a queue; returns when the broker has the message.</summary>
    public static async Task PublishAsync(Uri address, string queue, ReadOnlyMemory<byte> body)
    {
        await using IConnection connection = await ConnectAsync(address);
        await using IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync(
            string.Empty, queue, mandatory: true, new BasicProperties { Persistent = true }, body);
    }

    private static Task<IConnection> ConnectAsync(Uri address) =>
        new ConnectionFactory { Uri = address }.CreateConnectionAsync();
}
