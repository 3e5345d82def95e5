using System.Text.Json;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Scaler;

/// <summary>The JSON form of a decision, for scripts.</summary>
public static class ScalingDocument
{
    public static void Write(Utf8JsonWriter writer, Backlog backlog, ScalingTarget target, ScalingDecision decision)
    {
        writer.WriteStartObject();
        writer.WriteNumber("workers_wanted", decision.Workers);
        writer.WriteBoolean("active", decision.IsActive);
        writer.WriteNumber("backlog_seconds", Rounded(backlog.Seconds));
        writer.WriteNumber("tasks_running", backlog.RunningTasks);
        writer.WriteNumber("cycles_per_second", Rounded(backlog.Rates.CyclesPerSecond));
        writer.WriteBoolean("cycles_per_second_measured", backlog.Rates.IsMeasured);
        writer.WriteNumber("cycles_per_gas", backlog.Rates.CyclesPerGas);
        writer.WriteNumber("latency_seconds", target.Latency.TotalSeconds);
        writer.WriteStartArray("jobs");
        foreach (JobDemand job in decision.Jobs)
        {
            writer.WriteStartObject();
            writer.WriteString("id", job.Backlog.JobId);
            writer.WriteNumber("block_number", job.Backlog.BlockNumber);
            writer.WriteString("state", JobDocument.NameOf(job.Backlog.State));
            writer.WriteNumber("age_seconds", Rounded(job.Backlog.Age.TotalSeconds));
            writer.WriteNumber("proving_seconds", Rounded(job.Backlog.ProvingSeconds));
            writer.WriteNumber("aggregation_seconds", Rounded(job.Backlog.AggregationSeconds));
            writer.WriteNumber("tasks_open", job.Backlog.OpenTasks);
            writer.WriteNumber("tasks_running", job.Backlog.RunningTasks);
            writer.WriteNumber("time_left_seconds", Rounded(job.TimeLeft.TotalSeconds));
            writer.WriteNumber("workers", Math.Round(job.Workers, 3));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static double Rounded(double value) => Math.Round(value, 1);
}
