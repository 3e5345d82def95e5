namespace ZeroSharp.Cluster.Scaler.Simulation;

/// <summary>A machine for one worker.</summary>
/// <param name="Number">Its number.</param>
/// <param name="ReadyAt">When it has started.</param>
internal sealed record SimulatedNode(int Number, double ReadyAt);

/// <summary>
/// Machines that are there while workers need them, and for a while after; each is paid from its request on.
/// </summary>
internal sealed class NodePool(double start, double podStart, double idleTime)
{
    private readonly List<(SimulatedNode Node, double Since)> _idle = [];
    private int _count;
    private int _made;
    private double _at;

    /// <summary>Seconds of machines that are to be paid, up to the last call.</summary>
    public double PaidSeconds { get; private set; }

    /// <summary>Takes a machine, the last one that became idle, or a new one.</summary>
    /// <returns>The machine, and when a worker on it takes tasks.</returns>
    public (SimulatedNode Node, double WorkerAt) Take(double now)
    {
        Advance(now);
        if (_idle.Count > 0)
        {
            SimulatedNode node = _idle[^1].Node;
            _idle.RemoveAt(_idle.Count - 1);
            return (node, Math.Max(now, node.ReadyAt) + podStart);
        }

        _count++;
        SimulatedNode made = new(_made++, now + start - podStart);
        return (made, now + start);
    }

    /// <summary>Gives a machine back.</summary>
    public void Return(SimulatedNode node, double now)
    {
        Advance(now);
        _idle.Add((node, now));
    }

    /// <summary>Counts what is to be paid until now, and gives up machines that were idle for too long.</summary>
    public void Advance(double now)
    {
        // In the order in which they became idle, so the first are those that go first.
        while (_idle.Count > 0 && _idle[0].Since + idleTime <= now)
        {
            double end = Math.Max(_at, _idle[0].Since + idleTime);
            PaidSeconds += _count * (end - _at);
            _at = end;
            _count--;
            _idle.RemoveAt(0);
        }

        PaidSeconds += _count * (now - _at);
        _at = now;
    }
}
