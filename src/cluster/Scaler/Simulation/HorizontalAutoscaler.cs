namespace ZeroSharp.Cluster.Scaler.Simulation;

/// <summary>How Kubernetes' HorizontalPodAutoscaler may change the replicas; times are in seconds.</summary>
public sealed record AutoscalerRules
{
    /// <summary>A metric that is so near to its target changes nothing.</summary>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>The largest recommendation of this time counts before anything is scaled down.</summary>
    public double DownStabilization { get; init; } = 300;

    /// <summary>Period of the bounds below.</summary>
    public double Period { get; init; } = 15;

    /// <summary>In a period replicas grow by this part or by <see cref="UpPods"/>, whichever is more.</summary>
    public double UpPart { get; init; } = 1;

    public int UpPods { get; init; } = 4;

    /// <summary>In a period replicas shrink by this part at most.</summary>
    public double DownPart { get; init; } = 1;

    public int MinReplicas { get; init; } = 1;
}

/// <summary>A metric of type AverageValue: its value, and the target for one replica.</summary>
public readonly record struct AverageMetric(double Value, double Target);

/// <summary>
/// The decisions of Kubernetes' HorizontalPodAutoscaler for external metrics of type AverageValue, with its
/// tolerance, stabilisation and policies (Kubernetes documentation, Horizontal Pod Autoscaling, algorithm details
/// and configurable scaling behavior).
/// </summary>
public sealed class HorizontalAutoscaler(AutoscalerRules rules, int maxReplicas)
{
    private readonly Queue<(double At, int Replicas)> _recommendations = new();
    private readonly Queue<(double At, int Change)> _changes = new();

    /// <summary>The replicas that should be.</summary>
    /// <param name="now">Not before that of the call before.</param>
    /// <param name="current">Replicas now, at least 1.</param>
    public int Decide(double now, int current, IReadOnlyList<AverageMetric> metrics)
    {
        int wanted = Math.Clamp(
            metrics.Max(metric => Wanted(metric, current)), rules.MinReplicas, maxReplicas);
        Forget(_recommendations, entry => entry.At < now - rules.DownStabilization);
        Forget(_changes, entry => entry.At <= now - rules.Period);
        _recommendations.Enqueue((now, wanted));
        int stable = wanted >= current
            ? wanted
            : Math.Min(current, _recommendations.Max(entry => entry.Replicas));
        int next = Bounded(stable, current);
        if (next != current)
        {
            _changes.Enqueue((now, next - current));
        }

        return next;
    }

    private int Wanted(AverageMetric metric, int current)
    {
        double ratio = metric.Value / (metric.Target * current);
        return Math.Abs(ratio - 1) <= rules.Tolerance
            ? current
            : (int)Math.Min(Math.Ceiling(metric.Value / metric.Target), int.MaxValue);
    }

    private int Bounded(int stable, int current)
    {
        int added = _changes.Where(entry => entry.Change > 0).Sum(entry => entry.Change);
        int removed = -_changes.Where(entry => entry.Change < 0).Sum(entry => entry.Change);
        if (stable > current)
        {
            int start = current - added;
            int limit = Math.Max(start + rules.UpPods, (int)Math.Ceiling(start * (1 + rules.UpPart)));
            return Math.Max(current, Math.Min(stable, limit));
        }

        int floor = (int)((current + removed) * (1 - rules.DownPart));
        return Math.Min(current, Math.Max(stable, floor));
    }

    private static void Forget<T>(Queue<T> queue, Func<T, bool> isOld)
    {
        while (queue.TryPeek(out T? oldest) && isOld(oldest))
        {
            queue.Dequeue();
        }
    }
}
