using System.Collections.Concurrent;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>What holds when several leaders and commands use a database at a time, each with its own store.</summary>
[Collection(ServersDefinition.Name)]
public sealed class ConcurrencyLawTests(ServersFixture servers)
{
    private const int Parallel = 8;

    private readonly ManualTime time = new();

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Initialize_ByEightAtOnce_MakesTheTablesOnce(DatabaseKind kind)
    {
        string location = await servers.NewDatabaseAsync(kind);
        await AtOnceAsync(location, (store, _) => store.InitializeAsync(None));

        await using IJobStore again = JobStores.Open(location, time);
        await again.InitializeAsync(None);
        Assert.True((await again.SubmitAsync(NewJob(1), None)).IsNew);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Claim_ByEightAtOnce_NeverGivesAJobTwice(DatabaseKind kind)
    {
        const int JobCount = 200;
        (string location, IJobStore store) = await NewAsync(kind);
        await using IJobStore closing = store;
        for (int number = 0; number < JobCount; number++)
        {
            await store.SubmitAsync(NewJob(number), None);
        }

        ConcurrentBag<string> claimed = [];
        await AtOnceAsync(location, async (mine, number) =>
        {
            // A claim may miss rows that others hold at the moment, so an empty one is no proof of the end.
            while (claimed.Count < JobCount)
            {
                foreach (Job job in await mine.ClaimAsync($"leader {number}", Lease, 3, None))
                {
                    claimed.Add(job.Id);
                }
            }
        });

        Assert.Equal(JobCount, claimed.Count);
        Assert.Equal(JobCount, claimed.Distinct().Count());
        IReadOnlyList<Job> jobs = await store.ListAsync(new JobFilter { MaxCount = JobFilter.Limit }, None);
        Assert.All(jobs, job => Assert.Equal(1, job.Attempts));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Submit_OneKeyByEightAtOnce_AddsOneJob(DatabaseKind kind)
    {
        (string location, IJobStore store) = await NewAsync(kind);
        await using IJobStore closing = store;
        ConcurrentBag<(string Key, string Id, bool IsNew)> answers = [];

        await AtOnceAsync(location, async (mine, number) =>
        {
            for (int round = 0; round < 10; round++)
            {
                (Job job, bool isNew) = await mine.SubmitAsync(
                    NewJob((round * Parallel) + number, $"key {round}"), None);
                answers.Add((job.Key, job.Id, isNew));
            }
        });

        Assert.All(answers.GroupBy(answer => answer.Key), group =>
        {
            Assert.Equal(Parallel, group.Count());
            Assert.Single(group, answer => answer.IsNew);
            Assert.Single(group.Select(answer => answer.Id).Distinct());
        });
        Assert.Equal(10, (await store.ListAsync(new JobFilter(), None)).Count);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Apply_EveryResultByEightAtOnce_CountsOnce(DatabaseKind kind)
    {
        const int TaskCount = 20;
        (string location, IJobStore store) = await NewAsync(kind);
        await using IJobStore closing = store;
        Job held = await AddHeldAsync(store, 1, TaskCount);
        ConcurrentBag<ResultEffect> effects = [];

        await AtOnceAsync(location, async (mine, number) =>
        {
            for (int index = 0; index < TaskCount; index++)
            {
                await mine.ApplyAsync(Result(ResultKind.Started, held.Id, index, second: 1), None);
                effects.Add(await mine.ApplyAsync(
                    Result(ResultKind.Done, held.Id, index, second: 2, worker: $"worker {number % 2}"), None));
            }
        });

        Assert.Equal(TaskCount, effects.Count(effect => effect == ResultEffect.Applied));
        Assert.Equal(TaskCount * (Parallel - 1), effects.Count(effect => effect == ResultEffect.Repeated));
        Job? job = await store.GetAsync(held.Id, None);
        Assert.Equal((TaskCount, TaskCount * 0.25), (job!.SegmentsDone, job.WorkerSeconds));
        Assert.Equal(
            TaskCount,
            (await store.ListWorkersAsync(DateTimeOffset.UnixEpoch, None)).Sum(worker => worker.TasksDone));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Values_CountedUpByEightAtOnce_LoseNothing(DatabaseKind kind)
    {
        const int Rounds = 10;
        (string location, IJobStore store) = await NewAsync(kind);
        await using IJobStore closing = store;

        await AtOnceAsync(location, async (mine, _) =>
        {
            for (int added = 0; added < Rounds;)
            {
                string? now = await mine.GetValueAsync("count", None);
                added += await mine.TrySetValueAsync("count", now, $"{int.Parse(now ?? "0") + 1}", None) ? 1 : 0;
            }
        });

        Assert.Equal($"{Rounds * Parallel}", await store.GetValueAsync("count", None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Jobs_ChangedByAllAtOnce_StayConsistent(DatabaseKind kind)
    {
        const int JobCount = 4;
        const int TaskCount = 3;
        (string location, IJobStore store) = await NewAsync(kind);
        await using IJobStore closing = store;
        for (int number = 0; number < JobCount; number++)
        {
            await AddHeldAsync(store, number, TaskCount, "leader 0");
        }

        await AtOnceAsync(location, async (mine, number) =>
        {
            Random random = new(number);
            for (int round = 0; round < 40; round++)
            {
                string id = Id(random.Next(JobCount));
                int index = random.Next(TaskCount);
                string owner = $"leader {number}";
                switch (random.Next(9))
                {
                    case 0:
                        await mine.CancelAsync(id, "not wanted", None);
                        break;
                    case 1:
                        await mine.RetryAsync(id, None);
                        break;
                    case 2:
                        await mine.ClaimAsync(owner, Lease, 2, None);
                        break;
                    case 3:
                        await mine.ResetTaskAsync(owner, id, TaskKind.Prove, index, None);
                        break;
                    case 4:
                        await mine.UpdateAsync(owner, id, new JobChange { State = JobState.Failed }, None);
                        break;
                    case 5:
                        await mine.RenewAsync(owner, Lease, None);
                        break;
                    case 6:
                        await mine.ApplyAsync(Result(ResultKind.Failed, id, index), None);
                        break;
                    case 7:
                        await mine.SubmitAsync(NewJob(100 + (number * 100) + round, $"key {index}"), None);
                        break;
                    default:
                        await mine.ApplyAsync(Result(ResultKind.Done, id, index), None);
                        break;
                }
            }
        });

        IReadOnlyList<Job> jobs = await store.ListAsync(new JobFilter { MaxCount = JobFilter.Limit }, None);
        Assert.All(
            jobs.Where(job => job.State is not (JobState.Failed or JobState.Cancelled)).GroupBy(job => job.Key),
            group => Assert.Single(group));
        foreach (Job job in jobs)
        {
            IReadOnlyList<JobTask> tasks = await store.GetTasksAsync(job.Id, None);
            Assert.Equal(tasks.Count(task => task.State == JobTaskState.Done), job.SegmentsDone);
            Assert.Equal(job.State.IsFinal(), job.FinishedAt is not null);
            Assert.True(job.LeaseOwner is null || !job.State.IsFinal());
        }
    }

    private async Task<(string Location, IJobStore Store)> NewAsync(DatabaseKind kind)
    {
        string location = await servers.NewDatabaseAsync(kind);
        IJobStore store = JobStores.Open(location, time);
        await store.InitializeAsync(None);
        return (location, store);
    }

    // Each with its own store, as if in a process of its own.
    private async Task AtOnceAsync(string location, Func<IJobStore, int, Task> action) =>
        await Task.WhenAll(Enumerable.Range(0, Parallel).Select(number => Task.Run(async () =>
        {
            await using IJobStore store = JobStores.Open(location, time);
            await action(store, number);
        })));
}
