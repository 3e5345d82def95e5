using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.RabbitMq;

/// <summary>Reads tasks that this broker can also publish again.</summary>
internal static class TaskReader
{
    /// <returns>Why the bytes are no task; null if they are one.</returns>
    public static string? Read(ReadOnlyMemory<byte> body, out TaskMessage? task)
    {
        task = null;
        try
        {
            TaskMessage read = MessageJson.ReadTask(body);

            // A foreign writer's form may be shorter than ours: what cannot be handed back must not be handed out.
            MessageJson.Write(read with { Attempt = int.MaxValue });
            task = read;
            return null;
        }
        catch (Exception failure) when (failure is MessageFormatException or ArgumentException)
        {
            return failure.Message;
        }
    }
}
