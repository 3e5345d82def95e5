namespace ZeroSharp.Cluster.RabbitMq;

/// <summary>Pauses between attempts: they double up to a bound, and no two clients keep the same time.</summary>
internal sealed class ReconnectPause(TimeSpan longest, Random jitter)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    private TimeSpan _next = First;

    public void Reset() => _next = First;

    /// <summary>The next pause: half to all of the present bound.</summary>
    public TimeSpan Next()
    {
        TimeSpan pause = _next * (0.5 + jitter.NextDouble() / 2);
        _next = _next * 2 < longest ? _next * 2 : longest;
        return pause;
    }
}
