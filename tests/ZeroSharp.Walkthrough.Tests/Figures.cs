using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ZeroSharp.Walkthrough.Tests;

/// <summary>The figures of the dashboards, of a run of the walk-through.</summary>
internal sealed class Figures
{
    private const string ReportVariable = "ZEROSHARP_REPORT";

    private readonly List<(string Name, string Value)> _rows = [];

    /// <param name="leaders">What the leaders say of themselves.</param>
    /// <param name="workers">What the workers do.</param>
    /// <param name="jobs">The jobs, as `zero jobs list --json` prints them.</param>
    public Figures(Scrape leaders, Scrape workers, JsonElement jobs)
    {
        Blocks = leaders.Sum("zerosharp_blocks_total", "state", "proved");
        Distance = leaders.Max("zerosharp_tip_distance");
        Cost = leaders.Sum("zerosharp_cost_total") / Blocks;
        Latency = leaders.Quantile("zerosharp_block_duration_seconds", 0.5);
        CyclesPerSecond = workers.Sum("zerosharp_cycles_total")
            / workers.Sum("zerosharp_task_duration_seconds_sum", "kind", "prove");
        DateTimeOffset first = jobs.EnumerateArray().Min(job => job.GetProperty("created_at").GetDateTimeOffset());
        DateTimeOffset last = jobs.EnumerateArray().Max(job => job.GetProperty("finished_at").GetDateTimeOffset());
        Add("blocks proved", Blocks, "F0");
        Add("latency, median (s)", Latency, "F1");
        Add("latency, 95 % (s)", leaders.Quantile("zerosharp_block_duration_seconds", 0.95), "F1");
        Add("tip distance at the end (blocks)", Distance, "F0");
        Add("proofs an hour", Blocks / (last - first).TotalHours, "F0");
        Add("cost of a block (US dollars)", Cost, "F6");
        Add("cycles/s of a worker", CyclesPerSecond, "N0");
        Add("gas proved", leaders.Sum("zerosharp_gas_total"), "N0");
        Add("segments", workers.Sum("zerosharp_segments_total"), "F0");
        Add("largest memory of a leader (MiB)", leaders.Max("zerosharp_process_memory_peak_bytes") / (1 << 20), "F0");
        Add("largest memory of a worker (MiB)", workers.Max("zerosharp_process_memory_peak_bytes") / (1 << 20), "F0");
    }

    public double Blocks { get; }

    public double Distance { get; }

    public double Cost { get; }

    /// <summary>The median, in seconds.</summary>
    public double Latency { get; }

    public double CyclesPerSecond { get; }

    /// <summary>Adds the table to the report, if one is asked for.</summary>
    public void Report()
    {
        if (Environment.GetEnvironmentVariable(ReportVariable) is { Length: > 0 } path)
        {
            File.AppendAllText(path, ToString() + "\n");
        }
    }

    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine("walk-through: 2 workers of one thread, following a chain of this machine");
        foreach ((string name, string value) in _rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{name,-36}{value,12}");
        }

        return text.ToString();
    }

    private void Add(string name, double value, string format) =>
        _rows.Add((name, value.ToString(format, CultureInfo.InvariantCulture)));
}
