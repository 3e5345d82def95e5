using System.Text;
using RabbitMQ.Client;

namespace ZeroSharp.Cluster.RabbitMq.Tests;

/// <summary>Does to queues what the broker class never would.</summary>
internal static class RawClient
{
    public static async Task PublishAsync(Uri address, string queue, byte[] body, BasicProperties? properties = null)
    {
        await using IConnection connection = await ConnectAsync(address);
        await using IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync(string.Empty, queue, mandatory: true, properties ?? new(), body);
    }

    public static Task PublishAsync(Uri address, string queue, string text) =>
        PublishAsync(address, queue, Encoding.UTF8.GetBytes(text));

    /// <summary>Takes the first message and ends without a word, as a worker that is killed.</summary>
    public static async Task<bool> TakeAndLoseAsync(IConnection connection, string queue)
    {
        await using IChannel channel = await connection.CreateChannelAsync();
        bool found = await channel.BasicGetAsync(queue, autoAck: false) is not null;
        await channel.CloseAsync();
        return found;
    }

    public static async Task DeclareAsync(Uri address, string queue, Dictionary<string, object?> arguments)
    {
        await using IConnection connection = await ConnectAsync(address);
        await using IChannel channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);
    }

    public static Task<IConnection> ConnectAsync(Uri address) =>
        new ConnectionFactory { Uri = address }.CreateConnectionAsync();
}
