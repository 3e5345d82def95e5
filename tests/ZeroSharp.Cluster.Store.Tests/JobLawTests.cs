using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>What holds for jobs, whatever the database is.</summary>
[Collection(ServersDefinition.Name)]
public sealed class JobLawTests(ServersFixture servers)
{
    private readonly ManualTime time = new();

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Submit_AJobWithExtremeValues_IsReadAsItWas(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job job = NewJob(1) with
        {
            ChainId = ulong.MaxValue,
            BlockNumber = ulong.MaxValue - 1,
            GasUsed = 1UL << 63,
            SegmentMemory = long.MaxValue,
            TransactionCount = int.MaxValue,
            Source = "häß'; DROP TABLE jobs; --",
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };

        (Job added, bool isNew) = await store.SubmitAsync(job, None);

        Assert.True(isNew);
        Assert.Equal(job with { UpdatedAt = time.GetUtcNow() }, added);
        Assert.Equal(added, await store.GetAsync(job.Id, None));
        Assert.Null(await store.GetAsync(Id(2), None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Submit_AKeyThatLivesOrIsProved_GivesThatJob(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        await store.SubmitAsync(NewJob(1, "key"), None);

        Assert.Equal((Id(1), false), await SubmitAsync(store, 2));
        await store.ClaimAsync("leader", Lease, 1, None);
        await store.UpdateAsync("leader", Id(1), new JobChange { State = JobState.Proved }, None);
        Assert.Equal((Id(1), false), await SubmitAsync(store, 3));
        Assert.Equal([Id(1)], (await store.ListAsync(new JobFilter(), None)).Select(job => job.Id));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Submit_AKeyThatFailedOrWasCancelled_AddsAJob(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        await store.SubmitAsync(NewJob(1, "key"), None);
        await store.ClaimAsync("leader", Lease, 1, None);
        await store.UpdateAsync("leader", Id(1), new JobChange { State = JobState.Failed }, None);

        Assert.Equal((Id(2), true), await SubmitAsync(store, 2));
        await store.CancelAsync(Id(2), "not wanted", None);
        Assert.Equal((Id(3), true), await SubmitAsync(store, 3));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task List_EveryFilter_GivesTheNewestThatMatch(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        for (int number = 1; number <= 20; number++)
        {
            await store.SubmitAsync(
                NewJob(number) with { ChainId = (ulong)(number % 2), Source = number > 10 ? "tip" : "http" }, None);
        }

        await store.CancelAsync(Id(4), "not wanted", None);

        await ListsAsync(new JobFilter { MaxCount = 3 }, 20, 19, 18);
        await ListsAsync(new JobFilter { MaxCount = 2, BeforeId = Id(18) }, 17, 16);
        await ListsAsync(new JobFilter { MaxCount = 0 });
        await ListsAsync(new JobFilter { States = [JobState.Cancelled, JobState.Failed] }, 4);
        await ListsAsync(new JobFilter { States = [] });
        await ListsAsync(new JobFilter { BlockNumber = 7 }, 7);
        await ListsAsync(new JobFilter { BlockNumber = 7, ChainId = 0 });
        await ListsAsync(new JobFilter { Source = "http", ChainId = 0 }, 10, 8, 6, 4, 2);
        await ListsAsync(new JobFilter { Source = "http\0" });
        await ListsAsync(new JobFilter { IdPrefix = Id(17)[..^1] }, 20, 19, 18, 17, 16);
        await ListsAsync(new JobFilter { IdPrefix = "%" });
        await ListsAsync(new JobFilter { IdPrefix = Id(12) }, 12);

        async Task ListsAsync(JobFilter filter, params int[] numbers) =>
            Assert.Equal(numbers.Select(Id), (await store.ListAsync(filter, None)).Select(job => job.Id));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Update_ByItsLeader_ChangesWhatIsGiven(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 0);
        time.Advance(TimeSpan.FromMilliseconds(1234));
        JobChange change = new()
        {
            State = JobState.Proving,
            Run = Reference(held.WorkScope, 5),
            Cycles = ulong.MaxValue,
            SegmentCount = 7,
            CutAt = time.GetUtcNow(),
            AddLeaderSeconds = 1.5,
        };

        Job? changed = await store.UpdateAsync("leader", held.Id, change, None);
        Job? again = await store.UpdateAsync("leader", held.Id, new JobChange { AddLeaderSeconds = 0.25 }, None);

        Job expected = held with
        {
            State = JobState.Proving,
            Run = change.Run,
            Cycles = ulong.MaxValue,
            SegmentCount = 7,
            CutAt = change.CutAt,
            LeaderSeconds = 1.5,
            UpdatedAt = time.GetUtcNow(),
        };
        Assert.Equal(expected, changed);
        Assert.Equal(expected with { LeaderSeconds = 1.75 }, again);
        Assert.Equal(again, await store.GetAsync(held.Id, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Update_ToAFinalState_EndsLeaseAndAsksForCleanup(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 1);
        time.Advance(TimeSpan.FromSeconds(1));

        Job? ended = await store.UpdateAsync(
            "leader",
            held.Id,
            new JobChange { State = JobState.Failed, Error = new string('x', 2000) + "\n" },
            None);

        Assert.NotNull(ended);
        Assert.Equal((JobState.Failed, new string('x', 1000)), (ended.State, ended.Error));
        Assert.Equal((null, null, true), (ended.LeaseOwner, ended.LeaseUntil, ended.NeedsCleanup));
        Assert.Equal(time.GetUtcNow(), ended.FinishedAt);
        Assert.Null(await store.UpdateAsync("leader", held.Id, new JobChange { SegmentCount = 1 }, None));
        await store.AddTasksAsync("leader", [NewTask(held.Id, 1)], None);
        await store.ResetTaskAsync("leader", held.Id, TaskKind.Prove, 0, None);
        Assert.Single(await store.GetTasksAsync(held.Id, None));
        Assert.Equal(ended, await store.GetAsync(held.Id, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cancel_ALiveJob_TakesItFromItsLeader(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 1);

        Job? cancelled = await store.CancelAsync(held.Id, "a person\nsaid so", None);

        Assert.Equal((JobState.Cancelled, "a person said so", true),
            (cancelled!.State, cancelled.Error, cancelled.NeedsCleanup));
        Assert.Null(await store.UpdateAsync("leader", held.Id, new JobChange { State = JobState.Proved }, None));
        Assert.Empty(await store.RenewAsync("leader", Lease, None));
        Assert.Equal(cancelled, await store.CancelAsync(held.Id, "again", None));
        Assert.Null(await store.CancelAsync(Id(9), "none", None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Retry_ACancelledJob_KeepsWhatIsDoneAndPublishesTheRest(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 5);
        await store.MarkPublishedAsync(
            held.Id, [.. Enumerable.Range(0, 4).Select(index => (TaskKind.Prove, index))], None);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 0), None);
        await store.ApplyAsync(Result(ResultKind.Started, held.Id, 1, second: 1), None);
        await store.ApplyAsync(Result(ResultKind.Started, held.Id, 3, second: 2), None);
        await store.ApplyAsync(Result(ResultKind.Failed, held.Id, 3), None);
        await store.CancelAsync(held.Id, "not wanted", None);

        Job? retried = await store.RetryAsync(held.Id, None);

        Assert.Equal((JobState.Queued, null, null, false, 0, 1),
            (retried!.State, retried.Error, retried.FinishedAt, retried.NeedsCleanup, retried.Attempts,
                retried.SegmentsDone));
        IReadOnlyList<JobTask> tasks = await store.GetTasksAsync(held.Id, None);
        Assert.Equal(JobTaskState.Done, tasks[0].State);
        Assert.All(tasks.Skip(1), task => Assert.Equal(JobTaskState.Ready, task.State));
        Assert.Equal((0, TaskFailure.None, null), (tasks[3].Attempts, tasks[3].Failure, tasks[3].Error));
        Assert.Equal(retried, await store.RetryAsync(held.Id, None));
        Assert.Null(await store.RetryAsync(Id(9), None));
        Assert.Single(await store.ClaimAsync("another", Lease, 1, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Retry_AJobWhoseKeyAnotherHas_LeavesIt(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        await store.SubmitAsync(NewJob(1, "key"), None);
        Job? cancelled = await store.CancelAsync(Id(1), "not wanted", None);
        await store.SubmitAsync(NewJob(2, "key"), None);

        Assert.Equal(cancelled, await store.RetryAsync(Id(1), None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Totals_JobsOfSeveralStates_CountThemAndTheTasksOfLiveOnes(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Assert.Null((await store.GetTotalsAsync(None)).OldestLive);
        Job ended = await AddHeldAsync(store, 1, 3);
        await store.CancelAsync(ended.Id, "not wanted", None);
        Job live = await AddHeldAsync(store, 2, 4);
        await store.SubmitAsync(NewJob(3), None);
        await store.MarkPublishedAsync(
            live.Id, [(TaskKind.Prove, 0), (TaskKind.Prove, 1), (TaskKind.Prove, 2)], None);
        DateTimeOffset published = time.GetUtcNow();
        time.Advance(TimeSpan.FromSeconds(5));
        await store.ApplyAsync(Result(ResultKind.Started, live.Id, 1), None);
        await store.ApplyAsync(Result(ResultKind.Done, live.Id, 2), None);

        JobTotals totals = await store.GetTotalsAsync(None);

        Assert.Equal(2, totals.Count[JobState.Queued]);
        Assert.Equal(1, totals.Count[JobState.Cancelled]);
        Assert.Equal(live.CreatedAt, totals.OldestLive);
        Assert.Equal((1, 1, 1), (totals.ReadyTasks, totals.QueuedTasks, totals.RunningTasks));
        Assert.Equal(KeyValuePair.Create(TaskKind.Prove, published), Assert.Single(totals.OldestQueued));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Cleanup_EndedJobs_AreListedUntilTheyAreClean(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        for (int number = 1; number <= 3; number++)
        {
            await store.SubmitAsync(NewJob(number), None);
        }

        await store.CancelAsync(Id(3), "not wanted", None);
        await store.CancelAsync(Id(1), "not wanted", None);

        Assert.Equal([Id(1)], (await store.ListForCleanupAsync(1, None)).Select(job => job.Id));
        await store.MarkCleanAsync(Id(1), None);
        await store.MarkCleanAsync(Id(2), None);
        Assert.Equal([Id(3)], (await store.ListForCleanupAsync(10, None)).Select(job => job.Id));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Values_ComparedAndSet_ChangeOnlyAsExpected(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        string large = new('v', 1 << 20);

        Assert.Null(await store.GetValueAsync("follower", None));
        Assert.False(await store.TrySetValueAsync("follower", "old", "new", None));
        Assert.True(await store.TrySetValueAsync("follower", null, "1", None));
        Assert.False(await store.TrySetValueAsync("follower", null, "2", None));
        Assert.False(await store.TrySetValueAsync("follower", "0", "2", None));
        Assert.True(await store.TrySetValueAsync("follower", "1", large, None));
        Assert.Equal(large, await store.GetValueAsync("follower", None));
        await Assert.ThrowsAsync<ArgumentException>(
            () => store.TrySetValueAsync("follower", large, large + "v", None));
        await Assert.ThrowsAsync<ArgumentException>(() => store.TrySetValueAsync("follower", large, "\0", None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Workers_SignsOfLife_KeepTheNewest(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 2);
        time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(ResultEffect.Applied, await store.ApplyAsync(Alive("a", 20, "some.0"), None));
        Assert.Equal(ResultEffect.Repeated, await store.ApplyAsync(Alive("a", 10), None));
        await store.ApplyAsync(Alive("b", 100), None);
        await store.ApplyAsync(Result(ResultKind.Started, held.Id, 0, second: 30, worker: "c"), None);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 0, second: 40, worker: "c"), None);
        await store.ApplyAsync(Result(ResultKind.Done, held.Id, 0, second: 40, worker: "c"), None);

        Assert.Equal(
            [
                new WorkerRecord("b", time.GetUtcNow(), null, 0, 1 << 20),
                new WorkerRecord("c", Start + TimeSpan.FromSeconds(40), null, 1, 0),
                new WorkerRecord("a", Start + TimeSpan.FromSeconds(20), "some.0", 0, 1 << 20),
            ],
            await store.ListWorkersAsync(Start, None));
        Assert.Equal(2, (await store.ListWorkersAsync(Start + TimeSpan.FromSeconds(40), None)).Count);

        time.Advance(TimeSpan.FromDays(8));
        await store.ApplyAsync(Alive("d", 8 * 24 * 3600), None);
        Assert.Equal("d", Assert.Single(await store.ListWorkersAsync(DateTimeOffset.UnixEpoch, None)).Name);
    }

    private static async Task<(string Id, bool IsNew)> SubmitAsync(IJobStore store, int number)
    {
        (Job job, bool isNew) = await store.SubmitAsync(NewJob(number, "key"), None);
        return (job.Id, isNew);
    }
}
