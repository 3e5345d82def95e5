using System.Text;

namespace ZeroSharp.Cluster.Telemetry;

/// <summary>Whether a role can work, and why not.</summary>
/// <param name="IsReady">Whether all that it needs is there.</param>
/// <param name="Text">A line for each service.</param>
internal sealed record ReadinessReport(bool IsReady, string Text);

/// <summary>Asks what a role needs; however often it is asked itself, at most once a second.</summary>
internal sealed class Readiness(IReadOnlyList<ReadinessCheck> checks, TimeProvider time, CancellationToken stopping)
    : IDisposable
{
    /// <summary>How long an answer holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    /// <summary>How long a service may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const int MaxReasonLength = 200;

    private readonly SemaphoreSlim _gate = new(1);
    private ReadinessReport? _last;
    private long _at;

    public async Task<ReadinessReport> AskAsync(CancellationToken cancellation)
    {
        if (stopping.IsCancellationRequested)
        {
            return new ReadinessReport(false, "stopping: no more work is taken\n");
        }

        await _gate.WaitAsync(cancellation);
        try
        {
            if (_last is null || time.GetElapsedTime(_at) >= Lifetime)
            {
                string?[] reasons = await Task.WhenAll(checks.Select(check => FindFailureAsync(check, cancellation)));
                StringBuilder text = new();
                for (int i = 0; i < checks.Count; i++)
                {
                    text.Append(checks[i].Name).Append(": ").Append(reasons[i] ?? "ok").Append('\n');
                }

                _last = new ReadinessReport(reasons.All(reason => reason is null), text.ToString());
                _at = time.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<string?> FindFailureAsync(ReadinessCheck check, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = new(Patience, time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            // A check that does not look at its token is left behind.
            await Task.Run(() => check.Check(either.Token), either.Token).WaitAsync(either.Token);
            return null;
        }
        catch (Exception) when (patience.IsCancellationRequested)
        {
            return $"no answer in {Patience.TotalSeconds} s";
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            string reason = failure.Message.ReplaceLineEndings(" ");
            return reason.Length <= MaxReasonLength ? reason : reason[..MaxReasonLength];
        }
    }
}
