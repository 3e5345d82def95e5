using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>What is left to do, whatever the database is.</summary>
[Collection(ServersDefinition.Name)]
public sealed class OpenWorkTests(ServersFixture servers)
{
    private readonly ManualTime time = new();

    [Theory, OnSqlite, OnPostgreSql]
    public async Task OpenWork_OfAnEmptyDatabase_IsNothing(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);

        OpenWork work = await store.GetOpenWorkAsync(None);

        Assert.Empty(work.Jobs);
        Assert.Equal(new RecentWork(), work.Recent);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task OpenWork_JobsThatLive_HaveTheirTasksByState(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 5);
        await store.MarkPublishedAsync(held.Id, [(TaskKind.Prove, 1), (TaskKind.Prove, 2)], None);
        await store.ApplyAsync(Result(ResultKind.Started, held.Id, 2), None);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 3), None);
        await store.SubmitAsync(NewJob(2), None);
        await AddEndedAsync(store, 3);

        OpenWork work = await store.GetOpenWorkAsync(None);

        Assert.Equal([held.Id, Id(2)], work.Jobs.Select(job => job.Id));
        Assert.Equal(
            new JobWork
            {
                Id = held.Id,
                BlockNumber = 1,
                State = JobState.Queued,
                GasUsed = 21_000,
                CreatedAt = held.CreatedAt,
                IsCut = false,
                Segments = 5,
                Cycles = 5000,
                OpenSegments = 4,
                OpenCycles = 4000,
                RunningSegments = 1,
            },
            work.Jobs[0]);
        Assert.Equal((0, 0.0, 0), (work.Jobs[1].Segments, work.Jobs[1].OpenCycles, work.Jobs[1].RunningTasks));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task OpenWork_AJobThatIsAggregated_RunsOneTask(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 1);
        await store.AddTasksAsync("leader", [NewTask(held.Id, 0, TaskKind.Aggregate)], None);
        await store.UpdateAsync(
            "leader", held.Id, new JobChange { State = JobState.Aggregating, CutAt = Start, SegmentCount = 1 }, None);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 0), None);
        await store.ApplyAsync(
            Result(ResultKind.Started, held.Id, 0, taskKind: TaskKind.Aggregate), None);

        JobWork work = Assert.Single((await store.GetOpenWorkAsync(None)).Jobs);

        Assert.True(work is { IsCut: true, IsAggregationRunning: true, OpenSegments: 0, RunningTasks: 1 });
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task OpenWork_TasksThatAreDone_SayWhatWorkCosts(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 2);
        await store.AddTasksAsync("leader", [NewTask(held.Id, 0, TaskKind.Aggregate)], None);
        await store.UpdateAsync(
            "leader", held.Id, new JobChange { CutAt = Start, SegmentCount = 2, Cycles = 2000 }, None);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 0) with { Seconds = 2 }, None);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 1) with { Seconds = 3 }, None);
        await store.ApplyAsync(
            Result(ResultKind.Done, held.Id, 0, taskKind: TaskKind.Aggregate) with { Seconds = 0.5 }, None);

        Assert.Equal(
            new RecentWork
            {
                Segments = 2,
                Cycles = 2000,
                Seconds = 5,
                AggregatedSegments = 2,
                AggregationSeconds = 0.5,
                JobGas = 21_000,
                JobCycles = 2000,
            },
            (await store.GetOpenWorkAsync(None)).Recent);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task OpenWork_ManyTasksThatAreDone_LooksAtTheNewest(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job slow = await AddHeldAsync(store, 1, 1);
        await store.ApplyAsync(Result(ResultKind.Done, slow.Id, 0, second: 1) with { Seconds = 1e6 }, None);
        Job held = await AddHeldAsync(store, 2, RecentWork.MaxTasks + 10);
        for (int i = 0; i < RecentWork.MaxTasks + 10; i++)
        {
            await store.ApplyAsync(Result(ResultKind.Done, held.Id, i, second: 2 + i) with { Seconds = 1 }, None);
        }

        RecentWork recent = (await store.GetOpenWorkAsync(None)).Recent;

        Assert.Equal(RecentWork.MaxTasks, recent.Segments);
        Assert.Equal(RecentWork.MaxTasks, recent.Seconds);
    }

    private static async Task AddEndedAsync(IJobStore store, int number)
    {
        await store.SubmitAsync(NewJob(number), None);
        await store.CancelAsync(Id(number), "no more", None);
    }
}
