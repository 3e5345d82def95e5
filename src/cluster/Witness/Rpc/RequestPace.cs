namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>Spaces calls so that no more than a number of them begin in a second.</summary>
internal sealed class RequestPace(double? perSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    // Since the start: when the next call may begin.
    private TimeSpan _next;

    /// <summary>Waits until a number of calls may begin.</summary>
    public async Task WaitAsync(int count, CancellationToken cancellation)
    {
        if (perSecond is not { } rate)
        {
            return;
        }

        TimeSpan wait;
        lock (_lock)
        {
            TimeSpan now = time.GetElapsedTime(_start);
            TimeSpan begin = _next > now ? _next : now;
            wait = begin - now;
            _next = begin + TimeSpan.FromSeconds(count / rate);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellation);
        }
    }
}
