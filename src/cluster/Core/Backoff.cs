namespace ZeroSharp.Cluster.Core;

/// <summary>Waits longer from one failure to the next, up to a bound, and a little at random.</summary>
/// <param name="first">The first wait.</param>
/// <param name="longest">The longest wait.</param>
public sealed class Backoff(TimeProvider time, TimeSpan first, TimeSpan longest)
{
    private TimeSpan _next;

    /// <summary>Up to half a minute, from half a second on.</summary>
    public static Backoff Usual(TimeProvider time) =>
        new(time, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));

    /// <summary>Waits for the next attempt.</summary>
    /// <returns>How long it waited.</returns>
    public async Task<TimeSpan> WaitAsync(CancellationToken cancellation)
    {
        _next = _next == default ? first : _next;
        TimeSpan wait = _next * (0.75 + (0.5 * Random.Shared.NextDouble()));
        _next = _next * 2 < longest ? _next * 2 : longest;
        await Task.Delay(wait, time, cancellation);
        return wait;
    }

    /// <summary>Begins anew after a success.</summary>
    public void Reset() => _next = default;
}
