namespace ZeroSharp.Cluster.RabbitMq.Tests;

/// <summary>Bounds of a broker under test, short enough for tests.</summary>
public sealed record BrokerSettings
{
    public int MaxQueuedTasks { get; init; } = 1000;

    public int MaxQueuedResults { get; init; } = 1000;

    public int MaxDeadLetters { get; init; } = 100;

    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(700);

    public TimeSpan PublishWait { get; init; } = TimeSpan.FromSeconds(10);
}
