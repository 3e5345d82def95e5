using CsCheck;
using ZeroSharp.Cluster.Core.Following;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Following.Tests;

public class ChainFollowerTests
{
    private enum Action
    {
        Mine,
        Reorganize,
        Fall,
        Return,
        Restart,
        Follow,
        FollowByOther,
        Step,
        Work,
        Report,
        ReportByOther,
        ReorganizeWhileSubmitting,
    }

    [Fact]
    public async Task Follow_RandomReorgsRestartsAndOutages_ReportsTheCanonicalChain()
    {
        Gen<(Action, int, int)[]> gen = Gen.Select(
            Gen.Int[0, 11].Select(value => (Action)value), Gen.Int[1, 5], Gen.Int[0, 2]).Array[5, 60];
        await gen.SampleAsync(RunAsync, iter: 150, threads: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Reorganize_ReportedBlocks_TakesThemBackAndGoesOn(int depth)
    {
        await using ModelCluster cluster = await ModelCluster.StartAsync();
        ModelFollower follower = await cluster.FollowAsync();
        Mine(cluster, 7);
        await SettleAsync(cluster, follower);
        Assert.Equal(7, cluster.Reported.Count);
        cluster.Chain.Reorganize(depth, branch: 1);
        await SettleAsync(cluster, follower);
        ChainReorganizedEvent reorg = Assert.Single(cluster.Events.OfType<ChainReorganizedEvent>());
        Assert.Equal(7UL - (ulong)depth, reorg.AncestorNumber);
        Assert.Equal(depth, reorg.RetractedCount);
        AssertCanonical(cluster);
    }

    [Fact]
    public async Task Reorganize_BackToProvedBlocks_ReportsThemAgainWithoutNewJobs()
    {
        await using ModelCluster cluster = await ModelCluster.StartAsync();
        ModelFollower follower = await cluster.FollowAsync();
        Mine(cluster, 3);
        await SettleAsync(cluster, follower);
        cluster.Chain.Reorganize(2, branch: 1);
        await SettleAsync(cluster, follower);
        int jobs = (await cluster.Jobs.ListAsync(new JobFilter { MaxCount = 100 }, default)).Count;
        cluster.Chain.Reorganize(3, branch: 0);
        await follower.FollowAsync();
        await follower.ReportAsync();
        Assert.Equal([1UL, 2, 3], cluster.Reported.Select(block => block.Number));

        // Only the fourth and fifth block of the first branch are new.
        Assert.Equal(2, (await cluster.ListLiveAsync()).Count);
        Assert.Equal(jobs + 2, (await cluster.Jobs.ListAsync(new JobFilter { MaxCount = 100 }, default)).Count);
    }

    [Fact]
    public async Task Reorganize_JobsThatLive_CancelsThemAndRevivesThemLater()
    {
        await using ModelCluster cluster = await ModelCluster.StartAsync();
        ModelFollower follower = await cluster.FollowAsync();
        Mine(cluster, 3);
        await follower.FollowAsync();
        cluster.Chain.Reorganize(2, branch: 1);
        await follower.FollowAsync();
        IReadOnlyList<Job> cancelled = await cluster.Jobs.ListAsync(
            new JobFilter { States = [JobState.Cancelled] }, default);
        Assert.Equal(2, cancelled.Count);
        Assert.All(cancelled, job => Assert.StartsWith("orphaned by", job.Error, StringComparison.Ordinal));
        cluster.Chain.Reorganize(3, branch: 0);
        await SettleAsync(cluster, follower);
        AssertCanonical(cluster);
        Assert.All(cancelled, job => Assert.Contains(cluster.Reported, block => block.JobId == job.Id));
    }

    [Fact]
    public async Task Follow_Confirmations_StaysBehindTheHead()
    {
        await using ModelCluster cluster = await ModelCluster.StartAsync(new FollowOptions
        {
            ChainId = 31337,
            Confirmations = 3,
        });
        ModelFollower follower = await cluster.FollowAsync();
        Mine(cluster, 10);
        await SettleAsync(cluster, follower);
        Assert.Equal(7, cluster.Reported.Count);
        cluster.Chain.Reorganize(3, branch: 1);
        await SettleAsync(cluster, follower);
        Assert.Empty(cluster.Events.OfType<ChainReorganizedEvent>());
        Assert.Equal(8, cluster.Reported.Count);
    }

    [Fact]
    public async Task Work_FailsAlways_RetriesAndSaysSoOnce()
    {
        await using ModelCluster cluster = await ModelCluster.StartAsync();
        ModelFollower follower = await cluster.FollowAsync();
        Mine(cluster, 2);
        await follower.FollowAsync();
        for (int i = 0; i < 6; i++)
        {
            await cluster.WorkAsync(1, JobState.Failed);
            await follower.ReportAsync();
            follower = await cluster.FollowAsync();
        }

        List<BlockFailedEvent> first =
            [.. cluster.Events.OfType<BlockFailedEvent>().Where(failed => failed.Block.Number == 1)];
        Assert.Equal([false, false, true], first.Select(failed => failed.IsFinal));
        Assert.Empty(cluster.Reported);
    }

    [Fact]
    public async Task Follow_DeeperThanKept_SaysWhatToDo()
    {
        await using ModelCluster cluster = await ModelCluster.StartAsync(new FollowOptions
        {
            ChainId = 31337,
            MaxAhead = 1000,
        });
        ModelFollower follower = await cluster.FollowAsync();
        Mine(cluster, 300);
        await SettleAsync(cluster, follower, 300);
        cluster.Chain.Reorganize(290, branch: 1);
        FollowException failure = await Assert.ThrowsAsync<FollowException>(follower.FollowAsync);
        Assert.Contains("--follow-name", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AnotherStart_IsRefused()
    {
        await using ModelCluster cluster = await ModelCluster.StartAsync();
        await cluster.FollowAsync(first: 3);
        FollowException failure = await Assert.ThrowsAsync<FollowException>(() => cluster.FollowAsync(first: 4));
        Assert.Contains("--start-block 3", failure.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync((Action Action, int Depth, int Branch)[] actions)
    {
        await using ModelCluster cluster = await ModelCluster.StartAsync();
        ModelFollower follower = await cluster.FollowAsync();
        ModelFollower other = await cluster.FollowAsync();
        foreach ((Action action, int depth, int branch) in actions)
        {
            switch (action)
            {
                case Action.Mine:
                    cluster.Chain.Mine(branch);
                    break;
                case Action.Reorganize:
                    cluster.Chain.Reorganize(depth, branch);
                    break;
                case Action.Fall:
                    cluster.Chain.IsDown = true;
                    break;
                case Action.Return:
                    cluster.Chain.IsDown = false;
                    break;
                case Action.Restart:
                    follower = await cluster.FollowAsync();
                    break;
                case Action.Follow:
                    await follower.FollowAsync();
                    break;
                case Action.FollowByOther:
                    await Task.WhenAll(follower.FollowAsync(), other.FollowAsync());
                    break;
                case Action.Step:
                    cluster.Chain.IsDown = false;
                    await other.Follower.StepAsync(default);
                    break;
                case Action.Work:
                    await cluster.WorkAsync(depth);
                    break;
                case Action.Report:
                    await follower.ReportAsync();
                    break;
                case Action.ReportByOther:
                    await Task.WhenAll(other.ReportAsync(), follower.ReportAsync());
                    break;
                default:
                    cluster.DuringSubmission = () => cluster.Chain.Reorganize(depth, branch);
                    break;
            }
        }

        cluster.DuringSubmission = null;
        cluster.Chain.IsDown = false;
        await SettleAsync(cluster, follower);
        await SettleAsync(cluster, other);
        AssertCanonical(cluster);
        Assert.Empty(await cluster.ListLiveAsync());
    }

    private static void Mine(ModelCluster cluster, int count)
    {
        for (int i = 0; i < count; i++)
        {
            cluster.Chain.Mine(0);
        }
    }

    private static async Task SettleAsync(ModelCluster cluster, ModelFollower follower, int rounds = 20)
    {
        for (int round = 0; round < rounds; round++)
        {
            await follower.FollowAsync();
            await cluster.WorkAsync(100);
            await follower.ReportAsync();
            if (cluster.Reported.Count > 0
                && cluster.Reported[^1].Number + cluster.Options.Confirmations == cluster.Chain.Blocks[^1].Number
                && cluster.Reported[^1].Hash == cluster.Chain.Blocks[(int)cluster.Reported[^1].Number].Hash)
            {
                break;
            }
        }
    }

    private static void AssertCanonical(ModelCluster cluster)
    {
        Assert.Equal(
            cluster.Chain.Blocks.Skip(1).Select(link => link.Hash), cluster.Reported.Select(block => block.Hash));
        Assert.All(cluster.Reported, block => Assert.Equal(block.HashText, cluster.Files[block.Number]));
    }
}
