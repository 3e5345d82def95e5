using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Scaler;

/// <summary>
/// Asks the database for the backlog, once for all who want to know it: whoever asks within <see cref="Lifetime"/>
/// of an answer, or while it is on its way, gets the same one. That is so for failures too, so that a database in
/// trouble is not asked more often than one that works.
/// </summary>
public sealed class BacklogPoll : IDisposable
{
    /// <summary>How long an answer holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    /// <summary>How long the database may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How often the database is asked while nobody does.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly IJobStore _jobs;
    private readonly ScalerGauges _gauges;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task<Backlog>? _answer;
    private long _answeredAt;
    private bool _isKnown = true;

    public BacklogPoll(IJobStore jobs, ScalerGauges gauges, TimeProvider time, ILogger<BacklogPoll> logger)
    {
        _jobs = jobs;
        _gauges = gauges;
        _time = time;
        _logger = logger;
    }

    /// <summary>The backlog, at most <see cref="Lifetime"/> old.</summary>
    /// <exception cref="JobStoreException">The database does not answer, or refuses.</exception>
    public Task<Backlog> ReadAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_answer is null || (_answer.IsCompleted && _time.GetElapsedTime(_answeredAt) >= Lifetime))
            {
                _answer = Task.Run(AskAsync, CancellationToken.None);
            }

            return _answer.WaitAsync(cancellation);
        }
    }

    /// <summary>Asks until stopped, so that metrics and health are of now.</summary>
    public async Task RunAsync(Action<bool> report, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stop);
                report(true);
            }
            catch (JobStoreException)
            {
                report(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Interval, _time, stop).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task<Backlog> AskAsync()
    {
        try
        {
            using CancellationTokenSource patience = new(Patience, _time);
            using CancellationTokenSource either =
                CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, patience.Token);
            OpenWork work;
            try
            {
                // A query that does not look at its token is left behind.
                work = await _jobs.GetOpenWorkAsync(either.Token).WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                throw new JobStoreException(
                    $"the database gave no answer in {Patience.TotalSeconds} s", isPassing: true);
            }

            Backlog backlog = Backlog.Of(work, _time.GetUtcNow());
            _gauges.Observe(backlog);
            Note(null);
            return backlog;
        }
        catch (JobStoreException failure)
        {
            _gauges.CountFailure();
            Note(failure.Message);
            throw;
        }
        finally
        {
            _answeredAt = _time.GetTimestamp();
        }
    }

    // Once for each time that it is lost or found, not once for each call.
    private void Note(string? failure)
    {
        bool wasKnown = _isKnown;
        _isKnown = failure is null;
        if (failure is not null && wasKnown)
        {
            Log.BacklogUnknown(_logger, failure);
        }
        else if (failure is null && !wasKnown)
        {
            Log.BacklogKnown(_logger);
        }
    }
}
