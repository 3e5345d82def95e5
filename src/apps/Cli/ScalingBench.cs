using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Core.Scaling;
using ZeroSharp.Cluster.Witness;
using ZeroSharp.Zkvm.Prover;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Cli;

/// <summary>
/// Measures on this machine what the parts of a block's proof take, and simulates its latency on clusters of
/// workers that are each as fast as this process.
/// </summary>
internal sealed class ScalingBench
{
    private static readonly int[] WorkerCounts = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000];

    private readonly List<(PreparedBlock Block, BlockTimes Times, IReadOnlyList<BlockLatency> Latencies)> _blocks = [];

    /// <summary>Measures a block.</summary>
    /// <param name="sampleCount">Segments that are proven; the others count as long as these, by cycles.</param>
    /// <param name="overhead">What a task adds to its proof, in seconds.</param>
    public async Task AddAsync(
        PreparedBlock block,
        ProgramProver prover,
        long memory,
        int sampleCount,
        double overhead,
        CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        BlockExecution.Run(block.Witness, block.Input);
        double execution = Seconds(start);
        BlockCutter cutter = new(prover.Program, BlockProgram.DigestOf(prover.Key));
        List<SegmentCut> segments = [];
        List<double> cut = [];
        start = Stopwatch.GetTimestamp();
        await cutter.CutAsync(
            block.Input,
            memory,
            batch =>
            {
                segments.AddRange(batch);
                cut.AddRange(batch.Select(_ => Seconds(start)));
                return Task.CompletedTask;
            },
            cancellation);

        ZkvmSegmentProver segmentProver = new(prover, memory);
        double[] prove = new double[segments.Count];
        List<(ulong Cycles, double Seconds)> samples = [];
        double verify = 0;
        for (int i = 0; i < segments.Count; i++)
        {
            // Evenly spread; the first one twice, since its first proof compiles the prover.
            if (i * sampleCount / segments.Count == (i - 1) * sampleCount / segments.Count && i > 0)
            {
                continue;
            }

            Console.Error.WriteLine($"block {block.Number}: proving segment {i + 1} of {segments.Count}");
            if (i == 0)
            {
                segmentProver.Prove(segments[i].Input, null, cancellation);
            }

            start = Stopwatch.GetTimestamp();
            byte[] proof = segmentProver.Prove(segments[i].Input, null, cancellation).Proof;
            prove[i] = Seconds(start);
            samples.Add((segments[i].Cycles, prove[i]));
            start = Stopwatch.GetTimestamp();
            Verify(prover.Key, segments[i], proof);
            verify += Seconds(start);
        }

        double secondsPerCycle = samples.Sum(sample => sample.Seconds) / samples.Sum(sample => (double)sample.Cycles);
        BlockTimes times = new()
        {
            Plan = execution,
            Cut = cut,
            Prove = [.. prove.Select((seconds, i) => seconds > 0 ? seconds : segments[i].Cycles * secondsPerCycle)],
            Overhead = overhead,
            Aggregate = verify / samples.Count,
        };
        _blocks.Add((block, times, [.. WorkerCounts.Select(workers => LatencySimulation.Run(times, workers))]));
    }

    public void Print()
    {
        foreach ((PreparedBlock block, BlockTimes times, IReadOnlyList<BlockLatency> latencies) in _blocks)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"block {block.Number}: {times.Prove.Count} segments; execution {times.Plan:F2} s, all cut after ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{times.Cut[^1]:F2} s, a segment {times.Prove.Average():F2} s, aggregation ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{1e3 * times.Aggregate:F0} ms a segment, overhead {1e3 * times.Overhead:F0} ms a task"));
            TextTable table = new("workers", "latency", "busy", "critical path");
            foreach (BlockLatency latency in latencies)
            {
                table.Add(
                    latency.Workers.ToString(CultureInfo.InvariantCulture),
                    TextTable.Duration(TimeSpan.FromSeconds(latency.Latency)),
                    (100 * latency.Utilization).ToString("F0", CultureInfo.InvariantCulture) + " %",
                    NameOf(latency.CriticalPath));
            }

            table.Print();
        }
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach ((PreparedBlock block, BlockTimes times, IReadOnlyList<BlockLatency> latencies) in _blocks)
        {
            writer.WriteStartObject();
            writer.WriteNumber("block_number", block.Number);
            writer.WriteNumber("segments", times.Prove.Count);
            writer.WriteNumber("execution_seconds", times.Plan);
            writer.WriteNumber("cut_seconds", times.Cut[^1]);
            writer.WriteNumber("segment_seconds", times.Prove.Average());
            writer.WriteNumber("aggregation_seconds_per_segment", times.Aggregate);
            writer.WriteNumber("overhead_seconds_per_task", times.Overhead);
            writer.WriteStartArray("clusters");
            foreach (BlockLatency latency in latencies)
            {
                writer.WriteStartObject();
                writer.WriteNumber("workers", latency.Workers);
                writer.WriteNumber("latency_seconds", latency.Latency);
                writer.WriteNumber("utilization", latency.Utilization);
                writer.WriteString("critical_path", NameOf(latency.CriticalPath));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Verify(ProgramKey key, SegmentCut segment, byte[] proof)
    {
        if (!Zkvm.Executor.SegmentInput.TryRead(segment.Input, out Zkvm.Executor.SegmentInput? input)
            || SegmentVerifier.Verify(key, proof, ProgramProver.ClaimOf(input!)) != RunResult.Accepted)
        {
            throw new InvalidOperationException($"the proof of segment {segment.Index} does not verify");
        }
    }

    private static double Seconds(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;

    private static string NameOf(CriticalPath path) => path switch
    {
        CriticalPath.Proving => "proving",
        CriticalPath.Cutting => "cutting",
        CriticalPath.OneSegment => "one segment",
        _ => "aggregation",
    };
}
