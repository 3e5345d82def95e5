using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Core.Brokers;

/// <summary>
/// Carries tasks to workers and their results to leaders, at least once: whatever was published is delivered
/// until a handler is done with it. Methods that cannot reach the broker throw a
/// <see cref="BrokerException"/>; the two that consume reconnect instead.
/// </summary>
public interface ITaskBroker : IAsyncDisposable
{
    /// <summary>Whether what is queued outlives this process.</summary>
    bool IsDurable { get; }

    /// <summary>Declares the queues; harmless if they are there. Other methods do it when they connect.</summary>
    Task DeclareAsync(CancellationToken cancellation);

    /// <summary>Publishes a task; when it returns, the broker has it on disk.</summary>
    Task PublishAsync(TaskMessage task, CancellationToken cancellation);

    /// <summary>Publishes a result; when it returns, the broker has it on disk.</summary>
    Task PublishAsync(ResultMessage result, CancellationToken cancellation);

    /// <summary>
    /// Hands tasks of one kind to a handler, one after the other, until stopped. Returns when the handler has
    /// come back and its outcome was carried out. A message that is no task goes to the dead letters.
    /// </summary>
    /// <param name="kind">Which tasks.</param>
    /// <param name="handler">
    /// Does the task and says what becomes of the delivery. An exception hands the task back.
    /// </param>
    /// <param name="stop">Ends consuming; does not end a handler.</param>
    Task ConsumeTasksAsync(TaskKind kind, Func<TaskDelivery, Task<TaskOutcome>> handler, CancellationToken stop);

    /// <summary>
    /// Hands results to a handler, several at a time, until stopped. A handler that throws gets the result
    /// again, later.
    /// </summary>
    Task ConsumeResultsAsync(Func<ResultMessage, Task> handler, CancellationToken stop);

    /// <summary>Takes tasks out of the queues, those waiting for a retry included, and returns how many.</summary>
    /// <param name="isUnwanted">Whether a task goes.</param>
    Task<int> RemoveTasksAsync(Func<TaskMessage, bool> isUnwanted, CancellationToken cancellation);

    /// <summary>The queues and what is in them.</summary>
    Task<IReadOnlyList<QueueStatus>> GetStatusAsync(CancellationToken cancellation);

    /// <summary>Deletes the messages of a queue that no consumer holds, and returns how many.</summary>
    Task<long> PurgeAsync(string queue, CancellationToken cancellation);

    /// <summary>Looks at the dead letters without taking them out, the oldest first.</summary>
    Task<IReadOnlyList<DeadLetter>> ListDeadAsync(int maxCount, CancellationToken cancellation);

    /// <summary>
    /// Publishes dead tasks again, with no attempts counted, and takes them out of the dead letters; what is
    /// no task stays. Returns how many were published.
    /// </summary>
    /// <param name="isWanted">Which ones.</param>
    Task<int> ReplayDeadAsync(Func<DeadLetter, bool> isWanted, CancellationToken cancellation);
}

/// <summary>A task and how it came.</summary>
/// <param name="Task">The task.</param>
/// <param name="EarlierDeliveries">
/// How often it was delivered and neither done nor handed back in order: each time, a worker or its
/// connection ended.
/// </param>
public sealed record TaskDelivery(TaskMessage Task, int EarlierDeliveries);

/// <summary>What becomes of a delivery.</summary>
public enum TaskVerdict
{
    /// <summary>It is done with; it will not come again.</summary>
    Done,

    /// <summary>Another worker is to have it at once; no attempt is counted.</summary>
    HandBack,

    /// <summary>It is to come again after <see cref="BrokerLimits.RetryDelay"/>, with an attempt counted.</summary>
    Retry,

    /// <summary>It goes to the dead letters.</summary>
    Dead,
}

/// <summary>What a handler says of a delivery.</summary>
/// <param name="Verdict">What becomes of it.</param>
/// <param name="Reason">One line on why it is retried or dead.</param>
public sealed record TaskOutcome(TaskVerdict Verdict, string? Reason = null)
{
    public static TaskOutcome Done { get; } = new(TaskVerdict.Done);

    public static TaskOutcome HandBack { get; } = new(TaskVerdict.HandBack);
}

/// <summary>A queue at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ready">Messages that wait.</param>
/// <param name="Consumers">Consumers.</param>
/// <param name="OldestAge">Age of the first message that waits, where it is known.</param>
public sealed record QueueStatus(string Name, long Ready, long Consumers, TimeSpan? OldestAge);

/// <summary>A message that nobody could process.</summary>
/// <param name="Task">The task; null if the message is none.</param>
/// <param name="Reason">Why it is here.</param>
/// <param name="Queue">The queue that it was in.</param>
/// <param name="At">When it came here, where it is known.</param>
/// <param name="ByteLength">Its length.</param>
public sealed record DeadLetter(TaskMessage? Task, string Reason, string Queue, DateTimeOffset? At, int ByteLength);
