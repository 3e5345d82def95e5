using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.Core.Brokers;

/// <summary>
/// Queues in the memory of this process, for a leader and workers that live in it: what is queued ends with
/// the process.
/// </summary>
public sealed class InProcessBroker : ITaskBroker
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly InProcessQueue<TaskMessage> _prove = new("prove");
    private readonly InProcessQueue<TaskMessage> _aggregate = new("aggregate");
    private readonly InProcessQueue<TaskMessage> _retry = new("retry");
    private readonly InProcessQueue<ResultMessage> _results = new("results");
    private readonly InProcessQueue<(TaskMessage Task, string Reason, string Queue)> _dead = new("dead");
    private readonly ITimer _retryTimer;

    public InProcessBroker(TimeProvider time)
    {
        _time = time;
        _retryTimer = time.CreateTimer(_ => EndRetryDelays(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool IsDurable => false;

    /// <summary>Tasks that wait, those for a retry included, at which publishing waits.</summary>
    public int MaxQueuedTasks { get; init; } = BrokerLimits.MaxQueuedTasks;

    /// <summary>Results that wait at which publishing waits.</summary>
    public int MaxQueuedResults { get; init; } = BrokerLimits.MaxQueuedResults;

    /// <summary>Dead letters beyond which the oldest go.</summary>
    public int MaxDeadLetters { get; init; } = BrokerLimits.MaxDeadLetters;

    /// <summary>How long a task waits for its next attempt.</summary>
    public TimeSpan RetryDelay { get; init; } = BrokerLimits.RetryDelay;

    /// <summary>How long publishing waits for room.</summary>
    public TimeSpan PublishWait { get; init; } = BrokerLimits.PublishWait;

    /// <summary>Pause before a message whose handler threw is delivered again.</summary>
    public TimeSpan HandlerPause { get; init; } = BrokerLimits.HandlerPause;

    public Task DeclareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task PublishAsync(TaskMessage task, CancellationToken cancellation)
    {
        InProcessQueue<TaskMessage> queue = QueueOf(task.Kind);
        return AddAsync(queue, task, () => queue.Ready.Count + _retry.Ready.Count < MaxQueuedTasks, cancellation);
    }

    public Task PublishAsync(ResultMessage result, CancellationToken cancellation) =>
        AddAsync(_results, result, () => _results.Ready.Count < MaxQueuedResults, cancellation);

    public async Task ConsumeTasksAsync(
        TaskKind kind, Func<TaskDelivery, Task<TaskOutcome>> handler, CancellationToken stop)
    {
        InProcessQueue<TaskMessage> queue = QueueOf(kind);
        using Consumption consumption = new(_gate, () => queue.Consumers++, () => queue.Consumers--);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _closing.Token);
        while (await TakeAsync(queue, ending.Token) is { } entry)
        {
            TaskOutcome outcome;
            try
            {
                // On another thread: a handler may compute for long before it first awaits.
                outcome = await Task.Run(() => handler(new TaskDelivery(entry.Message, 0)), CancellationToken.None);
            }
            catch (Exception)
            {
                await PauseAsync(ending.Token);
                outcome = TaskOutcome.HandBack;
            }

            lock (_gate)
            {
                Settle(queue, entry, outcome);
            }
        }
    }

    public async Task ConsumeResultsAsync(Func<ResultMessage, Task> handler, CancellationToken stop)
    {
        using Consumption consumption = new(_gate, () => _results.Consumers++, () => _results.Consumers--);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _closing.Token);
        Task[] handlers = new Task[BrokerLimits.ResultPrefetch];
        for (int i = 0; i < handlers.Length; i++)
        {
            handlers[i] = HandleResultsAsync(handler, ending.Token);
        }

        await Task.WhenAll(handlers);
    }

    public Task<int> RemoveTasksAsync(Func<TaskMessage, bool> isUnwanted, CancellationToken cancellation)
    {
        int removed = 0;
        foreach (InProcessQueue<TaskMessage> queue in new[] { _prove, _aggregate, _retry })
        {
            List<LinkedListNode<(TaskMessage Message, DateTimeOffset At)>> nodes;
            lock (_gate)
            {
                nodes = queue.Nodes();
            }

            // The caller's question is asked outside the lock.
            foreach (LinkedListNode<(TaskMessage Message, DateTimeOffset At)> node in nodes)
            {
                cancellation.ThrowIfCancellationRequested();
                if (isUnwanted(node.ValueRef.Message))
                {
                    lock (_gate)
                    {
                        removed += queue.Remove(node) ? 1 : 0;
                    }
                }
            }
        }

        return Task.FromResult(removed);
    }

    public Task<IReadOnlyList<QueueStatus>> GetStatusAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            return Task.FromResult<IReadOnlyList<QueueStatus>>(
            [
                _prove.Status(now), _aggregate.Status(now), _results.Status(now), _retry.Status(now), _dead.Status(now),
            ]);
        }
    }

    public Task<long> PurgeAsync(string queue, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return Task.FromResult<long>(queue switch
            {
                "prove" => _prove.Clear(),
                "aggregate" => _aggregate.Clear(),
                "results" => _results.Clear(),
                "retry" => _retry.Clear(),
                "dead" => _dead.Clear(),
                _ => throw new BrokerException(
                    $"there is no queue '{queue}'; the queues are prove, aggregate, results, retry, dead"),
            });
        }
    }

    public Task<IReadOnlyList<DeadLetter>> ListDeadAsync(int maxCount, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<DeadLetter>>([.. _dead.Ready.Take(maxCount).Select(LetterOf)]);
        }
    }

    public async Task<int> ReplayDeadAsync(Func<DeadLetter, bool> isWanted, CancellationToken cancellation)
    {
        List<LinkedListNode<((TaskMessage Task, string Reason, string Queue) Message, DateTimeOffset At)>> nodes;
        lock (_gate)
        {
            nodes = _dead.Nodes();
        }

        int replayed = 0;
        foreach (var node in nodes.Where(node => isWanted(LetterOf(node.ValueRef))))
        {
            // First the copy, then the deletion: a task that comes twice is done twice, a lost one is missing.
            await PublishAsync(node.ValueRef.Message.Task with { Attempt = 0 }, cancellation);
            lock (_gate)
            {
                _dead.Remove(node);
            }

            replayed++;
        }

        return replayed;
    }

    /// <summary>Ends consuming; handlers that are at work end by themselves.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _retryTimer.DisposeAsync();
    }

    private static DeadLetter LetterOf(
        ((TaskMessage Task, string Reason, string Queue) Message, DateTimeOffset At) entry) =>
        new(
            entry.Message.Task, entry.Message.Reason, entry.Message.Queue, entry.At,
            MessageJson.Write(entry.Message.Task).Length);

    private InProcessQueue<TaskMessage> QueueOf(TaskKind kind) => kind == TaskKind.Prove ? _prove : _aggregate;

    /// <summary>Adds once there is room.</summary>
    private async Task AddAsync<T>(
        InProcessQueue<T> queue, T message, Func<bool> hasRoom, CancellationToken cancellation)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
            Task changed;
            lock (_gate)
            {
                if (hasRoom())
                {
                    queue.Add(message, _time.GetUtcNow());
                    return;
                }

                changed = Task.WhenAny(queue.Changed, _retry.Changed);
            }

            TimeSpan left = PublishWait - _time.GetElapsedTime(start);
            try
            {
                await changed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, cancellation);
            }
            catch (TimeoutException)
            {
                throw new BrokerException(
                    $"queue '{queue.Name}' was full for {PublishWait.TotalSeconds:0} s; start workers, or purge it");
            }
        }
    }

    /// <summary>The next message, once there is one; null when stopped.</summary>
    private async Task<(T Message, DateTimeOffset At)?> TakeAsync<T>(InProcessQueue<T> queue, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Task changed;
            lock (_gate)
            {
                if (queue.TryTake(out (T Message, DateTimeOffset At) entry))
                {
                    return entry;
                }

                changed = queue.Changed;
            }

            await changed.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private async Task HandleResultsAsync(Func<ResultMessage, Task> handler, CancellationToken stop)
    {
        while (await TakeAsync(_results, stop) is { } entry)
        {
            if (entry.Message.Kind == ResultKind.Alive && _time.GetUtcNow() - entry.At > BrokerLimits.AliveLifetime)
            {
                continue;
            }

            try
            {
                await Task.Run(() => handler(entry.Message), CancellationToken.None);
            }
            catch (Exception)
            {
                await PauseAsync(stop);
                lock (_gate)
                {
                    _results.PutBack(entry.Message, entry.At);
                }
            }
        }
    }

    private Task PauseAsync(CancellationToken stop) => Task.Delay(HandlerPause, _time, stop)
        .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private void Settle(
        InProcessQueue<TaskMessage> queue, (TaskMessage Message, DateTimeOffset At) entry, TaskOutcome outcome)
    {
        switch (outcome.Verdict)
        {
            case TaskVerdict.Done:
                break;
            case TaskVerdict.Retry:
                _retry.Add(entry.Message with { Attempt = entry.Message.Attempt + 1 }, _time.GetUtcNow());
                if (_retry.Ready.Count == 1 && !_closing.IsCancellationRequested)
                {
                    _retryTimer.Change(RetryDelay, Timeout.InfiniteTimeSpan);
                }

                break;
            case TaskVerdict.Dead:
                _dead.Add((entry.Message, outcome.Reason ?? "no reason given", queue.Name), _time.GetUtcNow());
                if (_dead.Ready.Count > MaxDeadLetters)
                {
                    _dead.TryTake(out _);
                }

                break;
            default:
                queue.PutBack(entry.Message, entry.At);
                break;
        }
    }

    private void EndRetryDelays()
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            while (_retry.Ready.First is { } first && first.Value.At + RetryDelay <= now)
            {
                _retry.TryTake(out (TaskMessage Message, DateTimeOffset At) entry);
                QueueOf(entry.Message.Kind).Add(entry.Message, now);
            }

            // The delay is the same for all, hence the first is the next one due.
            if (_retry.Ready.First is { } next && !_closing.IsCancellationRequested)
            {
                _retryTimer.Change(next.Value.At + RetryDelay - now, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Counts a consumer while it lives.</summary>
    private sealed class Consumption : IDisposable
    {
        private readonly Lock _gate;
        private readonly Action _end;

        public Consumption(Lock gate, Action begin, Action end)
        {
            _gate = gate;
            _end = end;
            lock (gate)
            {
                begin();
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _end();
            }
        }
    }
}
