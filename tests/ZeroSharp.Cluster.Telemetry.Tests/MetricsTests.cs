using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ZeroSharp.Architecture.Tests;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Telemetry.Tests;

/// <summary>What a leader with a worker serves to Prometheus after one job.</summary>
public sealed partial class MetricsTests(WatchedCluster cluster) : IClassFixture<WatchedCluster>
{
    [Fact]
    public void Scrape_EveryMetric_IsInTheDocumentAndViceVersa()
    {
        string document = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "reference", "metrics.md"));
        HashSet<string> documented = [.. RowPattern().Matches(document).Select(match => match.Groups[1].Value)];
        HashSet<string> served =
        [
            .. TypePattern().Matches(cluster.Scrape).Select(match => match.Groups[1].Value)
                .Where(name => !name.StartsWith("dotnet_", StringComparison.Ordinal)),
            "zerosharp_worker_block",
        ];

        Assert.Empty(documented.Except(served));
        Assert.Empty(served.Except(documented));
        Assert.True(documented.Count > 25, $"{documented.Count} metrics");
    }

    [Fact]
    public void Scrape_OneProvedJob_HasItsFigures()
    {
        Job job = cluster.Proved!;
        Assert.Equal(JobState.Proved, job.State);
        Assert.Equal(1, Value("zerosharp_blocks_total{state=\"proved\"}"));
        Assert.Equal(job.SegmentCount, Value("zerosharp_segments_total"));
        Assert.Equal(job.Cycles, Value("zerosharp_cycles_total"));
        Assert.Equal(job.GasUsed, Value("zerosharp_gas_total"));

        // A dollar a second.
        Assert.Equal(job.WorkerSeconds, Value("zerosharp_cost_total"), 1e-6);
        Assert.Equal(1, Value("zerosharp_block_duration_seconds_count"));
        Assert.InRange(Value("zerosharp_block_duration_seconds_sum"), job.WorkerSeconds / 2, 180);
        Assert.Equal(1, Value("zerosharp_leader_cut_duration_seconds_count"));
        Assert.Equal(1, Value("zerosharp_task_duration_seconds_count{kind=\"prove\",outcome=\"retry\"}"));
        Assert.Equal(
            job.SegmentCount, Value("zerosharp_task_duration_seconds_count{kind=\"prove\",outcome=\"done\"}"));
        Assert.Equal(1, Value("zerosharp_task_duration_seconds_count{kind=\"aggregate\",outcome=\"done\"}"));
        Assert.Equal(1, Value("zerosharp_task_retries_total{kind=\"prove\"}"));
        Assert.Equal(1, Value("zerosharp_service_failures_total{service=\"artifacts\"}"));
        foreach (string stage in new[] { "execute", "trace", "commit", "logup", "zerocheck", "stacking", "opening" })
        {
            Assert.Equal(
                job.SegmentCount, Value($"zerosharp_stage_duration_seconds_count{{stage=\"{stage}\"}}"));
        }
    }

    [Fact]
    public void Scrape_ProvingHistogram_ReachesFromTenthsOfASecondToTenMinutes()
    {
        string[] bounds =
        [
            .. cluster.Scrape.Split('\n')
                .Where(line => line.StartsWith(
                    "zerosharp_task_duration_seconds_bucket{kind=\"aggregate\"", StringComparison.Ordinal))
                .Select(line => BoundPattern().Match(line).Groups[1].Value),
        ];

        Assert.Equal("0.1", bounds[0]);
        Assert.Equal(["600", "+Inf"], bounds[^2..]);
    }

    [Fact]
    public void Scrape_ClusterAtRest_HasItsState()
    {
        foreach (string queue in new[] { "prove", "aggregate", "results", "retry", "dead" })
        {
            Assert.Equal(0, Value($"zerosharp_queue_ready{{queue=\"{queue}\"}}"));
            Assert.Equal(0, Value($"zerosharp_queue_age_seconds{{queue=\"{queue}\"}}"));
        }

        Assert.Equal(1, Value("zerosharp_queue_consumers{queue=\"prove\"}"));
        Assert.Equal(0, Value("zerosharp_dead_letters"));
        Assert.Equal(1, Value("zerosharp_jobs{state=\"proved\"}"));
        Assert.Equal(0, Value("zerosharp_jobs{state=\"failed\"}"));
        Assert.Equal(0, Value("zerosharp_job_oldest_age_seconds"));
        Assert.Equal(0, Value("zerosharp_tasks{state=\"running\"}"));
        Assert.Equal(0, Value("zerosharp_task_oldest_age_seconds{kind=\"prove\"}"));
        Assert.Equal(0, Value("zerosharp_task_oldest_age_seconds{kind=\"aggregate\"}"));
        Assert.Equal(1, Value("zerosharp_workers{state=\"idle\"}") + Value("zerosharp_workers{state=\"busy\"}"));
        Assert.Equal(0, Value($"zerosharp_worker_busy{{worker=\"{WatchedCluster.WorkerName}\"}}"));
        Assert.Equal(
            WatchedCluster.BlockNumber, Value($"zerosharp_worker_block{{worker=\"{WatchedCluster.WorkerName}\"}}"));
        Assert.Equal(12, Value("zerosharp_tip_head"));
        Assert.Equal(5, Value("zerosharp_tip_distance"));
        Assert.Equal(11, Value("zerosharp_tip_submitted"));
        Assert.Equal(WatchedCluster.BlockNumber, Value("zerosharp_tip_proved"));
        Assert.Equal(1, Value("zerosharp_tip_reorgs_total"));
        Assert.Equal(3, Value("zerosharp_tip_orphans_total"));
    }

    [Fact]
    public void Scrape_Process_HasBuildAndMemory()
    {
        Assert.Equal(
            1, Value($"zerosharp_build_info{{version=\"1.2.3\",program=\"{cluster.Proved!.Program}\"}}"));
        double memory = Value("zerosharp_process_memory_bytes");
        Assert.InRange(memory, 50 << 20, 16L << 30);
        Assert.InRange(Value("zerosharp_process_memory_peak_bytes"), memory, 16L << 30);
        Assert.InRange(Value("zerosharp_process_memory_limit_bytes"), memory, 1L << 50);
        Assert.InRange(Value("zerosharp_process_cpu_seconds_total"), 0.5, 1e6);
        Assert.InRange(Value("zerosharp_process_disk_read_bytes_total"), 0, 1L << 50);
        Assert.InRange(Value("zerosharp_process_disk_written_bytes_total"), 0, 1L << 50);
        Assert.InRange(Value("zerosharp_process_open_files"), 4, 100_000);
        double free = Value("zerosharp_data_free_bytes{volume=\"data\"}");
        Assert.InRange(free, 1, Value("zerosharp_data_size_bytes{volume=\"data\"}"));
        Assert.DoesNotContain("volume=\"artifacts\"", cluster.Scrape, StringComparison.Ordinal);
        Assert.Contains("service_name=\"zerosharp-leader\"", cluster.Scrape, StringComparison.Ordinal);
        Assert.Contains("service_instance_id=\"leader-1\"", cluster.Scrape, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections_total", cluster.Scrape, StringComparison.Ordinal);
    }

    [Fact]
    public void Scrape_WhatNeverHappened_IsCountedAsZero()
    {
        Assert.Equal(0, Value("zerosharp_blocks_total{state=\"failed\"}"));
        Assert.Equal(0, Value("zerosharp_task_retries_total{kind=\"aggregate\"}"));
        Assert.Equal(0, Value("zerosharp_service_failures_total{service=\"database\"}"));
    }

    [Fact]
    public void Scrape_NodeThatWasAwayOnce_IsCounted()
    {
        Assert.Contains("zerosharp_witness_rpc_retries_total{reason=", cluster.Scrape, StringComparison.Ordinal);
        Assert.Equal(
            1, Value("zerosharp_witness_block_duration_seconds_count{type=\"Auto\",outcome=\"failure\"}"));
        Assert.True(Value("zerosharp_witness_rpc_duration_seconds_count{method=\"eth_chainId\"}") >= 1);
    }

    [PromtoolFact]
    public async Task Scrape_Promtool_FindsNoProblem()
    {
        // The runtime's own metrics are not named here.
        string text = string.Join(
            '\n',
            cluster.Scrape.Split('\n').Where(line => !line.Contains("dotnet_", StringComparison.Ordinal)
                && !line.StartsWith("zerosharp_worker_block{", StringComparison.Ordinal)));
        ProcessStartInfo start = new(PromtoolFactAttribute.Path, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process promtool = Process.Start(start)!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        string problems = await promtool.StandardOutput.ReadToEndAsync()
            + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();

        Assert.True(promtool.ExitCode == 0, problems);
        Assert.Empty(problems);
    }

    private double Value(string series) =>
        Assert.Single(Series(cluster.Scrape), entry => entry.Series == Ordered(series)).Value;

    private static IEnumerable<(string Series, double Value)> Series(string text) => text.Split('\n')
        .Where(line => line.Length > 0 && !line.StartsWith('#'))
        .Select(line => (
            Ordered(line[..line.LastIndexOf(' ')]),
            double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)));

    // No label here has a comma or a brace in its value.
    private static string Ordered(string series)
    {
        int brace = series.IndexOf('{', StringComparison.Ordinal);
        return brace < 0 || series.EndsWith("{}", StringComparison.Ordinal)
            ? series.Replace("{}", string.Empty, StringComparison.Ordinal)
            : series[..brace] + "{" + string.Join(',', series[(brace + 1)..^1].Split(',').Order()) + "}";
    }

    // The scaler is a process of its own; its tests compare what it serves.
    [GeneratedRegex(@"^\| `(zerosharp_(?!scaler_)[a-z_]+|target_info)` \|", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"^# TYPE (\S+) ", RegexOptions.Multiline)]
    private static partial Regex TypePattern();

    [GeneratedRegex("le=\"([^\"]+)\"")]
    private static partial Regex BoundPattern();
}
