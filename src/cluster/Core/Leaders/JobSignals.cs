using System.Collections.Concurrent;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>
/// Tells those who wait for a job in this process that something of it changed, so that they need not wait
/// for their next look at the database.
/// </summary>
public sealed class JobSignals(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();

    /// <summary>Wakes those who wait for a job.</summary>
    public void Raise(string jobId)
    {
        if (_waiting.TryRemove(jobId, out TaskCompletionSource? source))
        {
            source.TrySetResult();
        }
    }

    /// <summary>Waits for the job's next change in this process, or for a time.</summary>
    public async Task WaitAsync(string jobId, TimeSpan longest, CancellationToken cancellation)
    {
        Task signal = _waiting.GetOrAdd(
            jobId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        using CancellationTokenSource timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(signal, Task.Delay(longest, time, timer.Token));
        await timer.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }
}
