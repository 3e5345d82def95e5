using System.Collections.Concurrent;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Stark.Prover;

namespace ZeroSharp.Cluster.Core.Workers;

/// <summary>What a worker works on at the moment.</summary>
public sealed class WorkerActivity(string name)
{
    private readonly ConcurrentDictionary<TaskKind, TaskMessage> _tasks = new();
    private long _done;

    /// <summary>
    /// Raised when a stage of a segment's proof begins, null for the filling of traces; on the thread that proves.
    /// </summary>
    public event Action<TaskMessage, ProofStage?>? StageBegan;

    /// <summary>The worker's name.</summary>
    public string Name => name;

    /// <summary>The task, a proof before an aggregation; null if there is none.</summary>
    public string? Task => Current?.TaskId;

    /// <summary>Number of the task's block; null if there is none.</summary>
    public ulong? Block => Current?.BlockNumber;

    /// <summary>Whether there is one.</summary>
    public bool IsBusy => !_tasks.IsEmpty;

    /// <summary>Tasks that were done.</summary>
    public long Done => Interlocked.Read(ref _done);

    private TaskMessage? Current =>
        _tasks.TryGetValue(TaskKind.Prove, out TaskMessage? prove)
            ? prove
            : _tasks.TryGetValue(TaskKind.Aggregate, out TaskMessage? aggregate) ? aggregate : null;

    /// <summary>The sign of life.</summary>
    public ResultMessage ToMessage(DateTimeOffset now) => new()
    {
        Kind = ResultKind.Alive,
        Worker = name,
        At = now,
        TaskId = Current?.TaskId ?? string.Empty,
        JobId = Current?.JobId ?? string.Empty,
        MemoryBytes = Environment.WorkingSet,
    };

    internal void Begin(TaskMessage task) => _tasks[task.Kind] = task;

    internal void Begin(TaskMessage task, ProofStage? stage) => StageBegan?.Invoke(task, stage);

    internal void End(TaskMessage task)
    {
        _tasks.TryRemove(task.Kind, out _);
        Interlocked.Increment(ref _done);
    }
}
