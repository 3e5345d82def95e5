using System.Globalization;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Core.Telemetry;
using ZeroSharp.Stark.Prover;

namespace ZeroSharp.Cluster.Core.Workers;

/// <summary>One delivery of a task, from the first look at it to its outcome.</summary>
internal sealed class TaskRun(
    ITaskBroker broker,
    IArtifactStore artifacts,
    ISegmentProver prover,
    BlockAggregator aggregator,
    WorkerOptions options,
    TimeProvider time,
    ILogger logger,
    WorkerActivity activity,
    TaskMessage task,
    CancellationToken abort)
{
    private readonly string _workScope = Job.WorkScopeOf(task.JobId);
    private readonly long _start = time.GetTimestamp();

    private double Seconds => time.GetElapsedTime(_start).TotalSeconds;

    /// <exception cref="OperationCanceledException">The worker stops, and the task is not finished.</exception>
    public async Task<TaskOutcome> RunAsync(int earlierDeliveries)
    {
        if (task.Program != prover.Program)
        {
            return await RefuseAsync();
        }

        if (earlierDeliveries >= BrokerLimits.MaxLostDeliveries)
        {
            return await EndAsync($"{earlierDeliveries} workers ended, or lost the broker, over this task");
        }

        try
        {
            return await StoreAsync(WorkAsync);
        }
        catch (ArtifactException failure) when (failure.Fault == ArtifactFault.Unavailable)
        {
            Log.StoreGivenUp(logger, failure.Message);
            return TaskOutcome.HandBack;
        }
        catch (Exception failure) when (failure is not OperationCanceledException and not BrokerException)
        {
            Log.TaskFailed(logger, failure, task.TaskId, task.Attempt + 1, BrokerLimits.MaxAttempts);
            ClusterMetrics.CountRetry(task.Kind);
            string reason = $"{failure.GetType().Name}: {failure.Message}";
            return task.Attempt + 1 >= BrokerLimits.MaxAttempts
                ? await EndAsync(reason)
                : new TaskOutcome(TaskVerdict.Retry, reason);
        }
    }

    private async Task<TaskOutcome> WorkAsync()
    {
        if (await artifacts.IsCancelledAsync(task.JobId, abort))
        {
            Log.Dropped(logger, task.TaskId);
            await ReportAsync(Message(ResultKind.Dropped));
            return TaskOutcome.Done;
        }

        if (await artifacts.GetResultAsync(_workScope, task.TaskId, abort) is { } known)
        {
            Log.AlreadyDone(logger, task.TaskId);
            await ReportAsync(Message(ResultKind.Done) with { Result = known });
            return TaskOutcome.Done;
        }

        await ReportAsync(Message(ResultKind.Started));
        byte[] input;
        try
        {
            input = await artifacts.GetAsync(task.Input, abort);
        }
        catch (ArtifactException failure) when (failure.Fault != ArtifactFault.Unavailable)
        {
            return await FailAsync(TaskFailure.BadInput, failure.Message);
        }

        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(abort);
        using CancellationTokenSource watching = new();
        Task watch = WatchAsync(cancel, watching.Token);
        try
        {
            byte[] result = task.Kind == TaskKind.Prove
                ? await Task.Factory.StartNew(
                    () => Prove(input, cancel.Token),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default)
                : await Task.Run(() => aggregator.AggregateAsync(input, cancel.Token));
            return await FinishAsync(result);
        }
        catch (BadSegmentException failure)
        {
            return await FailAsync(TaskFailure.BadInput, failure.Message);
        }
        catch (AggregationException failure)
        {
            return await FailAsync(
                failure.Segment < 0 ? TaskFailure.BadInput : TaskFailure.BadSegment, failure.Message, failure.Segment);
        }
        catch (OperationCanceledException) when (!abort.IsCancellationRequested)
        {
            Log.Dropped(logger, task.TaskId);
            await ReportAsync(Message(ResultKind.Dropped));
            return TaskOutcome.Done;
        }
        finally
        {
            await watching.CancelAsync();
            await watch;
        }
    }

    private byte[] Prove(byte[] input, CancellationToken cancellation)
    {
        SegmentResult result = prover.Prove(input, new Stages(activity, task), cancellation);
        if (result.Report is { } report)
        {
            ClusterMetrics.RecordSegment(report);
            ClusterTrace.AddStageTimes(report);
        }

        return result.Proof;
    }

    private async Task<TaskOutcome> FinishAsync(byte[] result)
    {
        string scope = task.Kind == TaskKind.Prove ? _workScope : task.JobId;
        ArtifactRef reference = await StoreAsync(async () =>
        {
            ArtifactRef stored = await artifacts.PutAsync(scope, result, abort);
            await artifacts.SetResultAsync(_workScope, task.TaskId, stored, abort);
            return stored;
        });
        double seconds = Seconds;
        await ReportAsync(Message(ResultKind.Done) with { Result = reference, Seconds = seconds });
        Log.Done(logger, task.TaskId, seconds, reference.Length);
        return TaskOutcome.Done;
    }

    private async Task<TaskOutcome> FailAsync(TaskFailure failure, string reason, int segment = -1)
    {
        Log.Refused(logger, task.TaskId, failure, reason);
        await ReportAsync(Message(ResultKind.Failed) with
        {
            Failure = failure,
            Reason = reason,
            Segment = segment,
            Seconds = Seconds,
        });
        return TaskOutcome.Done;
    }

    // What nobody can do: it is kept among the dead letters, and the job is told why.
    private async Task<TaskOutcome> EndAsync(string reason, TaskFailure failure = TaskFailure.TooManyAttempts)
    {
        await FailAsync(failure, reason);
        return new TaskOutcome(TaskVerdict.Dead, reason);
    }

    private async Task<TaskOutcome> RefuseAsync()
    {
        string reason = string.Create(
            CultureInfo.InvariantCulture,
            $"the task is for program {task.Program}, and this worker's is {prover.Program}");
        return task.Attempt + 1 >= WorkerOptions.MaxForeignAttempts
            ? await EndAsync(reason, TaskFailure.OtherProgram)
            : new TaskOutcome(TaskVerdict.Retry, reason);
    }

    private ResultMessage Message(ResultKind kind) => new()
    {
        Kind = kind,
        Worker = options.Name,
        At = time.GetUtcNow(),
        TaskId = task.TaskId,
        JobId = task.JobId,
        MemoryBytes = Environment.WorkingSet,
    };

    // The result is stored, so that giving up here loses nothing: the task comes again and finds it.
    private async Task ReportAsync(ResultMessage message)
    {
        Backoff backoff = Backoff.Usual(time);
        while (true)
        {
            try
            {
                await broker.PublishAsync(message, abort);
                return;
            }
            catch (BrokerException failure)
            {
                ClusterMetrics.CountServiceFailure(failure);
                Log.NotReported(logger, failure.Message);
                await backoff.WaitAsync(abort);
            }
        }
    }

    private async Task<T> StoreAsync<T>(Func<Task<T>> action)
    {
        Backoff backoff = Backoff.Usual(time);
        long start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await action();
            }
            catch (ArtifactException failure) when (
                failure.Fault == ArtifactFault.Unavailable
                && time.GetElapsedTime(start) < WorkerOptions.StorePatience)
            {
                ClusterMetrics.CountServiceFailure(failure);
                Log.StoreUnavailable(logger, failure.Message);
                await backoff.WaitAsync(abort);
            }
        }
    }

    private async Task WatchAsync(CancellationTokenSource cancel, CancellationToken done)
    {
        try
        {
            while (true)
            {
                await Task.Delay(WorkerOptions.CancellationPoll, time, done);
                try
                {
                    if (await artifacts.IsCancelledAsync(task.JobId, done))
                    {
                        await cancel.CancelAsync();
                        return;
                    }
                }
                catch (ArtifactException)
                {
                    // Whoever stores the result finds out.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The task is finished.
        }
    }

    // On the thread that proves, on which the task's span is the current one.
    private sealed class Stages(WorkerActivity activity, TaskMessage task) : IProgress<ProofStage?>
    {
        public void Report(ProofStage? value)
        {
            ClusterTrace.AddStage(value);
            activity.Begin(task, value);
        }
    }
}
