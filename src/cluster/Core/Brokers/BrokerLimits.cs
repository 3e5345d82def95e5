namespace ZeroSharp.Cluster.Core.Brokers;

/// <summary>Bounds on what the broker holds and on how often it tries.</summary>
public static class BrokerLimits
{
    /// <summary>Most tasks that wait in a queue; publishing waits while there are as many.</summary>
    public const int MaxQueuedTasks = 100_000;

    /// <summary>Most results that wait in the queue.</summary>
    public const int MaxQueuedResults = 200_000;

    /// <summary>Most dead letters; the oldest go first.</summary>
    public const int MaxDeadLetters = 100_000;

    /// <summary>Attempts after which a task is dead.</summary>
    public const int MaxAttempts = 5;

    /// <summary>Workers that may end over a task before it is dead.</summary>
    public const int MaxLostDeliveries = 5;

    /// <summary>Results that a leader handles at a time.</summary>
    public const int ResultPrefetch = 32;

    /// <summary>How long a task waits for its next attempt.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>How long publishing waits for room in a full queue, or for a broker that is away.</summary>
    public static readonly TimeSpan PublishWait = TimeSpan.FromSeconds(30);

    /// <summary>Pause before a message whose handler threw is delivered again.</summary>
    public static readonly TimeSpan HandlerPause = TimeSpan.FromSeconds(1);

    /// <summary>Age at which a sign of life is dropped instead of delivered.</summary>
    public static readonly TimeSpan AliveLifetime = TimeSpan.FromSeconds(60);
}
