namespace ZeroSharp.Cluster.Scaler.Simulation;

/// <summary>
/// A simulation by events: blocks come, a leader cuts them, workers on machines that take minutes to start prove
/// them, and KEDA and the HPA change how many workers there are. Nothing depends on the machine that it runs on.
/// </summary>
public sealed class AutoscalingSimulation
{
    // A load that the workers cannot cope with ends somewhere.
    private const double MaxTimes = 50;

    private readonly SimulationOptions _options;
    private readonly IScalingTrigger? _trigger;
    private readonly HorizontalAutoscaler _autoscaler;
    private readonly SimulatedCluster _cluster;
    private readonly NodePool _nodes;
    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private readonly List<Worker> _starting = [];
    private readonly List<Worker> _idle = [];
    private readonly List<Worker> _busy = [];
    private readonly List<ScalingStep> _steps = [];
    private long _order;
    private double _now;
    private int _replicas;
    private int _maxReplicas;
    private double _replicaSeconds;
    private double _replicasAt;
    private double _activeAt;
    private bool _isCutting;
    private int _submitted;
    private int _announced;

    private AutoscalingSimulation(SimulationOptions options, IScalingTrigger? trigger)
    {
        _options = options;
        _trigger = trigger;
        _autoscaler = new HorizontalAutoscaler(options.Rules, options.MaxReplicas);
        _cluster = new SimulatedCluster(options);
        _nodes = new NodePool(options.NodeStart, options.PodStart, options.NodeIdle);
    }

    /// <summary>A day with a trigger.</summary>
    /// <exception cref="InvalidOperationException">The workers never prove all of it.</exception>
    public static AutoscalingResult Run(string name, SimulationOptions options, IScalingTrigger trigger) =>
        new AutoscalingSimulation(options, trigger).Run(name, 0);

    /// <summary>A day with as many workers all the time.</summary>
    /// <exception cref="InvalidOperationException">The workers never prove all of it.</exception>
    public static AutoscalingResult RunFixed(string name, SimulationOptions options, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        return new AutoscalingSimulation(options, null).Run(name, workers);
    }

    private bool IsOver => _now >= _options.Duration && _submitted == _announced && _cluster.Live == 0;

    private AutoscalingResult Run(string name, int workers)
    {
        foreach (SimulatedBlock block in LoadDay.Create(_options))
        {
            _announced++;
            At(block.At, () =>
            {
                _submitted++;
                _cluster.Submit(block);
                Cut();
            });
        }

        SetReplicas(workers);
        if (_trigger is not null)
        {
            Every(_trigger.ActivityInterval, Activate);
            Every(_options.SyncInterval, Sync);
        }

        At(_options.Duration, () => { });
        while (!IsOver && _events.TryDequeue(out Action? next, out (double At, long Order) key))
        {
            _now = key.At;
            if (_now > MaxTimes * _options.Duration)
            {
                throw new InvalidOperationException(
                    $"{_cluster.Live} blocks are not proven after {MaxTimes} times the load's duration");
            }

            next();
        }

        SetReplicas(_replicas);
        _nodes.Advance(_now);
        return new AutoscalingResult
        {
            Name = name,
            Submitted = _submitted,
            Latencies = [.. _cluster.Latencies.Order()],
            MeanReplicas = _replicaSeconds / _now,
            MaxReplicas = _maxReplicas,
            PaidSeconds = _nodes.PaidSeconds,
            BusySeconds = _cluster.BusySeconds,
            Steps = _steps,
        };
    }

    private void Cut()
    {
        if (_isCutting || _cluster.BeginCut() is not { } cut)
        {
            return;
        }

        _isCutting = true;
        At(_now + cut.Seconds, () =>
        {
            _isCutting = false;
            _cluster.EndCut(cut.Job);
            Assign();
            Cut();
        });
    }

    private void Assign()
    {
        while (_idle.Count > 0 && _cluster.Begin() is { } task)
        {
            Worker worker = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            _busy.Add(worker);
            At(_now + task.Seconds, () =>
            {
                _cluster.End(task, _now);
                _busy.Remove(worker);
                if (worker.IsDraining)
                {
                    _nodes.Return(worker.Node, _now);
                }
                else
                {
                    _idle.Add(worker);
                }

                Cut();
                Assign();
            });
        }
    }

    // KEDA: from 0 to 1, and back to 0 after the cooldown.
    private void Activate()
    {
        if (_trigger!.IsActive(_cluster.View(_now)))
        {
            _activeAt = _now;
            if (_replicas == 0)
            {
                SetReplicas(1);
            }
        }
        else if (_replicas > 0 && _now - _activeAt >= _options.Cooldown)
        {
            SetReplicas(0);
        }
    }

    // The HPA, which does nothing while there are no replicas.
    private void Sync()
    {
        if (_replicas == 0)
        {
            return;
        }

        IReadOnlyList<AverageMetric> metrics = _trigger!.Read(_cluster.View(_now));
        int next = _autoscaler.Decide(_now, _replicas, metrics);
        _steps.Add(new ScalingStep(
            _now, _cluster.Running, metrics.Max(metric => metric.Value / metric.Target), next));
        SetReplicas(next);
    }

    private void SetReplicas(int replicas)
    {
        _replicaSeconds += _replicas * (_now - _replicasAt);
        _replicasAt = _now;
        for (; _replicas < replicas; _replicas++)
        {
            Start();
        }

        for (; _replicas > replicas; _replicas--)
        {
            Stop();
        }

        _maxReplicas = Math.Max(_maxReplicas, _replicas);
    }

    private void Start()
    {
        (SimulatedNode node, double readyAt) = _nodes.Take(_now);
        Worker worker = new(node);
        _starting.Add(worker);
        At(readyAt, () =>
        {
            if (_starting.Remove(worker))
            {
                _idle.Add(worker);
                Assign();
            }
        });
    }

    // As a ReplicaSet chooses where busy pods have a higher deletion cost: pods that start, idle ones, busy ones.
    // A busy one finishes its task.
    private void Stop()
    {
        if (TakeLast(_starting) is { } starting)
        {
            _nodes.Return(starting.Node, _now);
        }
        else if (TakeLast(_idle) is { } idle)
        {
            _nodes.Return(idle.Node, _now);
        }
        else
        {
            _busy.Last(worker => !worker.IsDraining).IsDraining = true;
        }
    }

    private static Worker? TakeLast(List<Worker> workers)
    {
        if (workers.Count == 0)
        {
            return null;
        }

        Worker last = workers[^1];
        workers.RemoveAt(workers.Count - 1);
        return last;
    }

    private void At(double time, Action action) => _events.Enqueue(action, (time, _order++));

    private void Every(double interval, Action action)
    {
        long count = 0;
        void Next()
        {
            action();
            At(++count * interval, Next);
        }

        At(0, Next);
    }

    private sealed class Worker(SimulatedNode node)
    {
        public SimulatedNode Node => node;

        public bool IsDraining { get; set; }
    }
}
