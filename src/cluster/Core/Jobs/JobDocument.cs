using System.Globalization;
using System.Text.Json;
using ZeroSharp.Cluster.Core.Leaders;

namespace ZeroSharp.Cluster.Core.Jobs;

/// <summary>The JSON form of jobs, for scripts and the HTTP interface; see docs/reference/http-api.md.</summary>
public static class JobDocument
{
    /// <summary>Writes one job.</summary>
    /// <param name="tasks">Its tasks; null to leave them out.</param>
    /// <param name="pricePerWorkerHour">US dollars, for the job's cost; null where no price is known.</param>
    /// <param name="remaining">How long it will still take; null where that is not known.</param>
    public static void Write(
        Utf8JsonWriter writer,
        Job job,
        IReadOnlyList<JobTask>? tasks,
        double? pricePerWorkerHour,
        TimeSpan? remaining = null)
    {
        writer.WriteStartObject();
        writer.WriteString("id", job.Id);
        writer.WriteString("state", NameOf(job.State));
        writer.WriteNumber("chain_id", job.ChainId);
        writer.WriteNumber("block_number", job.BlockNumber);
        writer.WriteString("block_hash", job.BlockHash);
        writer.WriteString("source", job.Source);
        writer.WriteString("program", job.Program);
        writer.WriteNumber("transactions", job.TransactionCount);
        writer.WriteNumber("gas_used", job.GasUsed);
        writer.WriteNumber("cycles", job.Cycles);
        writer.WriteNumber("segments", job.SegmentCount);
        writer.WriteNumber("segments_done", job.SegmentsDone);
        writer.WriteNumber("attempts", job.Attempts);
        writer.WriteString("error", job.Error);
        writer.WriteNumber("worker_seconds", job.WorkerSeconds);
        writer.WriteNumber("leader_seconds", job.LeaderSeconds);
        if (JobCost.Of(job, pricePerWorkerHour) is { } cost)
        {
            writer.WriteNumber("cost_usd", cost);
        }

        if (remaining is { } time)
        {
            writer.WriteNumber("eta_seconds", Math.Round(time.TotalSeconds, 1));
        }

        WriteTime(writer, "created_at", job.CreatedAt);
        WriteTime(writer, "started_at", job.StartedAt);
        WriteTime(writer, "cut_at", job.CutAt);
        WriteTime(writer, "finished_at", job.FinishedAt);
        WriteTime(writer, "updated_at", job.UpdatedAt);
        writer.WriteString("leader", job.LeaseOwner);
        if (job.Proof is { } proof)
        {
            writer.WriteNumber("proof_bytes", proof.Length);
        }

        if (tasks is not null)
        {
            writer.WriteStartArray("tasks");
            foreach (JobTask task in tasks)
            {
                Write(writer, task);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>The name of a state: lower case.</summary>
    public static string NameOf(JobState state) => state.ToString().ToLowerInvariant();

    private static void Write(Utf8JsonWriter writer, JobTask task)
    {
        writer.WriteStartObject();
        writer.WriteString("id", task.Id);
        writer.WriteString("kind", task.Kind.ToString().ToLowerInvariant());
        writer.WriteNumber("index", task.Index);
        writer.WriteString("state", task.State.ToString().ToLowerInvariant());
        writer.WriteNumber("cycles", task.Cycles);
        writer.WriteNumber("first_transaction", task.FirstTransaction);
        writer.WriteNumber("last_transaction", task.LastTransaction);
        writer.WriteNumber("attempts", task.Attempts);
        writer.WriteString("worker", task.Worker);
        writer.WriteNumber("seconds", task.Seconds);
        writer.WriteString("error", task.Error);
        WriteTime(writer, "queued_at", task.QueuedAt);
        WriteTime(writer, "started_at", task.StartedAt);
        WriteTime(writer, "finished_at", task.FinishedAt);
        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time) => writer.WriteString(
        name, time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
