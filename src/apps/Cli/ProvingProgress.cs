using System.Diagnostics;
using System.Globalization;
using ZeroSharp.Stark.Prover;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli;

/// <summary>Turns what the prover reports about a block into how far it is and the time left.</summary>
internal sealed class ProvingProgress(ulong blockNumber, ulong totalCycles, IProgressDisplay display)
    : IProgress<SegmentReport>, IProgress<SegmentProgress>
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Progress as lines on standard error, one for each segment.</summary>
    public ProvingProgress(ulong blockNumber, ulong totalCycles)
        : this(blockNumber, totalCycles, new LineDisplay(Console.Error, TimeProvider.System))
    {
    }

    public List<SegmentReport> Reports { get; } = [];

    /// <summary>The part of a segment's time that is over when a stage begins: estimates for the display.</summary>
    public static double ShareBefore(ProofStage? stage) => stage switch
    {
        null => 0.05,
        ProofStage.Commit => 0.15,
        ProofStage.LogUp => 0.4,
        ProofStage.Zerocheck => 0.6,
        ProofStage.Stacking => 0.8,
        _ => 0.85,
    };

    public void Report(SegmentProgress value)
    {
        double fraction = (value.FirstCycle + (ShareBefore(value.Stage) * value.Cycles)) / totalCycles;
        Show(fraction, $"segment {value.Index + 1}, {NameOf(value.Stage)}", isMilestone: false);
    }

    public void Report(SegmentReport value)
    {
        Reports.Add(value);
        double rate = value.TotalCycles / _watch.Elapsed.TotalSeconds / 1e3;
        string speed = rate.ToString("F0", CultureInfo.InvariantCulture);
        Show(
            (double)value.TotalCycles / totalCycles,
            $"segment {value.Index + 1} proven, {speed} k cycles/s",
            isMilestone: true);
    }

    /// <summary>What a stage does, in words.</summary>
    public static string NameOf(ProofStage? stage) => stage switch
    {
        null => "filling traces",
        ProofStage.Commit => "committing to traces",
        ProofStage.LogUp => "looking up",
        ProofStage.Zerocheck => "checking constraints",
        ProofStage.Stacking => "stacking",
        _ => "opening",
    };

    private void Show(double fraction, string text, bool isMilestone)
    {
        TimeSpan elapsed = _watch.Elapsed;
        TimeSpan? left = fraction > 0 ? elapsed * ((1 - fraction) / fraction) : null;
        display.Show(new ProgressState(blockNumber, fraction, text, totalCycles, left, isMilestone));
    }
}
