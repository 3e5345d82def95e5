using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>
/// Publishes the tasks of one job that the broker does not have: those that were never published, and those
/// that are lost, because the queue died with the process or somebody purged it.
/// </summary>
internal sealed class TaskPublisher(
    ITaskBroker broker, IJobStore jobs, LeaderOptions options, TimeProvider time, ILogger logger)
{
    private readonly Dictionary<string, DateTimeOffset> _published = [];

    /// <summary>Publishes those of the job's tasks that are to be published.</summary>
    public async Task PublishAsync(Job job, TaskKind kind, CancellationToken cancellation) =>
        await PublishAsync(job, kind, await jobs.GetTasksAsync(job.Id, cancellation), cancellation);

    /// <param name="tasks">The job's tasks as they are in the database; other kinds are passed over.</param>
    public async Task PublishAsync(
        Job job, TaskKind kind, IReadOnlyList<JobTask> tasks, CancellationToken cancellation)
    {
        bool? isQueueEmpty = null;
        List<(TaskKind, int)> published = [];
        foreach (JobTask task in tasks.Where(task => task.Kind == kind))
        {
            bool isLost = false;
            if (task.State is JobTaskState.Queued or JobTaskState.Running)
            {
                isLost = broker.IsDurable
                    ? IsSilent(task) && (isQueueEmpty ??= await IsEmptyAsync(kind, cancellation))
                    : !_published.ContainsKey(task.Id);
            }

            if (task.State != JobTaskState.Ready && !isLost)
            {
                continue;
            }

            if (isLost && broker.IsDurable)
            {
                Log.Lost(logger, task.Id);
            }

            await broker.PublishAsync(ToMessage(job, task), cancellation);
            _published[task.Id] = time.GetUtcNow();
            published.Add((task.Kind, task.Index));
        }

        if (published.Count > 0)
        {
            await jobs.MarkPublishedAsync(job.Id, published, cancellation);
        }
    }

    private bool IsSilent(JobTask task)
    {
        DateTimeOffset last = task.StartedAt ?? task.QueuedAt ?? DateTimeOffset.MinValue;
        if (_published.TryGetValue(task.Id, out DateTimeOffset published) && published > last)
        {
            last = published;
        }

        return time.GetUtcNow() - last > options.TaskTimeout;
    }

    private async Task<bool> IsEmptyAsync(TaskKind kind, CancellationToken cancellation)
    {
        string suffix = kind == TaskKind.Prove ? "prove" : "aggregate";
        return (await broker.GetStatusAsync(cancellation))
            .Where(queue => queue.Name.EndsWith(suffix, StringComparison.Ordinal)
                || queue.Name.EndsWith("retry", StringComparison.Ordinal))
            .All(queue => queue.Ready == 0);
    }

    private TaskMessage ToMessage(Job job, JobTask task) => new()
    {
        Kind = task.Kind,
        TaskId = task.Id,
        JobId = job.Id,
        Program = job.Program,
        ChainId = job.ChainId,
        BlockNumber = job.BlockNumber,
        Segment = task.Index,
        Cycles = task.Cycles,
        FirstTransaction = task.FirstTransaction,
        LastTransaction = task.LastTransaction,
        Input = task.Input,
        CreatedAt = time.GetUtcNow(),
        TraceParent = job.TraceParent,
    };
}
