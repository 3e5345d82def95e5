using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Proving;
using ZeroSharp.Cluster.Core.Telemetry;

namespace ZeroSharp.Cluster.Core.Workers;

/// <summary>
/// Takes tasks from the broker, one of each kind at a time, and does them: reads the input, proves, stores the
/// result, reports it, and only then lets go of the task. See docs/internals/cluster.md.
/// </summary>
public sealed class WorkerService(
    ITaskBroker broker,
    IArtifactStore artifacts,
    ISegmentProver prover,
    BlockAggregator aggregator,
    WorkerOptions options,
    TimeProvider time,
    ILogger<WorkerService> logger)
{
    private readonly WorkerActivity _activity = new(options.Name);

    /// <summary>What it works on.</summary>
    public WorkerActivity Activity => _activity;

    /// <summary>Works until stopped; then finishes its tasks within the drain timeout, or hands them back.</summary>
    /// <param name="stop">Stops taking tasks.</param>
    /// <param name="abort">Hands back at once what is not finished.</param>
    /// <exception cref="BrokerException">The broker refuses this worker: nobody would see it wait.</exception>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort = default)
    {
        await KnockAsync(stop);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(abort);
        await using CancellationTokenRegistration drain = stop.Register(() =>
        {
            Log.Draining(logger, options.Name, _activity.Task ?? "nothing", options.DrainTimeout.TotalSeconds);
            end.CancelAfter(options.DrainTimeout);
        });
        Log.Started(logger, options.Name, prover.Program);
        using CancellationTokenSource alive = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task signs = ReportAliveAsync(alive.Token);
        try
        {
            await Task.WhenAll(options.Kinds.Select(kind =>
                broker.ConsumeTasksAsync(kind, delivery => HandleAsync(delivery, end.Token), stop)));
        }
        finally
        {
            await alive.CancelAsync();
            await signs;
        }

        Log.Stopped(logger, options.Name);
    }

    // A broker that is away comes back; one that refuses does not think better of it.
    private async Task KnockAsync(CancellationToken stop)
    {
        try
        {
            await broker.DeclareAsync(stop);
        }
        catch (BrokerException failure) when (!failure.IsRefusal)
        {
            Log.Waiting(logger, failure.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It ends before it began.
        }
    }

    private async Task<TaskOutcome> HandleAsync(TaskDelivery delivery, CancellationToken abort)
    {
        TaskMessage task = delivery.Task;
        using IDisposable? scope = logger.BeginScope(TaskLogScope.Of(task));
        using System.Diagnostics.Activity? span = ClusterTrace.StartTask(task, options.Name);
        TaskRun run = new(broker, artifacts, prover, aggregator, options, time, logger, _activity, task, abort);
        _activity.Begin(task);
        long start = time.GetTimestamp();
        TaskOutcome outcome;
        try
        {
            outcome = await run.RunAsync(delivery.EarlierDeliveries);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            Log.HandedBack(logger, task.TaskId);
            outcome = TaskOutcome.HandBack;
        }
        finally
        {
            _activity.End(task);
        }

        TimeSpan elapsed = time.GetElapsedTime(start);
        ClusterMetrics.RecordTask(task.Kind, outcome.Verdict, elapsed);
        ClusterTrace.End(span, outcome);
        return outcome;
    }

    private async Task ReportAliveAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                try
                {
                    await broker.PublishAsync(_activity.ToMessage(time.GetUtcNow()), cancellation);
                }
                catch (BrokerException failure)
                {
                    ClusterMetrics.CountServiceFailure(failure);
                    Log.NotReported(logger, failure.Message);
                }

                await Task.Delay(WorkerOptions.AliveInterval, time, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The worker stops.
        }
    }
}
