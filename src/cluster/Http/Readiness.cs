using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Http;

/// <summary>Whether the services that a leader needs can be used; asked at most once a second.</summary>
internal sealed class Readiness(LeaderApiServices services, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1);
    private IReadOnlyList<(string Service, bool IsReady)> _last = [];
    private long? _at;

    public async Task<IReadOnlyList<(string Service, bool IsReady)>> CheckAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_at is not { } at || time.GetElapsedTime(at) >= Lifetime)
            {
                using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                patience.CancelAfter(Patience);
                bool[] ready = await Task.WhenAll(
                    IsReadyAsync(() => services.Jobs.GetTotalsAsync(patience.Token)),
                    IsReadyAsync(() => services.Artifacts.CheckAsync(patience.Token)),
                    IsReadyAsync(() => services.Broker.GetStatusAsync(patience.Token)));
                _last = [("database", ready[0]), ("artifacts", ready[1]), ("broker", ready[2])];
                _at = time.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static async Task<bool> IsReadyAsync(Func<Task> check)
    {
        try
        {
            await check();
            return true;
        }
        catch (Exception failure) when (
            failure is JobStoreException or ArtifactException or BrokerException or OperationCanceledException)
        {
            return false;
        }
    }
}
