using System.Diagnostics;
using System.Globalization;
using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Stark.Prover;

namespace ZeroSharp.Cli.Cluster;

/// <summary>Turns what is known of jobs, and of the workers of this process, into what a display shows.</summary>
internal sealed class JobProgress(IProgressDisplay display)
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private Job? _job;

    /// <summary>The job that is shown has changed, or another one is shown from now on.</summary>
    public void Report(Job job)
    {
        lock (_gate)
        {
            bool isMilestone = _job?.Id != job.Id || _job.SegmentsDone != job.SegmentsDone;
            _job = job;
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
            Show(job, job.SegmentsDone, text, isMilestone);
        }
    }

    /// <summary>A worker of this process begins a stage of a segment's proof.</summary>
    public void Report(TaskMessage task, ProofStage? stage)
    {
        lock (_gate)
        {
            if (_job is { } job && job.Id == task.JobId)
            {
                Show(
                    job,
                    job.SegmentsDone + ProvingProgress.ShareBefore(stage),
                    $"segment {task.Segment + 1}, {ProvingProgress.NameOf(stage)}",
                    isMilestone: false);
            }
        }
    }

    private void Show(Job job, double done, string text, bool isMilestone)
    {
        double fraction = job.SegmentCount == 0 ? 0 : Math.Min(done / job.SegmentCount, 1);
        TimeSpan? left = fraction > 0 ? _watch.Elapsed * ((1 - fraction) / fraction) : null;
        display.Show(new ProgressState(job.BlockNumber, fraction, text, job.Cycles, left, isMilestone));
    }
}
