using System.Text.Json;

namespace ZeroSharp.Cluster.Core.Jobs;

/// <summary>The JSON form of the list of workers, for scripts and the HTTP interface.</summary>
public static class WorkerDocument
{
    /// <param name="now">The time from which a worker's last sign of life is counted.</param>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<WorkerRecord> workers, DateTimeOffset now)
    {
        writer.WriteStartArray();
        foreach (WorkerRecord worker in workers)
        {
            writer.WriteStartObject();
            writer.WriteString("worker", worker.Name);
            writer.WriteString("task", worker.TaskId);
            writer.WriteNumber("tasks_done", worker.TasksDone);
            writer.WriteNumber("memory_bytes", worker.MemoryBytes);
            writer.WriteNumber("seen_seconds_ago", (now - worker.SeenAt).TotalSeconds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
