using System.Diagnostics.Metrics;
using ZeroSharp.Cluster.Core.Telemetry;

namespace ZeroSharp.Cluster.Scaler;

/// <summary>
/// The scaler's metrics; names and units are in docs/reference/metrics.md. What the database did not say lately is
/// not reported, rather than an old value.
/// </summary>
public sealed class ScalerGauges : IDisposable
{
    /// <summary>Age from which a backlog is not reported any more.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(20);

    private readonly Meter _meter = new(ClusterMetrics.MeterName);
    private readonly TimeProvider _time;
    private readonly Counter<long> _failures;
    private readonly Lock _gate = new();
    private Backlog? _backlog;
    private ScalingTarget _target = new();
    private long _at;

    public ScalerGauges(TimeProvider time)
    {
        _time = time;
        _failures = _meter.CreateCounter<long>(
            "zerosharp.scaler.failures", "{failure}", "Times that the database did not say the backlog");
        _failures.Add(0);
        Gauge("zerosharp.scaler.backlog", "s", "Work of all jobs, for one worker", (backlog, _) => backlog.Seconds);
        Gauge(
            "zerosharp.scaler.workers_wanted",
            "{worker}",
            "Workers that are wanted, for the target of whoever asked last",
            (backlog, target) => ScalingPolicy.Decide(backlog, target).Workers);
        Gauge(
            "zerosharp.scaler.cycles_per_second",
            "{cycle}",
            "Cycles that one worker proves a second: measured, or assumed until there is a measurement",
            (backlog, _) => backlog.Rates.CyclesPerSecond);
    }

    /// <summary>Notes what the database said.</summary>
    public void Observe(Backlog backlog)
    {
        lock (_gate)
        {
            _backlog = backlog;
            _at = _time.GetTimestamp();
        }
    }

    /// <summary>Notes what a caller asked for.</summary>
    public void Observe(ScalingTarget target)
    {
        lock (_gate)
        {
            _target = target;
        }
    }

    /// <summary>The database did not answer, or refused.</summary>
    public void CountFailure()
    {
        _failures.Add(1);
        lock (_gate)
        {
            _backlog = null;
        }
    }

    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string unit, string description, Func<Backlog, ScalingTarget, double> read) =>
        _meter.CreateObservableGauge(name, () => Read(read), unit, description);

    private IEnumerable<Measurement<double>> Read(Func<Backlog, ScalingTarget, double> read)
    {
        lock (_gate)
        {
            return _backlog is not null && _time.GetElapsedTime(_at) < Lifetime
                ? [new Measurement<double>(read(_backlog, _target))]
                : [];
        }
    }
}
