using System.Globalization;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>Jobs, tasks and results with recognizable values.</summary>
internal static class Samples
{
    public static readonly CancellationToken None = CancellationToken.None;
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static string Id(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    public static ArtifactRef Reference(string scope, int number) =>
        new(scope, number.ToString("x64", CultureInfo.InvariantCulture), number);

    public static Job NewJob(int number, string? key = null) => new()
    {
        Id = Id(number),
        Key = key ?? $"key {number}",
        State = JobState.Queued,
        Program = "0xabcd",
        ChainId = 1,
        BlockNumber = (ulong)number,
        BlockHash = "0x1234",
        TransactionCount = 3,
        GasUsed = 21_000,
        Statement = "00ff",
        Source = "stdio",
        SegmentMemory = 8L << 30,
        Input = Reference(Id(number), 1),
        CreatedAt = Start + TimeSpan.FromSeconds(number),
    };

    public static JobTask NewTask(string jobId, int index, TaskKind kind = TaskKind.Prove) => new()
    {
        JobId = jobId,
        Kind = kind,
        Index = index,
        State = JobTaskState.Ready,
        Input = Reference(Core.Jobs.Job.WorkScopeOf(jobId), index + 10),
        Cycles = 1000,
        FirstTransaction = index,
        LastTransaction = index + 1,
    };

    public static ResultMessage Result(
        ResultKind kind,
        string jobId,
        int index,
        int second = 0,
        string worker = "worker",
        TaskKind taskKind = TaskKind.Prove) => new()
        {
            Kind = kind,
            Worker = worker,
            At = Start + TimeSpan.FromSeconds(second),
            JobId = jobId,
            TaskId = JobTask.IdOf(jobId, taskKind, index),
            Result = kind == ResultKind.Done ? Reference(Core.Jobs.Job.WorkScopeOf(jobId), index + 100) : null,
            Seconds = kind == ResultKind.Done ? 0.25 : 0,
            Failure = kind == ResultKind.Failed ? TaskFailure.TooManyAttempts : TaskFailure.None,
            Reason = kind == ResultKind.Failed ? "it broke" : null,
        };

    public static ResultMessage Alive(string worker, int second, string taskId = "") => new()
    {
        Kind = ResultKind.Alive,
        Worker = worker,
        At = Start + TimeSpan.FromSeconds(second),
        TaskId = taskId,
        MemoryBytes = 1 << 20,
    };

    /// <summary>Adds a job with tasks that a leader holds.</summary>
    public static async Task<Job> AddHeldAsync(IJobStore store, int number, int taskCount, string owner = "leader")
    {
        await store.SubmitAsync(NewJob(number), None);
        Job job = Assert.Single(await store.ClaimAsync(owner, Lease, 1, None));
        await store.AddTasksAsync(
            owner, [.. Enumerable.Range(0, taskCount).Select(index => NewTask(job.Id, index))], None);
        return job;
    }

    public static async Task<JobTask> TaskAsync(
        IJobStore store, string jobId, int index, TaskKind kind = TaskKind.Prove) =>
        (await store.GetTasksAsync(jobId, None)).Single(task => task.Index == index && task.Kind == kind);
}
