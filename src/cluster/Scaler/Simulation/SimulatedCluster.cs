using System.Globalization;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Scaler.Simulation;

/// <summary>A task that a worker has.</summary>
/// <param name="Job">Its job.</param>
/// <param name="Cycles">Cycles of the segment; 0 for an aggregation.</param>
/// <param name="Seconds">What it takes.</param>
internal sealed record SimulatedTask(SimulatedJob Job, double Cycles, double Seconds)
{
    public bool IsAggregation => Cycles == 0;
}

/// <summary>A block on its way.</summary>
internal sealed class SimulatedJob(int number, SimulatedBlock block, double cycles, double[] segments)
{
    public int Number => number;

    public SimulatedBlock Block => block;

    public double Cycles => cycles;

    /// <summary>Cycles of each segment.</summary>
    public double[] Segments => segments;

    public JobState State { get; set; } = JobState.Queued;

    public bool IsCut => State is JobState.Proving or JobState.Aggregating or JobState.Proved;

    public int OpenSegments { get; set; }

    public double OpenCycles { get; set; }

    public int Running { get; set; }

    public JobWork ToWork(DateTimeOffset start) => new()
    {
        Id = number.ToString("x32", CultureInfo.InvariantCulture),
        BlockNumber = (ulong)number,
        State = State,
        GasUsed = (ulong)block.Gas,
        CreatedAt = start.AddSeconds(block.At),
        IsCut = IsCut,
        Segments = IsCut ? segments.Length : 0,
        Cycles = IsCut ? cycles : 0,
        OpenSegments = OpenSegments,
        OpenCycles = OpenCycles,
        RunningSegments = State == JobState.Aggregating ? 0 : Running,
        IsAggregationRunning = State == JobState.Aggregating && Running > 0,
    };
}

/// <summary>
/// Leader, queues and workers of a simulated cluster, without time: what happens to a block between its submission
/// and its proof. Aggregations go before segments; segments go in the order of their jobs.
/// </summary>
internal sealed class SimulatedCluster(SimulationOptions options)
{
    /// <summary>The time of the start.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(options.Seed + 1);
    private readonly LinkedList<SimulatedJob> _live = [];
    private readonly Queue<SimulatedJob> _uncut = new();
    private readonly Queue<SimulatedTask> _prove = new();
    private readonly Queue<SimulatedTask> _aggregate = new();
    private readonly Queue<SimulatedTask> _recent = new();
    private int _led;
    private int _proveRunning;
    private int _aggregateRunning;
    private int _jobs;
    private double _cutGas;
    private double _cutCycles;

    public int Live => _live.Count;

    public int Running => _proveRunning + _aggregateRunning;

    /// <summary>Seconds of the tasks that workers began.</summary>
    public double BusySeconds { get; private set; }

    /// <summary>From submission to proof, of each proven block in seconds.</summary>
    public List<double> Latencies { get; } = [];

    public void Submit(SimulatedBlock block)
    {
        double cycles = Math.Max(WorkRates.MinBlockCycles, block.Gas * options.CyclesPerGas);
        int whole = (int)(cycles / options.SegmentCycles);
        double rest = cycles - (whole * options.SegmentCycles);
        double[] segments =
        [
            .. Enumerable.Repeat(options.SegmentCycles, whole), .. rest > 0 ? new[] { rest } : [],
        ];
        SimulatedJob job = new(_jobs++, block, cycles, segments);
        _live.AddLast(job);
        _uncut.Enqueue(job);
    }

    /// <summary>The next job that the leader cuts, and for how long; null if there is none that it may begin.</summary>
    public (SimulatedJob Job, double Seconds)? BeginCut()
    {
        if (_led >= options.LeaderPool || !_uncut.TryDequeue(out SimulatedJob? job))
        {
            return null;
        }

        _led++;
        job.State = JobState.Executing;
        return (job, job.Cycles / options.CutCyclesPerSecond);
    }

    public void EndCut(SimulatedJob job)
    {
        job.State = JobState.Proving;
        job.OpenSegments = job.Segments.Length;
        job.OpenCycles = job.Cycles;
        _cutGas += job.Block.Gas;
        _cutCycles += job.Cycles;
        foreach (double cycles in job.Segments)
        {
            // Machines in a cloud differ a little, and so do segments of as many cycles.
            double spread = 0.9 + (0.2 * _random.NextDouble());
            _prove.Enqueue(new SimulatedTask(
                job, cycles, (cycles / options.CyclesPerSecond * spread) + options.TaskOverhead));
        }
    }

    /// <summary>Gives a worker a task; null if none waits.</summary>
    public SimulatedTask? Begin()
    {
        if (!_aggregate.TryDequeue(out SimulatedTask? task) && !_prove.TryDequeue(out task))
        {
            return null;
        }

        task.Job.Running++;
        BusySeconds += task.Seconds;
        _aggregateRunning += task.IsAggregation ? 1 : 0;
        _proveRunning += task.IsAggregation ? 0 : 1;
        return task;
    }

    public void End(SimulatedTask task, double now)
    {
        SimulatedJob job = task.Job;
        job.Running--;
        Remember(task);
        if (task.IsAggregation)
        {
            _aggregateRunning--;
            _led--;
            job.State = JobState.Proved;
            _live.Remove(job);
            Latencies.Add(now - job.Block.At);
            return;
        }

        _proveRunning--;
        job.OpenSegments--;
        job.OpenCycles -= task.Cycles;
        if (job.OpenSegments == 0)
        {
            job.OpenCycles = 0;
            job.State = JobState.Aggregating;
            double seconds = (job.Segments.Length * options.AggregationSeconds) + options.TaskOverhead;
            _aggregate.Enqueue(new SimulatedTask(job, 0, seconds));
        }
    }

    public ClusterView View(double now) => new(
        _prove.Count, _proveRunning, _aggregate.Count, _aggregateRunning, ReadWork, Start.AddSeconds(now));

    private void Remember(SimulatedTask task)
    {
        _recent.Enqueue(task);
        if (_recent.Count > RecentWork.MaxTasks)
        {
            _recent.Dequeue();
        }
    }

    private OpenWork ReadWork() => new(
        [.. _live.Take(OpenWork.MaxJobs).Select(job => job.ToWork(Start))],
        new RecentWork
        {
            Segments = _recent.Count(task => !task.IsAggregation),
            Cycles = _recent.Sum(task => task.Cycles),
            Seconds = _recent.Where(task => !task.IsAggregation).Sum(task => task.Seconds),
            AggregatedSegments = _recent.Where(task => task.IsAggregation).Sum(task => task.Job.Segments.Length),
            AggregationSeconds = _recent.Where(task => task.IsAggregation).Sum(task => task.Seconds),
            JobGas = _cutGas,
            JobCycles = _cutCycles,
        });
}
