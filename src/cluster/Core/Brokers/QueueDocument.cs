using System.Text.Json;

namespace ZeroSharp.Cluster.Core.Brokers;

/// <summary>The JSON form of the list of queues, for scripts and the HTTP interface.</summary>
public static class QueueDocument
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<QueueStatus> queues)
    {
        writer.WriteStartArray();
        foreach (QueueStatus queue in queues)
        {
            writer.WriteStartObject();
            writer.WriteString("queue", queue.Name);
            writer.WriteNumber("ready", queue.Ready);
            writer.WriteNumber("consumers", queue.Consumers);
            if (queue.OldestAge is { } age)
            {
                writer.WriteNumber("oldest_seconds", age.TotalSeconds);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
