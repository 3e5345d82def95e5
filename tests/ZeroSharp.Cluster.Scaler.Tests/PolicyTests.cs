using CsCheck;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Scaler.Tests;

/// <summary>How many workers a backlog needs.</summary>
public sealed class PolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<JobWork> AnyJob = Gen.Select(
        Gen.Int[0, 400], Gen.Int[0, 400], Gen.Double[1e3, 5e6], Gen.ULong[0, 60_000_000], Gen.Int[-10, 5000], Gen.Bool)
        .Select((open, done, cycles, gas, age, isCut) => new JobWork
        {
            Id = "job",
            BlockNumber = 1,
            State = JobState.Proving,
            GasUsed = gas,
            CreatedAt = Now.AddSeconds(-age),
            IsCut = isCut,
            Segments = open + done,
            Cycles = (open + done) * cycles,
            OpenSegments = open,
            OpenCycles = open * cycles,
            RunningSegments = open / 2,
            IsAggregationRunning = isCut && open == 0 && done > 0,
        });

    private static readonly Gen<RecentWork> AnyRecent = Gen.Select(
        Gen.Int[0, 500], Gen.Double[1e4, 1e7], Gen.Double[0.1, 60])
        .Select((segments, cycles, seconds) => new RecentWork
        {
            Segments = segments,
            Cycles = segments * cycles,
            Seconds = segments * seconds,
        });

    private static readonly Gen<Backlog> AnyBacklog = Gen.Select(AnyJob.List[0, 30], AnyRecent)
        .Select((jobs, recent) => Backlog.Of(new OpenWork(jobs, recent), Now));

    private static readonly Gen<ScalingTarget> AnyTarget = Gen.Select(
        Gen.Double[1, 3600], Gen.Double[0, 1000], Gen.Int[0, 100])
        .Select((latency, activation, bound) => new ScalingTarget
        {
            Latency = TimeSpan.FromSeconds(latency),
            ActivationSeconds = activation,
            MaxWorkersPerJob = bound,
        });

    [Fact]
    public void Decide_AnyBacklog_WantsNoMoreThanTasksAndNoFewerThanBusyWorkers()
    {
        Gen.Select(AnyBacklog, AnyTarget).Sample((backlog, target) =>
        {
            ScalingDecision decision = ScalingPolicy.Decide(backlog, target);

            Assert.InRange(
                decision.Workers, ScalingPolicy.BusyWorkers(backlog), Math.Max(0, backlog.OpenTasks));
            Assert.InRange(ScalingPolicy.BusyWorkers(backlog), 0, backlog.RunningTasks);
            Assert.Equal(backlog.Jobs.Count > 0, decision.Workers > 0);
            if (backlog.Rates.TaskSeconds >= ScalingPolicy.DecisionSeconds)
            {
                Assert.True(decision.Workers >= backlog.RunningTasks);
            }
        });
    }

    [Fact]
    public void Decide_OneJobMore_WantsNoFewerWorkers()
    {
        Gen.Select(AnyJob.List[0, 20], AnyJob, AnyTarget).Sample((jobs, another, target) =>
        {
            int before = ScalingPolicy.Decide(Backlog.Of(new OpenWork(jobs, new RecentWork()), Now), target).Workers;
            int after = ScalingPolicy.Decide(
                Backlog.Of(new OpenWork([.. jobs, another], new RecentWork()), Now), target).Workers;

            Assert.True(after >= before);
        });
    }

    [Fact]
    public void Decide_JobThatWaits_WantsMoreAndAtMostTwice()
    {
        Gen.Select(AnyJob, AnyTarget, Gen.Double[0, 10_000]).Sample((job, target, wait) =>
        {
            OpenWork work = new([job], new RecentWork());
            double before = ScalingPolicy.Decide(Backlog.Of(work, Now), target).Jobs[0].Workers;
            double after = ScalingPolicy.Decide(Backlog.Of(work, Now.AddSeconds(wait)), target).Jobs[0].Workers;

            Assert.InRange(after, before, (2 * before) + 1e-9);
        });
    }

    [Fact]
    public void Decide_ManySmallJobs_ShareWorkers()
    {
        // 300 blocks of one segment: 0.65 s each with their defaults, and no worker each.
        JobWork[] jobs = [.. Enumerable.Range(0, 300).Select(_ => Cut(segments: 1, cycles: 130_000))];

        ScalingDecision decision = ScalingPolicy.Decide(
            Backlog.Of(new OpenWork(jobs, new RecentWork()), Now), new ScalingTarget());

        Assert.Equal(4, decision.Workers);
    }

    [Fact]
    public void Decide_HugeJobWithABound_LeavesTheSmallOneItsShare()
    {
        JobWork huge = Cut(segments: 5000, cycles: 850_000);
        JobWork small = Cut(segments: 60, cycles: 1_000_000);
        ScalingTarget target = new() { MaxWorkersPerJob = 10 };

        ScalingDecision decision = ScalingPolicy.Decide(
            Backlog.Of(new OpenWork([huge, small], new RecentWork()), Now), target);

        Assert.Equal(10, decision.Jobs[0].Workers);
        Assert.InRange(decision.Jobs[1].Workers, 5, 5.2);
        Assert.Equal(16, decision.Workers);
    }

    [Fact]
    public void Decide_LongTasks_KeepsEveryBusyWorker()
    {
        JobWork job = Cut(segments: 10, cycles: 1e6) with { RunningSegments = 10 };
        RecentWork slow = new() { Segments = 10, Cycles = 10e6, Seconds = 200 };

        ScalingDecision decision = ScalingPolicy.Decide(
            Backlog.Of(new OpenWork([job], slow), Now), new ScalingTarget { Latency = TimeSpan.FromHours(1) });

        Assert.Equal(10, decision.Workers);
    }

    [Fact]
    public void Decide_ShortTasks_KeepsThePartThatADecisionFindsBusy()
    {
        JobWork job = Cut(segments: 10, cycles: 1e6) with { RunningSegments = 10 };
        RecentWork fast = new() { Segments = 10, Cycles = 10e6, Seconds = 30 };

        ScalingDecision decision = ScalingPolicy.Decide(
            Backlog.Of(new OpenWork([job], fast), Now), new ScalingTarget { Latency = TimeSpan.FromHours(1) });

        Assert.Equal(2, decision.Workers);
    }

    [Fact]
    public void Of_AJobThatIsNotCut_IsEstimatedByItsGas()
    {
        JobWork queued = Cut(segments: 0, cycles: 0) with { IsCut = false, GasUsed = 10_000_000 };

        JobBacklog job = Assert.Single(Backlog.Of(new OpenWork([queued], new RecentWork()), Now).Jobs);

        Assert.Equal(305, job.ProvingSeconds, 1e-9);
        Assert.Equal(72, job.OpenTasks);
        Assert.Equal(72 * 0.02, job.AggregationSeconds, 1e-9);
    }

    [Fact]
    public void Of_AJobThatIsBeingCut_CountsWhatIsCutOnce()
    {
        JobWork executing = Cut(segments: 60, cycles: 850_000) with
        {
            IsCut = false, GasUsed = 10_000_000, OpenSegments = 10, OpenCycles = 8_500_000,
        };

        JobBacklog job = Assert.Single(Backlog.Of(new OpenWork([executing], new RecentWork()), Now).Jobs);

        // 61 M cycles are expected, 51 M of them are cut, of which 8.5 M are open.
        Assert.Equal((10e6 + 8.5e6) / 200_000, job.ProvingSeconds, 1e-9);
    }

    [Fact]
    public void Of_ARunLongerThanItsGasPromised_HasWhatIsCut()
    {
        JobWork executing = Cut(segments: 10, cycles: 850_000) with { IsCut = false, GasUsed = 21_000 };

        JobBacklog job = Assert.Single(Backlog.Of(new OpenWork([executing], new RecentWork()), Now).Jobs);

        Assert.Equal((42.5, 10), (job.ProvingSeconds, job.OpenTasks));
    }

    [Fact]
    public void Rates_FewTasks_AreNotBelieved()
    {
        RecentWork recent = new()
        {
            Segments = WorkRates.MinSamples - 1, Cycles = 1, Seconds = 1000, JobGas = 1, JobCycles = 1000,
        };

        WorkRates few = WorkRates.Of(recent);
        WorkRates enough = WorkRates.Of(recent with { Segments = WorkRates.MinSamples });

        Assert.Equal((false, 200_000, 6.1), (few.IsMeasured, few.CyclesPerSecond, few.CyclesPerGas));
        Assert.Equal((true, 0.001, 1000), (enough.IsMeasured, enough.CyclesPerSecond, enough.CyclesPerGas));
    }

    private static JobWork Cut(int segments, double cycles) => new()
    {
        Id = "job",
        BlockNumber = 1,
        State = JobState.Proving,
        GasUsed = 0,
        CreatedAt = Now,
        IsCut = true,
        Segments = segments,
        Cycles = segments * cycles,
        OpenSegments = segments,
        OpenCycles = segments * cycles,
    };
}
