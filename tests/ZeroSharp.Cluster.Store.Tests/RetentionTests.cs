using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>Jobs that are kept no longer.</summary>
[Collection(ServersDefinition.Name)]
public sealed class RetentionTests(ServersFixture servers)
{
    private readonly ManualTime time = new();

    [Theory, OnSqlite, OnPostgreSql]
    public async Task ListEnded_JobsOfAllStates_GivesThoseThatAreCleanTheOldestEndFirst(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        for (int number = 1; number <= 5; number++)
        {
            await store.SubmitAsync(NewJob(number), None);
        }

        foreach (int number in (int[])[4, 2, 3])
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await store.CancelAsync(Id(number), "not wanted", None);
        }

        await store.MarkCleanAsync(Id(4), None);
        await store.MarkCleanAsync(Id(3), None);

        Assert.Equal([Id(4), Id(3)], await IdsAsync(time.GetUtcNow() + TimeSpan.FromSeconds(1), 10));
        Assert.Equal([Id(4)], await IdsAsync(time.GetUtcNow() + TimeSpan.FromSeconds(1), 1));
        Assert.Equal([Id(4)], await IdsAsync(time.GetUtcNow(), 10));
        Assert.Empty(await IdsAsync(time.GetUtcNow() - TimeSpan.FromMinutes(2), 10));

        async Task<IEnumerable<string>> IdsAsync(DateTimeOffset before, int count) =>
            (await store.ListEndedAsync(before, count, None)).Select(job => job.Id);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Delete_OnlyAJobThatEndedAndIsClean_IsGoneWithItsTasks(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        await store.SubmitAsync(NewJob(1), None);
        await store.ClaimAsync("leader", Lease, 1, None);
        await store.AddTasksAsync("leader", [NewTask(Id(1), 0), NewTask(Id(1), 1)], None);

        Assert.False(await store.DeleteAsync(Id(1), None));
        await store.CancelAsync(Id(1), "not wanted", None);
        Assert.False(await store.DeleteAsync(Id(1), None));
        Assert.Equal(2, (await store.GetTasksAsync(Id(1), None)).Count);
        await store.MarkCleanAsync(Id(1), None);
        Assert.True(await store.DeleteAsync(Id(1), None));

        Assert.Null(await store.GetAsync(Id(1), None));
        Assert.Empty(await store.GetTasksAsync(Id(1), None));
        Assert.False(await store.DeleteAsync(Id(1), None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Run_OldAndNewJobs_DeletesTheOldOnesWithTheirArtifacts(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        IArtifactStore artifacts = ArtifactStores.Open(servers.NewFolder(), time);
        Dictionary<int, ArtifactRef[]> held = [];
        for (int number = 1; number <= 3; number++)
        {
            held[number] =
            [
                await artifacts.PutAsync(Id(number), new byte[] { 1, 2, 3 }, None),
                await artifacts.PutAsync(Job.WorkScopeOf(Id(number)), new byte[] { 4, 5 }, None),
            ];
            await store.SubmitAsync(NewJob(number), None);
            if (number < 3)
            {
                await store.CancelAsync(Id(number), "not wanted", None);
                await store.MarkCleanAsync(Id(number), None);
            }

            time.Advance(TimeSpan.FromDays(1));
        }

        JobRetention retention = new(store, artifacts, time, NullLogger.Instance);

        Assert.Equal(1, await retention.RunOnceAsync(TimeSpan.FromDays(2.5), None));
        Assert.Equal(0, await retention.RunOnceAsync(TimeSpan.FromDays(2.5), None));

        Assert.Equal(
            [Id(3), Id(2)], (await store.ListAsync(new JobFilter(), None)).Select(job => job.Id));
        foreach (ArtifactRef gone in held[1])
        {
            ArtifactException failure =
                await Assert.ThrowsAsync<ArtifactException>(() => artifacts.GetAsync(gone, None));
            Assert.Equal(ArtifactFault.Missing, failure.Fault);
        }

        foreach (ArtifactRef kept in held[2].Concat(held[3]))
        {
            await artifacts.GetAsync(kept, None);
        }
    }
}
