namespace ZeroSharp.Cluster.Scaler.Simulation;

/// <summary>What a trigger said at one time.</summary>
/// <param name="At">Seconds from the start.</param>
/// <param name="Running">Tasks that workers had.</param>
/// <param name="Wanted">Replicas that the largest metric asked for, before the HPA's own rules.</param>
/// <param name="Replicas">Replicas after them.</param>
public readonly record struct ScalingStep(double At, int Running, double Wanted, int Replicas);

/// <summary>How a day went with one way of scaling.</summary>
public sealed record AutoscalingResult
{
    public required string Name { get; init; }

    /// <summary>Blocks that were submitted.</summary>
    public required int Submitted { get; init; }

    /// <summary>From submission to proof in seconds, of each proven block, ascending.</summary>
    public required IReadOnlyList<double> Latencies { get; init; }

    public required double MeanReplicas { get; init; }

    public required int MaxReplicas { get; init; }

    /// <summary>Seconds of machines that are paid.</summary>
    public required double PaidSeconds { get; init; }

    /// <summary>Seconds in which workers had tasks.</summary>
    public required double BusySeconds { get; init; }

    /// <summary>What the HPA did.</summary>
    public required IReadOnlyList<ScalingStep> Steps { get; init; }

    public double PaidHours => PaidSeconds / 3600;

    public double WastedHours => (PaidSeconds - BusySeconds) / 3600;

    /// <summary>A latency that so large a part of the blocks does not exceed; 0 if none is proven.</summary>
    public double Latency(double part) => Latencies.Count == 0
        ? 0
        : Latencies[Math.Clamp((int)Math.Ceiling(part * Latencies.Count) - 1, 0, Latencies.Count - 1)];
}
