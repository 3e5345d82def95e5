using ZeroSharp.Cluster.Core.Jobs;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>What holds for leases, whatever the database is.</summary>
[Collection(ServersDefinition.Name)]
public sealed class LeaseLawTests(ServersFixture servers)
{
    private readonly ManualTime time = new();

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Claim_FreeJobs_GivesTheOldestAndCountsAnAttempt(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        foreach (int number in new[] { 3, 1, 2 })
        {
            await store.SubmitAsync(NewJob(number), None);
        }

        IReadOnlyList<Job> first = await store.ClaimAsync("a", Lease, 2, None);
        IReadOnlyList<Job> rest = await store.ClaimAsync("a", Lease, 2, None);

        Assert.Equal([Id(1), Id(2)], first.Select(job => job.Id));
        Assert.Equal([Id(3)], rest.Select(job => job.Id));
        Assert.All(first, job => Assert.Equal(
            ("a", time.GetUtcNow() + Lease, time.GetUtcNow(), 1),
            (job.LeaseOwner, job.LeaseUntil, job.StartedAt, job.Attempts)));
        Assert.Equal(first[0], await store.GetAsync(Id(1), None));
        Assert.Empty(await store.ClaimAsync("b", Lease, 2, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Claim_ALeaseThatRanOut_TakesTheJobFromItsLeader(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 1, "a");
        time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await store.ClaimAsync("b", Lease, 1, None));

        time.Advance(TimeSpan.FromMilliseconds(1));
        Job taken = Assert.Single(await store.ClaimAsync("b", Lease, 1, None));

        Assert.Equal((2, held.StartedAt), (taken.Attempts, taken.StartedAt));
        Assert.Null(await store.UpdateAsync("a", held.Id, new JobChange { State = JobState.Proved }, None));
        Assert.Empty(await store.RenewAsync("a", Lease, None));
        await store.ReleaseAsync("a", held.Id, None);
        await store.AddTasksAsync("a", [NewTask(held.Id, 5)], None);
        Assert.Single(await store.GetTasksAsync(held.Id, None));
        Assert.Equal(taken, await store.GetAsync(held.Id, None));
        Assert.NotNull(await store.UpdateAsync("b", held.Id, new JobChange { SegmentCount = 1 }, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Renew_InTime_KeepsTheJobs(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        await store.SubmitAsync(NewJob(1), None);
        await store.SubmitAsync(NewJob(2), None);
        await store.ClaimAsync("a", Lease, 2, None);
        time.Advance(Lease / 2);

        Assert.Equal([Id(1), Id(2)], (await store.RenewAsync("a", Lease, None)).Order());
        time.Advance(Lease / 2);

        Assert.Empty(await store.ClaimAsync("b", Lease, 2, None));
        time.Advance(Lease / 2);
        Assert.Equal(2, (await store.ClaimAsync("b", Lease, 2, None)).Count);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Release_AHeldJob_LetsAnyLeaderGoOnAtOnce(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        Job held = await AddHeldAsync(store, 1, 0, "a");

        await store.ReleaseAsync("a", held.Id, None);

        Assert.Null(await store.UpdateAsync("a", held.Id, new JobChange { SegmentCount = 1 }, None));
        Assert.Equal("b", Assert.Single(await store.ClaimAsync("b", Lease, 1, None)).LeaseOwner);
    }
}
