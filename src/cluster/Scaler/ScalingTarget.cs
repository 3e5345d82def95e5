namespace ZeroSharp.Cluster.Scaler;

/// <summary>What a ScaledObject asks for.</summary>
public sealed record ScalingTarget
{
    /// <summary>Time in which the backlog of each job shall be done.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Work in seconds from which the first worker is started; 0 for any work.</summary>
    public double ActivationSeconds { get; init; }

    /// <summary>Most workers that one job asks for; 0 for no bound.</summary>
    public int MaxWorkersPerJob { get; init; }
}
