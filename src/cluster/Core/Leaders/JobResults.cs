using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Telemetry;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>
/// Takes what workers say into the database, of whichever leader's jobs it is. A result is let go of only when
/// the database has it.
/// </summary>
internal sealed class JobResults(
    ITaskBroker broker,
    IJobStore jobs,
    IArtifactStore artifacts,
    JobSignals signals,
    LeaderOptions options,
    TimeProvider time,
    ILogger logger)
{
    public Task RunAsync(CancellationToken stop) =>
        broker.ConsumeResultsAsync(result => ApplyAsync(result, stop), stop);

    // A worker saw that the job was cancelled, and it is being retried by now: its task has no message any more.
    private async Task RestoreAsync(ResultMessage result, CancellationToken stop)
    {
        if (JobTask.TryParseId(result.TaskId, out string jobId, out TaskKind kind, out int index)
            && await jobs.GetAsync(jobId, stop) is { } job && !job.State.IsFinal())
        {
            await jobs.ResetTaskAsync(options.Name, jobId, kind, index, stop);
        }
    }

    private async Task ApplyAsync(ResultMessage result, CancellationToken stop)
    {
        Backoff backoff = Backoff.Usual(time);
        while (true)
        {
            try
            {
                ResultEffect effect = await jobs.ApplyAsync(result, stop);
                if (effect == ResultEffect.JobEnded && !options.KeepsIntermediates)
                {
                    await artifacts.DeleteScopeAsync(Job.WorkScopeOf(result.JobId), stop);
                }

                if (result.Kind == ResultKind.Dropped && effect != ResultEffect.JobEnded)
                {
                    await RestoreAsync(result, stop);
                }

                if (result.Kind is ResultKind.Done or ResultKind.Failed)
                {
                    Log.Result(logger, result.TaskId, result.Kind, result.Worker, effect);
                }

                if (result.JobId.Length > 0)
                {
                    signals.Raise(result.JobId);
                }

                return;
            }
            catch (JobStoreException failure) when (failure.IsPassing)
            {
                ClusterMetrics.CountServiceFailure(failure);
                Log.Waiting(logger, failure.Message);
            }
            catch (ArtifactException failure)
            {
                // What is left there is of no use, and does no harm.
                ClusterMetrics.CountServiceFailure(failure);
                Log.Waiting(logger, failure.Message);
                return;
            }

            await backoff.WaitAsync(stop);
        }
    }
}
