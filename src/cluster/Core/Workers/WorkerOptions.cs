using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Core.Workers;

/// <summary>How a worker works.</summary>
public sealed record WorkerOptions
{
    /// <summary>How long a task may wait for the artifact store before it is handed back.</summary>
    public static readonly TimeSpan StorePatience = TimeSpan.FromMinutes(10);

    /// <summary>How often a worker looks whether the job of its task was cancelled.</summary>
    public static readonly TimeSpan CancellationPoll = TimeSpan.FromSeconds(5);

    /// <summary>How often a worker says that it is alive.</summary>
    public static readonly TimeSpan AliveInterval = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How often a task comes back that is for another program, before it is dead: five minutes, in which
    /// workers of its release may take it.
    /// </summary>
    public const int MaxForeignAttempts = 60;

    /// <summary>Unique among the workers that live at a time.</summary>
    public required string Name { get; init; }

    /// <summary>Which tasks it takes.</summary>
    public IReadOnlyList<TaskKind> Kinds { get; init; } = [TaskKind.Prove, TaskKind.Aggregate];

    /// <summary>How long a task may go on after the worker is told to stop; then it is handed back.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
