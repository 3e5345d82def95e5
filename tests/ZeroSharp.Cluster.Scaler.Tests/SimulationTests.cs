using CsCheck;
using ZeroSharp.Cluster.Scaler.Simulation;

namespace ZeroSharp.Cluster.Scaler.Tests;

/// <summary>The simulated day, and Kubernetes' rules in it.</summary>
public sealed class SimulationTests
{
    private const int Samples = 25;

    // In ten minutes one worker has done enough tasks.
    private const int StepsUntilMeasured = 40;

    private static readonly Gen<SimulationOptions> AnyOptions = Gen.Select(
        Gen.Int[0, 10_000], Gen.Double[0, 2e7], Gen.Int[0, 20], Gen.Int[1, 60], Gen.Double[1, 300], Gen.Double[5, 600],
        Gen.Double[5e4, 1e6])
        .Select((seed, gas, backfill, most, start, latency, speed) => new SimulationOptions
        {
            Seed = seed,
            Duration = 3600,
            MeanGas = gas,
            BackfillBlocks = backfill,
            MaxReplicas = most,
            NodeStart = start + 5,
            Target = new ScalingTarget { Latency = TimeSpan.FromSeconds(latency) },
            CyclesPerSecond = speed,
            Rules = new AutoscalerRules { DownStabilization = latency },
        });

    [Fact]
    public void Run_AnyLoad_ProvesEveryBlockAndPaysForWhatItUses()
    {
        AnyOptions.Sample(
            options =>
            {
                foreach (AutoscalingResult result in AutoscalingComparison.Run(options))
                {
                    Assert.Equal(LoadDay.Create(options).Count, result.Submitted);
                    Assert.Equal(result.Submitted, result.Latencies.Count);
                    Assert.True(result.Latencies[0] > 0);
                    Assert.InRange(result.MaxReplicas, 1, options.MaxReplicas);
                    Assert.True(result.PaidSeconds >= result.BusySeconds, result.Name);
                }
            },
            iter: Samples);
    }

    [Fact]
    public void Run_TheSameSeed_GivesTheSame()
    {
        AnyOptions.Sample(
            options =>
            {
                AutoscalingResult first = External(options);
                AutoscalingResult second = External(options);

                Assert.Equal(first.Latencies, second.Latencies);
                Assert.Equal(first.Steps, second.Steps);
                Assert.Equal(first.PaidSeconds, second.PaidSeconds);
            },
            iter: Samples);
        Assert.NotEqual(
            LoadDay.Create(new SimulationOptions { Seed = 1 }), LoadDay.Create(new SimulationOptions { Seed = 2 }));
    }

    [Fact]
    public void Run_TasksLongerThanADecision_AreNeverWantedFewerThanRun()
    {
        AnyOptions.Sample(
            options =>
            {
                // Segments take 17 s, but for the last one of a run; that is known when some are done.
                AutoscalingResult result = External(
                    options with { CyclesPerSecond = 1000, SegmentCycles = 17_000, CyclesPerGas = 0.01 });

                Assert.All(
                    result.Steps.Where(step => step.Running > 0).Skip(StepsUntilMeasured),
                    step => Assert.True(step.Wanted >= 0.8 * step.Running, $"{step}"));
            },
            iter: Samples);
    }

    [Fact]
    public void Run_ADay_KeepsItsTargetForLessThanAClusterThatAlwaysCould()
    {
        SimulationOptions options = new();
        IReadOnlyList<AutoscalingResult> results = AutoscalingComparison.Run(options);
        AutoscalingResult ours = results[0];

        Assert.True(ours.Latency(0.95) <= options.Target.Latency.TotalSeconds, $"p95 {ours.Latency(0.95)}");
        Assert.True(ours.PaidSeconds < results[^1].PaidSeconds / 3);
        Assert.All(results.Skip(1).Take(2), queue => Assert.True(queue.Latency(0.99) > ours.Latency(0.99)));
    }

    [Fact]
    public void Run_SlowerWorkers_KeepsItsTargetWhereAQueueLengthDoesNot()
    {
        IReadOnlyList<AutoscalingResult> results = AutoscalingComparison.Run(
            new SimulationOptions { CyclesPerSecond = 100_000, BackfillBlocks = 0 });

        Assert.True(results[0].Latency(0.95) <= 75, $"external {results[0].Latency(0.95)}");
        Assert.True(results[1].Latency(0.95) > 90, $"queue length {results[1].Latency(0.95)}");
    }

    [Fact]
    public void Run_WithoutBlocks_StartsNothing()
    {
        AutoscalingResult result = External(
            new SimulationOptions { BlockInterval = 1e9, BackfillBlocks = 0, MeanGas = 0 });

        // The one block of the day comes at its end of the night.
        Assert.Equal(1, result.Submitted);
        Assert.Equal(1, result.MaxReplicas);
        Assert.True(result.PaidHours < 0.6);
    }

    [Fact]
    public void Decide_NearTheTarget_ChangesNothing()
    {
        HorizontalAutoscaler autoscaler = new(new AutoscalerRules { DownStabilization = 0 }, 1000);

        Assert.Equal(20, autoscaler.Decide(0, 20, [new(21.9, 1)]));
        Assert.Equal(23, autoscaler.Decide(100, 20, [new(23, 1)]));
        Assert.Equal(20, autoscaler.Decide(200, 20, [new(18, 1)]));
        Assert.Equal(17, autoscaler.Decide(300, 20, [new(17, 1)]));
    }

    [Fact]
    public void Decide_FarAboveTheTarget_DoublesOrAddsFour()
    {
        HorizontalAutoscaler autoscaler = new(new AutoscalerRules(), 1000);

        Assert.Equal(5, autoscaler.Decide(0, 1, [new(500, 1)]));
        Assert.Equal(10, autoscaler.Decide(15, 5, [new(500, 1)]));
        Assert.Equal(20, autoscaler.Decide(30, 10, [new(500, 1)]));

        // Twice in one period counts from where the period began.
        Assert.Equal(20, autoscaler.Decide(31, 20, [new(500, 1)]));
    }

    [Fact]
    public void Decide_LessWork_WaitsForTheWindow()
    {
        HorizontalAutoscaler autoscaler = new(new AutoscalerRules { DownStabilization = 300 }, 1000);

        Assert.Equal(10, autoscaler.Decide(0, 10, [new(10, 1)]));
        Assert.Equal(10, autoscaler.Decide(15, 10, [new(2, 1), new(1, 1)]));
        Assert.Equal(10, autoscaler.Decide(300, 10, [new(3, 1)]));
        Assert.Equal(3, autoscaler.Decide(301, 10, [new(2, 1)]));
    }

    private static AutoscalingResult External(SimulationOptions options) =>
        AutoscalingSimulation.Run("external", options, new ExternalTrigger(options.Target));
}
