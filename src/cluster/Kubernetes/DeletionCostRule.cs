namespace ZeroSharp.Cluster.Kubernetes;

/// <summary>
/// What a pod costs to delete: much while it works, nothing once it has been idle for a while. Between two tasks of a
/// queue a worker is idle for milliseconds, and each change is a write to the API of the whole cluster.
/// </summary>
public sealed class DeletionCostRule(TimeSpan calm)
{
    /// <summary>Cost of a pod that works. Kubernetes counts a pod without the annotation as 0.</summary>
    public const int Busy = 100;

    /// <summary>Cost of an idle one.</summary>
    public const int Idle = 0;

    private DateTimeOffset? _busyAt;

    /// <summary>The cost at a time; times do not fall from call to call.</summary>
    public int CostAt(bool isBusy, DateTimeOffset now)
    {
        if (isBusy)
        {
            _busyAt = now;
        }

        return _busyAt is { } last && now - last < calm ? Busy : Idle;
    }
}
