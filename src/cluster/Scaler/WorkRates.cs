using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Scaler;

/// <summary>What work costs: measured where there is a measurement, and assumed where there is none yet.</summary>
public sealed record WorkRates
{
    /// <summary>Least number of segments, or of aggregated segments, whose times are believed.</summary>
    public const int MinSamples = 8;

    /// <summary>Cycles that a worker of two cores proves a second (README, Speed).</summary>
    public const double DefaultCyclesPerSecond = 200_000;

    /// <summary>Cycles of a block a gas: 6.1 M a Mgas (README, what blocks cost).</summary>
    public const double DefaultCyclesPerGas = 6.1;

    /// <summary>Cycles of a block without transactions (README, mainnet 19840104).</summary>
    public const double MinBlockCycles = 130_000;

    /// <summary>Cycles of a segment with the default memory.</summary>
    public const double DefaultSegmentCycles = 850_000;

    /// <summary>Seconds that an aggregation needs for each segment (docs/internals/scaling.md).</summary>
    public const double DefaultAggregationSeconds = 0.02;

    /// <summary>Cycles that one worker proves a second.</summary>
    public double CyclesPerSecond { get; init; } = DefaultCyclesPerSecond;

    /// <summary>Cycles of a block that is not cut yet, a gas.</summary>
    public double CyclesPerGas { get; init; } = DefaultCyclesPerGas;

    /// <summary>Cycles of a segment that is not cut yet.</summary>
    public double SegmentCycles { get; init; } = DefaultSegmentCycles;

    /// <summary>Seconds that a worker needs to make the block's proof, a segment.</summary>
    public double AggregationSeconds { get; init; } = DefaultAggregationSeconds;

    /// <summary>Seconds that a worker needs for a segment.</summary>
    public double TaskSeconds => SegmentCycles / CyclesPerSecond;

    /// <summary>Whether <see cref="CyclesPerSecond"/> is measured.</summary>
    public bool IsMeasured { get; init; }

    /// <summary>The rates of recent work.</summary>
    public static WorkRates Of(RecentWork recent)
    {
        bool isMeasured = recent.Segments >= MinSamples && recent.Seconds > 0 && recent.Cycles > 0;
        return new WorkRates
        {
            IsMeasured = isMeasured,
            CyclesPerSecond = isMeasured ? recent.Cycles / recent.Seconds : DefaultCyclesPerSecond,
            SegmentCycles = isMeasured ? recent.Cycles / recent.Segments : DefaultSegmentCycles,
            CyclesPerGas = isMeasured && recent.JobGas > 0 && recent.JobCycles > 0
                ? recent.JobCycles / recent.JobGas
                : DefaultCyclesPerGas,
            AggregationSeconds = recent.AggregatedSegments >= MinSamples && recent.AggregationSeconds > 0
                ? recent.AggregationSeconds / recent.AggregatedSegments
                : DefaultAggregationSeconds,
        };
    }
}
