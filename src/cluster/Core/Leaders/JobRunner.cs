using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Core.Telemetry;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>
/// Drives one job that a leader holds: cuts its run, publishes its tasks, waits for their results, has what is
/// damaged made again. Each step begins with what the database says, so that it may be repeated.
/// </summary>
internal sealed class JobRunner(
    ITaskBroker broker,
    IJobStore jobs,
    IArtifactStore artifacts,
    BlockCutter cutter,
    SemaphoreSlim cutting,
    JobSignals signals,
    LeaderOptions options,
    TimeProvider time,
    ILogger logger,
    string jobId)
{
    private readonly TaskPublisher _publisher = new(broker, jobs, options, time, logger);
    private int _repairs;

    /// <param name="claimed">The job as it was claimed.</param>
    /// <param name="lost">The leader stops, or does not hold the job any more.</param>
    public async Task RunAsync(Job claimed, CancellationToken lost)
    {
        using IDisposable? scope = logger.BeginScope(JobLogScope.Of(claimed));
        using Activity? span = ClusterTrace.StartJob("block.lead", claimed);
        Log.Claimed(logger, claimed.State, claimed.Attempts);
        Backoff backoff = Backoff.Usual(time);
        try
        {
            while (await jobs.GetAsync(jobId, lost) is { } job && !job.State.IsFinal())
            {
                try
                {
                    await StepAsync(job, lost);
                    backoff.Reset();
                }
                catch (Exception failure) when (Passing.Is(failure))
                {
                    ClusterMetrics.CountServiceFailure(failure);
                    Log.Waiting(logger, failure.Message);
                    await backoff.WaitAsync(lost);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await ReleaseAsync();
        }
        catch (Exception failure)
        {
            Log.Defect(logger, failure);
            await EndByDefectAsync(claimed, failure, lost);
        }
    }

    // It is taken up again from where it is, by this leader or another; but not for ever.
    private async Task EndByDefectAsync(Job claimed, Exception failure, CancellationToken lost)
    {
        try
        {
            if (claimed.Attempts >= LeaderOptions.MaxDefects)
            {
                await FailAsync($"{failure.GetType().Name}: {failure.Message}", lost);
                return;
            }

            await Task.Delay(BrokerLimits.RetryDelay, time, lost);
        }
        catch (Exception also) when (also is OperationCanceledException or JobStoreException)
        {
            Log.Waiting(logger, also.Message);
        }

        await ReleaseAsync();
    }

    private async Task StepAsync(Job job, CancellationToken lost)
    {
        switch (job.State)
        {
            case JobState.Queued:
            case JobState.Executing:
                await CutAsync(job, repair: false, lost);
                break;
            case JobState.Proving:
                await ProveAsync(job, lost);
                break;
            default:
                await AggregateAsync(job, lost);
                break;
        }
    }

    private async Task CutAsync(Job job, bool repair, CancellationToken lost)
    {
        if (job.Program != cutter.Program)
        {
            await FailAsync(
                $"the job was made for program {job.Program}, and this release has {cutter.Program}: "
                + "submit the block again",
                lost);
            return;
        }

        if (!repair)
        {
            await UpdateAsync(new JobChange { State = JobState.Executing }, lost);
            await artifacts.ClearCancelledAsync(job.Id, lost);
        }

        byte[] input;
        try
        {
            input = await artifacts.GetAsync(job.Input, lost);
        }
        catch (ArtifactException failure) when (failure.Fault != ArtifactFault.Unavailable)
        {
            await FailAsync($"the block's input is lost, submit the block again: {failure.Message}", lost);
            return;
        }

        await cutting.WaitAsync(lost);
        try
        {
            await CutAsync(job, input, lost);
        }
        catch (RunFailedException failure)
        {
            await FailAsync(failure.Message, lost);
        }
        finally
        {
            cutting.Release();
        }
    }

    private async Task CutAsync(Job job, byte[] input, CancellationToken lost)
    {
        long start = time.GetTimestamp();
        using Activity? span = ClusterTrace.StartJob("block.cut", job);
        Dictionary<int, JobTask> known = (await jobs.GetTasksAsync(job.Id, lost))
            .Where(task => task.Kind == TaskKind.Prove).ToDictionary(task => task.Index);
        int count = 0;
        ulong cycles = 0;
        AggregationPlan? plan = await cutter.CutAsync(
            input,
            job.SegmentMemory,
            async batch =>
            {
                List<JobTask> tasks = [];
                foreach (SegmentCut cut in batch)
                {
                    count = Math.Max(count, cut.Index + 1);
                    cycles += cut.Cycles;
                    if (!IsStored(known, cut))
                    {
                        ArtifactRef reference = await artifacts.PutAsync(job.WorkScope, cut.Input, lost);
                        tasks.Add(ToTask(job, cut, reference));
                    }
                }

                await jobs.AddTasksAsync(options.Name, tasks, lost);
                await _publisher.PublishAsync(job, TaskKind.Prove, lost);
            },
            lost);
        if (Convert.ToHexStringLower(plan.Output) != job.Statement)
        {
            throw new RunFailedException("the program's statement is not that of native execution");
        }

        ArtifactRef run = await artifacts.PutAsync(job.WorkScope, plan.ToBytes(), lost);
        TimeSpan elapsed = time.GetElapsedTime(start);
        ClusterMetrics.RecordCut(elapsed);
        Log.Cut(logger, count, cycles, elapsed.TotalSeconds);
        await UpdateAsync(
            new JobChange
            {
                State = JobState.Proving,
                Run = run,
                Cycles = cycles,
                SegmentCount = count,
                CutAt = time.GetUtcNow(),
                AddLeaderSeconds = elapsed.TotalSeconds,
            },
            lost);
    }

    private async Task ProveAsync(Job job, CancellationToken lost)
    {
        IReadOnlyList<JobTask> tasks = [.. (await jobs.GetTasksAsync(job.Id, lost)).Where(IsProof)];
        if (tasks.FirstOrDefault(task => task.State == JobTaskState.Failed) is { } failed)
        {
            if (failed.Failure == TaskFailure.BadInput && CountRepair($"{failed.Id}: {failed.Error}"))
            {
                await CutAsync(job, repair: true, lost);
                return;
            }

            await FailAsync($"segment {failed.Index}: {failed.Error}", lost);
            return;
        }

        await _publisher.PublishAsync(job, TaskKind.Prove, tasks, lost);
        if (tasks.Count < job.SegmentCount || tasks.Any(task => task.State != JobTaskState.Done))
        {
            await signals.WaitAsync(job.Id, LeaderOptions.Poll, lost);
            return;
        }

        AggregationPlan? run = await ReadRunAsync(job, lost);
        if (run is null)
        {
            await CutAsync(job, repair: true, lost);
            return;
        }

        AggregationPlan plan = run with { Segments = [.. tasks.Select(task => task.Result!.ToString())] };
        ArtifactRef input = await artifacts.PutAsync(job.WorkScope, plan.ToBytes(), lost);
        JobTask aggregation = new()
        {
            JobId = job.Id,
            Kind = TaskKind.Aggregate,
            Index = 0,
            State = JobTaskState.Ready,
            Input = input,
            Cycles = job.Cycles,
            FirstTransaction = job.TransactionCount > 0 ? 0 : -1,
            LastTransaction = job.TransactionCount - 1,
        };
        await jobs.AddTasksAsync(options.Name, [aggregation], lost);
        await UpdateAsync(new JobChange { State = JobState.Aggregating }, lost);
    }

    private async Task AggregateAsync(Job job, CancellationToken lost)
    {
        IReadOnlyList<JobTask> tasks = [.. (await jobs.GetTasksAsync(job.Id, lost)).Where(task => !IsProof(task))];
        JobTask? aggregation = tasks.Count == 0 ? null : tasks[0];
        if (aggregation is null)
        {
            await UpdateAsync(new JobChange { State = JobState.Proving }, lost);
            return;
        }

        if (aggregation.State == JobTaskState.Done)
        {
            Job? proved = await jobs.UpdateAsync(
                options.Name, job.Id, new JobChange { State = JobState.Proved, Proof = aggregation.Result }, lost);
            if (proved is not null)
            {
                ClusterMetrics.RecordEnd(proved, JobCost.Of(proved, options.PricePerWorkerHour));
                Log.Proved(logger, proved.SegmentCount, proved.WorkerSeconds);
            }

            signals.Raise(job.Id);
            return;
        }

        if (aggregation.State == JobTaskState.Failed)
        {
            await RepairAsync(job, aggregation, lost);
            return;
        }

        await _publisher.PublishAsync(job, TaskKind.Aggregate, tasks, lost);
        await signals.WaitAsync(job.Id, LeaderOptions.Poll, lost);
    }

    private async Task RepairAsync(Job job, JobTask aggregation, CancellationToken lost)
    {
        bool isBadSegment = aggregation.Failure == TaskFailure.BadSegment
            && aggregation.FailedSegment >= 0 && aggregation.FailedSegment < job.SegmentCount;
        if ((!isBadSegment && aggregation.Failure != TaskFailure.BadInput)
            || !CountRepair($"{aggregation.Id}: {aggregation.Error}"))
        {
            await FailAsync($"aggregation: {aggregation.Error}", lost);
            return;
        }

        if (isBadSegment)
        {
            string taskId = JobTask.IdOf(job.Id, TaskKind.Prove, aggregation.FailedSegment);
            await artifacts.ClearResultAsync(job.WorkScope, taskId, lost);
            await jobs.ResetTaskAsync(options.Name, job.Id, TaskKind.Prove, aggregation.FailedSegment, lost);
        }

        await jobs.ResetTaskAsync(options.Name, job.Id, TaskKind.Aggregate, 0, lost);
        await UpdateAsync(new JobChange { State = JobState.Proving }, lost);
    }

    private async Task<AggregationPlan?> ReadRunAsync(Job job, CancellationToken lost)
    {
        try
        {
            return job.Run is null ? null : AggregationPlan.TryRead(await artifacts.GetAsync(job.Run, lost));
        }
        catch (ArtifactException failure) when (failure.Fault != ArtifactFault.Unavailable)
        {
            return CountRepair(failure.Message)
                ? null
                : throw new InvalidOperationException($"the run's plan cannot be kept: {failure.Message}");
        }
    }

    private bool CountRepair(string reason)
    {
        Log.Repair(logger, reason);
        return ++_repairs <= LeaderOptions.MaxRepairs;
    }

    private async Task FailAsync(string reason, CancellationToken lost)
    {
        Log.Failed(logger, reason);
        Job? failed = await jobs.UpdateAsync(
            options.Name, jobId, new JobChange { State = JobState.Failed, Error = reason }, lost);
        if (failed is not null)
        {
            ClusterMetrics.RecordEnd(failed, null);
        }

        signals.Raise(jobId);
    }

    private async Task UpdateAsync(JobChange change, CancellationToken lost)
    {
        if (await jobs.UpdateAsync(options.Name, jobId, change, lost) is null)
        {
            Log.LeaseLost(logger);
            throw new OperationCanceledException("the job is not this leader's any more");
        }

        signals.Raise(jobId);
    }

    private async Task ReleaseAsync()
    {
        try
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(5), time);
            await jobs.ReleaseAsync(options.Name, jobId, patience.Token);
        }
        catch (Exception failure) when (failure is JobStoreException or OperationCanceledException)
        {
            // Then the lease runs out.
            Log.Waiting(logger, failure.Message);
        }
    }

    private static bool IsProof(JobTask task) => task.Kind == TaskKind.Prove;

    // A task stands in the database only after its input is in the store.
    private static bool IsStored(Dictionary<int, JobTask> known, SegmentCut cut) =>
        known.TryGetValue(cut.Index, out JobTask? task)
        && (task.State == JobTaskState.Done
            || (task.State != JobTaskState.Failed && task.Input.Sha256 == cut.Sha256));

    private static JobTask ToTask(Job job, SegmentCut cut, ArtifactRef input) => new()
    {
        JobId = job.Id,
        Kind = TaskKind.Prove,
        Index = cut.Index,
        State = JobTaskState.Ready,
        Input = input,
        Cycles = cut.Cycles,
        FirstTransaction = cut.FirstTransaction,
        LastTransaction = cut.LastTransaction,
    };
}
