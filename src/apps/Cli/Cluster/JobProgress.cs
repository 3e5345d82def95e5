using System.Diagnostics;
using System.Globalization;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cli.Cluster;

/// <summary>Turns a job's states into what a display shows.</summary>
internal sealed class JobProgress(IProgressDisplay display)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _done = -1;

    public void Report(Job job)
    {
        double fraction = job.SegmentCount == 0 ? 0 : (double)job.SegmentsDone / job.SegmentCount;
        TimeSpan? left = fraction > 0 ? _watch.Elapsed * ((1 - fraction) / fraction) : null;
        string text = job.State switch
        {
            JobState.Queued => "waiting for a leader",
            JobState.Executing => string.Create(
                CultureInfo.InvariantCulture, $"cutting, {job.SegmentsDone} segments proven"),
            JobState.Proving => string.Create(
                CultureInfo.InvariantCulture, $"{job.SegmentsDone} of {job.SegmentCount} segments proven"),
            JobState.Aggregating => "making one proof",
            _ => job.State.ToString().ToLowerInvariant(),
        };
        display.Show(new ProgressState(
            job.BlockNumber, fraction, text, job.Cycles, left, IsMilestone: job.SegmentsDone != _done));
        _done = job.SegmentsDone;
    }
}
