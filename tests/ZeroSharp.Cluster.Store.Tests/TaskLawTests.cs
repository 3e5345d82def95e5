using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>What holds for tasks and what workers say of them, whatever the database is.</summary>
[Collection(ServersDefinition.Name)]
public sealed class TaskLawTests(ServersFixture servers)
{
    private readonly ManualTime time = new();

    [Theory, OnSqlite, OnPostgreSql]
    public async Task AddTasks_OfAJobThatIsHeld_AreReadInOrder(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 0);
        JobTask[] tasks =
        [
            NewTask(held.Id, 10), NewTask(held.Id, 0, TaskKind.Aggregate), NewTask(held.Id, 2), NewTask("unknown", 0),
        ];

        await store.AddTasksAsync("leader", tasks, None);
        await store.AddTasksAsync("another", [NewTask(held.Id, 3)], None);

        Assert.Equal([tasks[2], tasks[0], tasks[1]], await store.GetTasksAsync(held.Id, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task AddTasks_ThatAreThere_ReplaceInputAndRestartOnlyBadInput(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 3);
        await store.ApplyAsync(
            Result(ResultKind.Failed, held.Id, 0) with { Failure = TaskFailure.BadInput }, None);
        await store.ApplyAsync(Result(ResultKind.Failed, held.Id, 1), None);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 2), None);
        ArtifactRef input = Reference(held.WorkScope, 77);

        await store.AddTasksAsync(
            "leader",
            [.. Enumerable.Range(0, 3).Select(index => NewTask(held.Id, index) with { Input = input })],
            None);

        IReadOnlyList<JobTask> tasks = await store.GetTasksAsync(held.Id, None);
        Assert.All(tasks, task => Assert.Equal(input, task.Input));
        Assert.Equal(
            [JobTaskState.Ready, JobTaskState.Failed, JobTaskState.Done], tasks.Select(task => task.State));
        Assert.Equal(NewTask(held.Id, 0) with { Input = input }, tasks[0]);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task MarkPublished_Tasks_QueuesOnlyThoseThatAreReady(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 1200);
        await store.ApplyAsync(Result(ResultKind.Started, held.Id, 1), None);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 2), None);

        await store.MarkPublishedAsync(
            held.Id, [.. Enumerable.Range(0, 1100).Select(index => (TaskKind.Prove, index))], None);
        await store.MarkPublishedAsync("unknown", [(TaskKind.Prove, 0)], None);

        IReadOnlyList<JobTask> tasks = await store.GetTasksAsync(held.Id, None);
        Assert.Equal(
            [JobTaskState.Queued, JobTaskState.Running, JobTaskState.Done],
            tasks.Take(3).Select(task => task.State));
        Assert.Equal(1098, tasks.Count(task => task.State == JobTaskState.Queued));
        Assert.Equal(100, tasks.Count(task => task.State == JobTaskState.Ready));
        Assert.Equal(time.GetUtcNow(), tasks[0].QueuedAt);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Apply_TheLifeOfATask_IsCountedOnce(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 2);
        ResultMessage started = Result(ResultKind.Started, held.Id, 1, second: 5);
        ResultMessage done = Result(ResultKind.Done, held.Id, 1, second: 9);

        Assert.Equal(ResultEffect.Applied, await store.ApplyAsync(started, None));
        Assert.Equal(ResultEffect.Repeated, await store.ApplyAsync(started, None));
        JobTask running = await TaskAsync(store, held.Id, 1);
        Assert.Equal(
            (JobTaskState.Running, "worker", 1, started.At),
            (running.State, running.Worker, running.Attempts, running.StartedAt));
        Assert.Equal(ResultEffect.Applied, await store.ApplyAsync(done, None));
        Assert.Equal(ResultEffect.Repeated, await store.ApplyAsync(done with { Seconds = 9 }, None));
        Assert.Equal(
            ResultEffect.Repeated,
            await store.ApplyAsync(Result(ResultKind.Started, held.Id, 1, second: 10), None));
        Assert.Equal(
            ResultEffect.Repeated,
            await store.ApplyAsync(Result(ResultKind.Failed, held.Id, 1, second: 11), None));

        Assert.Equal(
            running with
            {
                State = JobTaskState.Done, Result = done.Result, Seconds = 0.25, FinishedAt = done.At,
            },
            await TaskAsync(store, held.Id, 1));
        Job? job = await store.GetAsync(held.Id, None);
        Assert.Equal((1, 0.25), (job!.SegmentsDone, job.WorkerSeconds));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Apply_TheAggregation_CountsNoSegment(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 0);
        await store.AddTasksAsync("leader", [NewTask(held.Id, 0, TaskKind.Aggregate)], None);

        await store.ApplyAsync(
            Result(ResultKind.Failed, held.Id, 0, taskKind: TaskKind.Aggregate) with
            {
                Failure = TaskFailure.BadSegment, Segment = 3,
            },
            None);
        Assert.Equal(3, (await TaskAsync(store, held.Id, 0, TaskKind.Aggregate)).FailedSegment);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 0, taskKind: TaskKind.Aggregate), None);

        Job? job = await store.GetAsync(held.Id, None);
        Assert.Equal((0, 0.25), (job!.SegmentsDone, job.WorkerSeconds));
    }

    [Theory]
    [OnSqlite]
    [OnPostgreSql]
    public async Task Apply_SecondsThatAreNone_CountNothing(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 3);
        double[] seconds = [double.NaN, -5, double.PositiveInfinity];
        for (int index = 0; index < seconds.Length; index++)
        {
            await store.ApplyAsync(Result(ResultKind.Done, held.Id, index) with { Seconds = seconds[index] }, None);
        }

        Job? job = await store.GetAsync(held.Id, None);
        Assert.Equal((3, 0.0), (job!.SegmentsDone, job.WorkerSeconds));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Apply_WhatNamesNoTask_IsUnknown(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 1);
        ResultMessage done = Result(ResultKind.Done, held.Id, 0);

        Assert.Equal(ResultEffect.Unknown, await store.ApplyAsync(Result(ResultKind.Done, held.Id, 1), None));
        Assert.Equal(ResultEffect.Unknown, await store.ApplyAsync(Result(ResultKind.Done, Id(2), 0), None));
        Assert.Equal(ResultEffect.Unknown, await store.ApplyAsync(done with { JobId = Id(2) }, None));
        Assert.Equal(ResultEffect.Unknown, await store.ApplyAsync(done with { TaskId = "nonsense" }, None));
        Assert.Equal(ResultEffect.Unknown, await store.ApplyAsync(done with { Result = null }, None));
        Assert.Equal(JobTaskState.Ready, (await TaskAsync(store, held.Id, 0)).State);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Apply_ToAJobThatIsCancelledOrProved_ChangesNothing(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job cancelled = await AddHeldAsync(store, 1, 1);
        await store.CancelAsync(cancelled.Id, "not wanted", None);
        Job proved = await AddHeldAsync(store, 2, 1);
        await store.UpdateAsync("leader", proved.Id, new JobChange { State = JobState.Proved }, None);

        foreach (string id in new[] { cancelled.Id, proved.Id })
        {
            Job? before = await store.GetAsync(id, None);
            foreach (ResultKind word in new[]
                { ResultKind.Started, ResultKind.Done, ResultKind.Failed, ResultKind.Dropped })
            {
                Assert.Equal(ResultEffect.JobEnded, await store.ApplyAsync(Result(word, id, 0), None));
            }

            Assert.Equal(before, await store.GetAsync(id, None));
            Assert.Equal(NewTask(id, 0), await TaskAsync(store, id, 0));
        }
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Apply_DoneOfTheLastFailedTask_RevivesTheJob(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 4);
        await store.MarkPublishedAsync(held.Id, [(TaskKind.Prove, 3)], None);
        await store.ApplyAsync(Result(ResultKind.Failed, held.Id, 0), None);
        await store.ApplyAsync(Result(ResultKind.Failed, held.Id, 1), None);
        await store.UpdateAsync("leader", held.Id, new JobChange { State = JobState.Failed, Error = "0" }, None);

        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 2), None);
        Assert.Equal(JobState.Failed, (await store.GetAsync(held.Id, None))!.State);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 0), None);
        Assert.Equal(JobState.Failed, (await store.GetAsync(held.Id, None))!.State);
        Assert.Equal(ResultEffect.Repeated, await store.ApplyAsync(Result(ResultKind.Started, held.Id, 1), None));
        Assert.Equal(ResultEffect.Applied, await store.ApplyAsync(Result(ResultKind.Done, held.Id, 1), None));

        Job? revived = await store.GetAsync(held.Id, None);
        Assert.Equal((JobState.Queued, null, null, false, 3),
            (revived!.State, revived.Error, revived.FinishedAt, revived.NeedsCleanup, revived.SegmentsDone));
        JobTask done = await TaskAsync(store, held.Id, 1);
        Assert.Equal((TaskFailure.None, null), (done.Failure, done.Error));
        Assert.Equal(JobTaskState.Ready, (await TaskAsync(store, held.Id, 3)).State);
        Assert.Single(await store.ClaimAsync("another", Lease, 1, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Apply_DoneOfAFailedJobWhoseKeyAnotherHas_LeavesItFailed(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 1);
        await store.ApplyAsync(Result(ResultKind.Failed, held.Id, 0), None);
        await store.UpdateAsync("leader", held.Id, new JobChange { State = JobState.Failed }, None);
        await store.SubmitAsync(NewJob(2, held.Key), None);

        Assert.Equal(ResultEffect.Applied, await store.ApplyAsync(Result(ResultKind.Done, held.Id, 0), None));

        Assert.Equal(JobState.Failed, (await store.GetAsync(held.Id, None))!.State);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task ResetTask_ThatIsDone_IsReadyAndCountsNoMore(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 1);
        await store.ApplyAsync(Result(ResultKind.Started, held.Id, 0), None);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 0), None);

        await store.ResetTaskAsync("another", held.Id, TaskKind.Prove, 0, None);
        Assert.Equal(JobTaskState.Done, (await TaskAsync(store, held.Id, 0)).State);
        await store.ResetTaskAsync("leader", held.Id, TaskKind.Prove, 0, None);
        await store.ResetTaskAsync("leader", held.Id, TaskKind.Prove, 0, None);
        await store.ResetTaskAsync("leader", held.Id, TaskKind.Prove, 9, None);

        Assert.Equal(NewTask(held.Id, 0) with { Attempts = 1 }, await TaskAsync(store, held.Id, 0));
        Job? job = await store.GetAsync(held.Id, None);
        Assert.Equal((0, 0.25), (job!.SegmentsDone, job.WorkerSeconds));
        Assert.Equal(ResultEffect.Applied, await store.ApplyAsync(Result(ResultKind.Done, held.Id, 0), None));
        Assert.Equal(1, (await store.GetAsync(held.Id, None))!.SegmentsDone);
    }
}
