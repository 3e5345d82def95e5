using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>
/// What a leader observes of the cluster as a whole: queues, jobs, tasks, workers. It asks broker and database
/// every few seconds; what it could not ask for lately is not reported, rather than an old value.
/// </summary>
public sealed class ClusterGauges : IDisposable
{
    /// <summary>How often broker and database are asked.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Age from which an answer is not reported any more.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(20);

    /// <summary>Workers count that gave a sign of life within this time.</summary>
    public static readonly TimeSpan WorkerLifetime = TimeSpan.FromSeconds(60);

    private readonly Meter _meter = new(ClusterMetrics.MeterName);
    private readonly ITaskBroker _broker;
    private readonly IJobStore _jobs;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Answer<IReadOnlyList<QueueStatus>> _queues;
    private readonly Answer<Database> _database;

    public ClusterGauges(ITaskBroker broker, IJobStore jobs, TimeProvider time, ILogger<ClusterGauges> logger)
    {
        _broker = broker;
        _jobs = jobs;
        _time = time;
        _logger = logger;
        _queues = new Answer<IReadOnlyList<QueueStatus>>(time);
        _database = new Answer<Database>(time);
        ClusterMetrics.BeginLeader();
        Observe("zerosharp.queue.ready", "{message}", "Messages that wait, by queue", () => Queues(q => q.Ready));
        Observe(
            "zerosharp.queue.consumers", "{consumer}", "Consumers, by queue", () => Queues(queue => queue.Consumers));
        Observe(
            "zerosharp.queue.age",
            "s",
            "Age of the first message that waits, by queue; 0 for an empty queue, absent where the broker tells none",
            () => Queues(queue => queue.Ready == 0 ? 0 : queue.OldestAge?.TotalSeconds));
        Observe("zerosharp.dead_letters", "{message}", "Messages that nobody could process", () => _queues.Value?
            .Where(queue => NameOf(queue) == "dead").Select(queue => new Measurement<double>(queue.Ready)));
        Observe("zerosharp.jobs", "{job}", "Jobs in the database, by state", () =>
            _database.Value is { } known
                ? Enum.GetValues<JobState>().Select(state => Labelled(
                    known.Totals.Count.GetValueOrDefault(state), "state", JobDocument.NameOf(state)))
                : null);
        Observe("zerosharp.job.oldest.age", "s", "Age of the oldest job that has not ended; 0 if there is none", () =>
            _database.Value is { } known
                ? [new(known.Totals.OldestLive is { } at ? (_time.GetUtcNow() - at).TotalSeconds : 0)]
                : null);
        Observe("zerosharp.tasks", "{task}", "Tasks of jobs that have not ended, by state", () =>
            _database.Value is { } known
                ?
                [
                    Labelled(known.Totals.ReadyTasks, "state", "ready"),
                    Labelled(known.Totals.QueuedTasks, "state", "queued"),
                    Labelled(known.Totals.RunningTasks, "state", "running"),
                ]
                : null);
        Observe(
            "zerosharp.task.oldest.age",
            "s",
            "For how long the oldest task that no worker has begun is with the broker, by kind; 0 if there is none",
            () => _database.Value is { } known
                ? Enum.GetValues<TaskKind>().Select(kind => Labelled(
                    known.Totals.OldestQueued.TryGetValue(kind, out DateTimeOffset at)
                        ? Math.Max(0, (_time.GetUtcNow() - at).TotalSeconds)
                        : 0,
                    "kind",
                    ClusterMetrics.NameOf(kind)))
                : null);
        Observe("zerosharp.workers", "{worker}", "Workers that gave a sign of life in the last minute, by state", () =>
            _database.Value is { } known
                ? [Labelled(known.Busy, "state", "busy"), Labelled(known.Idle, "state", "idle")]
                : null);
    }

    /// <summary>Asks until stopped. Failures are logged and counted, and disturb nothing else.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        RepeatAsync(AskBrokerAsync, _queues.Drop, stop), RepeatAsync(AskDatabaseAsync, _database.Drop, stop));

    public void Dispose() => _meter.Dispose();

    private async Task AskBrokerAsync(CancellationToken cancellation) =>
        _queues.Set(await _broker.GetStatusAsync(cancellation));

    private async Task AskDatabaseAsync(CancellationToken cancellation)
    {
        JobTotals totals = await _jobs.GetTotalsAsync(cancellation);
        IReadOnlyList<WorkerRecord> workers =
            await _jobs.ListWorkersAsync(_time.GetUtcNow() - WorkerLifetime, cancellation);
        int busy = workers.Count(worker => worker.TaskId is not null);
        _database.Set(new Database(totals, busy, workers.Count - busy));
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> ask, Action drop, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using CancellationTokenSource patience = new(Patience, _time);
                using CancellationTokenSource either =
                    CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
                await ask(either.Token);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                drop();
                ClusterMetrics.CountServiceFailure(failure);
                TelemetryLog.NotObserved(_logger, failure.Message);
            }

            await Task.Delay(Poll, _time, stop).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Observe(string name, string unit, string description, Func<IEnumerable<Measurement<double>>?> read) =>
        _meter.CreateObservableGauge(name, () => read() ?? [], unit, description);

    private IEnumerable<Measurement<double>>? Queues(Func<QueueStatus, double?> select) =>
        from queue in _queues.Value
        let value = @select(queue)
        where value is not null
        select Labelled(value.Value, "queue", NameOf(queue));

    private static Measurement<double> Labelled(double value, string label, string labelValue) =>
        new(value, new KeyValuePair<string, object?>(label, labelValue));

    // Without the prefix of the cluster, so that dashboards fit every cluster.
    private static string NameOf(QueueStatus queue) => queue.Name[(queue.Name.LastIndexOf('.') + 1)..];

    private sealed record Database(JobTotals Totals, int Busy, int Idle);

    private sealed class Answer<T>(TimeProvider time)
        where T : class
    {
        private readonly Lock _gate = new();
        private T? _value;
        private long _at;

        public T? Value
        {
            get
            {
                lock (_gate)
                {
                    return _value is not null && time.GetElapsedTime(_at) < Lifetime ? _value : null;
                }
            }
        }

        public void Set(T value)
        {
            lock (_gate)
            {
                _value = value;
                _at = time.GetTimestamp();
            }
        }

        public void Drop()
        {
            lock (_gate)
            {
                _value = null;
            }
        }
    }
}
