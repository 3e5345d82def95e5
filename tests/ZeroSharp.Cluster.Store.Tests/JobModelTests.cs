using CsCheck;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>Random sequences of calls give the same on a database and on the model.</summary>
[Collection(ServersDefinition.Name)]
public sealed class JobModelTests(ServersFixture servers)
{
    private const int CallCount = 60;
    private const int JobsInSequence = 3;

    private readonly ManualTime time = new();
    private int sequence;

    // A call, and which job, task and leader it is for.
    private static readonly Gen<(int Call, int Job, int Task, int Owner)[]> Calls =
        Gen.Select(Gen.Int[0, 21], Gen.Int[0, JobsInSequence - 1], Gen.Int[0, 2], Gen.Int[0, 1])
            .Array[CallCount];

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Calls_InAnyOrder_DoWhatTheModelDoes(DatabaseKind kind)
    {
        await using IJobStore store = await servers.NewJobStoreAsync(kind, time);
        int sequences = kind == DatabaseKind.Sqlite ? 100 : 20;
        await Task.Run(() => Calls.Sample(
            calls => RunAsync(store, calls).GetAwaiter().GetResult(), iter: sequences, threads: 1));
    }

    private async Task RunAsync(IJobStore store, (int Call, int Job, int Task, int Owner)[] calls)
    {
        // Jobs of an earlier sequence must not be claimed in this one.
        foreach (Job earlier in await store.ListAsync(new JobFilter { MaxCount = JobFilter.Limit }, None))
        {
            await store.CancelAsync(earlier.Id, "over", None);
        }

        int first = sequence++ * JobsInSequence;
        string[] ids = [.. Enumerable.Range(first, JobsInSequence).Select(Id)];
        JobModel model = new();
        int second = 0;
        foreach ((int call, int job, int task, int owner) in calls)
        {
            // Some words are older than others that came before.
            int at = call % 2 == 0 ? second++ : second - 1;
            await CallAsync(store, model, call, ids[job], first + job, task, $"leader {owner}", at);
            Assert.Equal(model.Describe(), await JobModel.DescribeAsync(store, ids));
        }
    }

    private async Task CallAsync(
        IJobStore store, JobModel model, int call, string id, int number, int task, string owner, int second)
    {
        DateTimeOffset now = time.GetUtcNow();
        switch (call)
        {
            case 0 or 1 when !model.Has(id):
                bool isNew = model.Submit(id);
                string? holder = model.KeyHolder;
                (Job there, bool wasAdded) = await store.SubmitAsync(
                    NewJob(number, $"key {number / JobsInSequence}"), None);
                Assert.Equal((isNew, holder), (wasAdded, there.Id));
                break;
            case 2 or 3 or 4:
                string? claimed = model.Claim(owner, now, Lease);
                Assert.Equal(claimed, (await store.ClaimAsync(owner, Lease, 1, None)).SingleOrDefault()?.Id);
                break;
            case 5:
                time.Advance(Lease / 2);
                break;
            case 6:
                List<string> held = model.Renew(owner, now, Lease);
                Assert.Equal(held.Order(), (await store.RenewAsync(owner, Lease, None)).Order());
                break;
            case 7:
                model.Release(owner, id);
                await store.ReleaseAsync(owner, id, None);
                break;
            case 8 or 9:
                JobState state = (JobState)(1 + ((task + call) % 5));
                bool isHeld = model.Update(owner, id, state);
                Job? changed = await store.UpdateAsync(owner, id, new JobChange { State = state }, None);
                Assert.Equal(isHeld, changed is not null);
                break;
            case 10 or 11 or 12:
                model.AddTask(owner, id, task);
                await store.AddTasksAsync(owner, [NewTask(id, task)], None);
                break;
            case 13:
                model.MarkPublished(id, task);
                await store.MarkPublishedAsync(id, [(TaskKind.Prove, task)], None);
                break;
            case 14:
                model.Reset(owner, id, task);
                await store.ResetTaskAsync(owner, id, TaskKind.Prove, task, None);
                break;
            case 15:
                model.Cancel(id);
                await store.CancelAsync(id, "not wanted", None);
                break;
            case 16:
                model.Retry(id);
                await store.RetryAsync(id, None);
                break;
            case 17:
                model.MarkClean(id);
                await store.MarkCleanAsync(id, None);
                break;
            case >= 18:
                ResultMessage result = Result((ResultKind)(call - 17), id, task, second) with
                {
                    Failure = second % 2 == 0 ? TaskFailure.BadInput : TaskFailure.TooManyAttempts,
                };
                ResultEffect effect = model.Apply(result, id, task);
                ResultEffect applied = await store.ApplyAsync(result, None);
                if (result.Kind != ResultKind.Dropped || effect != ResultEffect.Applied)
                {
                    Assert.Equal(effect, applied);
                }

                break;
        }
    }
}
