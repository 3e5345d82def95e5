namespace ZeroSharp.Cluster.Core.Scaling;

/// <summary>
/// Replays the proof of a block on any number of equal workers from measured times: segments become ready as
/// the leader cuts them, wait in one queue, and go to the first worker that is free.
/// </summary>
public static class LatencySimulation
{
    /// <summary>The latency with a number of workers.</summary>
    public static BlockLatency Run(BlockTimes times, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        double proved = LastProof(times, workers);
        double aggregation = times.Overhead + (times.Prove.Count * times.Aggregate);
        double busy = times.Prove.Sum() + (times.Prove.Count * times.Overhead);
        return new BlockLatency(
            workers, proved + aggregation, busy / (workers * proved), FindCriticalPath(times, workers, aggregation));
    }

    // The end of the last segment's proof.
    private static double LastProof(BlockTimes times, int workers)
    {
        PriorityQueue<int, double> free = new();
        for (int i = 0; i < Math.Min(workers, times.Prove.Count); i++)
        {
            free.Enqueue(i, 0);
        }

        double last = 0;
        for (int i = 0; i < times.Prove.Count; i++)
        {
            free.TryDequeue(out int worker, out double since);
            double end = Math.Max(since, times.Plan + times.Cut[i]) + times.Overhead + times.Prove[i];
            free.Enqueue(worker, end);
            last = Math.Max(last, end);
        }

        return last;
    }

    // The largest of what remains when the other parts cost nothing.
    private static CriticalPath FindCriticalPath(BlockTimes times, int workers, double aggregation)
    {
        (CriticalPath Path, double Seconds)[] parts =
        [
            (CriticalPath.Cutting, times.Plan + times.Cut.DefaultIfEmpty(0).Max()),
            (CriticalPath.OneSegment, times.Prove.DefaultIfEmpty(0).Max() + times.Overhead),
            (CriticalPath.Aggregation, aggregation),
        ];
        double share = (times.Prove.Sum() + (times.Prove.Count * times.Overhead)) / workers;
        (CriticalPath path, double seconds) = parts.MaxBy(part => part.Seconds);
        return workers < times.Prove.Count && share > seconds ? CriticalPath.Proving : path;
    }
}
