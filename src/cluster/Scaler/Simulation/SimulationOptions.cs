namespace ZeroSharp.Cluster.Scaler.Simulation;

/// <summary>
/// What a simulated day consists of. Times are in seconds; the defaults of what work costs are measured (README,
/// docs/internals/scaling.md), those of Kubernetes and KEDA are their own.
/// </summary>
public sealed record SimulationOptions
{
    /// <summary>Longest load that is simulated: a week.</summary>
    public const double MaxDuration = 7 * 86_400;

    public int Seed { get; init; } = 1;

    /// <summary>How long blocks come; the simulation goes on until all are proven.</summary>
    public double Duration { get; init; } = 86_400;

    /// <summary>From one block to the next.</summary>
    public double BlockInterval { get; init; } = 12;

    /// <summary>Mean gas of a block in busy hours.</summary>
    public double MeanGas { get; init; } = 7.4e6;

    /// <summary>Old blocks that are submitted at once in the afternoon.</summary>
    public int BackfillBlocks { get; init; } = 150;

    /// <summary>Cycles that a worker proves a second.</summary>
    public double CyclesPerSecond { get; init; } = WorkRates.DefaultCyclesPerSecond;

    public double CyclesPerGas { get; init; } = WorkRates.DefaultCyclesPerGas;

    public double SegmentCycles { get; init; } = WorkRates.DefaultSegmentCycles;

    /// <summary>Seconds of the aggregation for each segment.</summary>
    public double AggregationSeconds { get; init; } = WorkRates.DefaultAggregationSeconds;

    /// <summary>What queue and store add to a task.</summary>
    public double TaskOverhead { get; init; } = 0.03;

    /// <summary>Cycles that the leader cuts a second.</summary>
    public double CutCyclesPerSecond { get; init; } = 22e6;

    /// <summary>Jobs that the leader works on at a time (--block-pool-size).</summary>
    public int LeaderPool { get; init; } = 16;

    /// <summary>From the request of a machine to a worker on it that takes tasks.</summary>
    public double NodeStart { get; init; } = 120;

    /// <summary>From a pod to a worker that takes tasks, on a machine that is there.</summary>
    public double PodStart { get; init; } = 5;

    /// <summary>How long a machine without a worker is kept, and paid.</summary>
    public double NodeIdle { get; init; } = 600;

    public int MaxReplicas { get; init; } = 100;

    /// <summary>Of the external scaler.</summary>
    public ScalingTarget Target { get; init; } = new();

    /// <summary>Target of KEDA's RabbitMQ scaler: messages for each worker.</summary>
    public double MessagesPerWorker { get; init; } = 10;

    /// <summary>How often KEDA asks whether a trigger is active.</summary>
    public double PollingInterval { get; init; } = 30;

    /// <summary>How long a trigger is not active before the last worker goes.</summary>
    public double Cooldown { get; init; } = 300;

    /// <summary>How often the HPA decides.</summary>
    public double SyncInterval { get; init; } = 15;

    public AutoscalerRules Rules { get; init; } = new();

    /// <summary>US dollars for a machine of two cores.</summary>
    public double PricePerWorkerHour { get; init; } = 0.10;
}
