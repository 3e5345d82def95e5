using System.Diagnostics.Metrics;
using ZeroSharp.Cluster.Core.Workers;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>What is observed of the workers in this process.</summary>
public sealed class WorkerGauges : IDisposable
{
    private readonly Meter _meter = new(ClusterMetrics.MeterName);

    /// <param name="workers">The workers, few: each is a label.</param>
    public WorkerGauges(IReadOnlyList<WorkerActivity> workers)
    {
        if (workers.Count > 0)
        {
            ClusterMetrics.BeginWorker();
        }

        _meter.CreateObservableGauge(
            "zerosharp.worker.busy",
            () => workers.Select(worker => new Measurement<long>(worker.IsBusy ? 1 : 0, Label(worker))),
            "{task}",
            "1 while the worker has a task, else 0");

        // The number is the value and no label: labels would grow with the chain.
        _meter.CreateObservableGauge(
            "zerosharp.worker.block",
            () => workers.Where(worker => worker.Block is not null)
                .Select(worker => new Measurement<long>((long)worker.Block!.Value, Label(worker))),
            "{block}",
            "Number of the block whose task the worker has; absent while it has none");
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Label(WorkerActivity worker) => new("worker", worker.Name);
}
