using ZeroSharp.Stark.Prover;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli.Tests;

/// <summary>What progress says, and how often.</summary>
public sealed class ProgressTests
{
    [Fact]
    public void Report_Stages_AdvanceWithinASegment()
    {
        RecordingDisplay display = new();
        ProvingProgress progress = new(9, 1000, display);
        progress.Report(new SegmentProgress(1, 400, 500, null));
        foreach (ProofStage stage in Enum.GetValues<ProofStage>())
        {
            progress.Report(new SegmentProgress(1, 400, 500, stage));
        }

        Assert.Equal(6, display.States.Count);
        Assert.All(display.States, state => Assert.Equal(9UL, state.Block));
        Assert.Equal(display.States.Select(state => state.Fraction).Order(), display.States.Select(s => s.Fraction));
        Assert.All(display.States, state => Assert.InRange(state.Fraction, 0.4, 0.9));
        Assert.Equal(6, display.States.Select(state => state.Text).Distinct().Count());
    }

    [Fact]
    public void Show_ManyStages_PrintsOneLineAPause_AndEveryMilestone()
    {
        ManualTime time = new();
        using StringWriter output = new();
        LineDisplay display = new(output, time);
        for (int i = 0; i < 100; i++)
        {
            display.Show(new ProgressState(1, i / 100.0, "stage", 1_000_000, TimeSpan.FromSeconds(5), i % 50 == 49));
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        // At 0 s and then after 2 s each, and the two milestones at 4.9 s and 9.9 s.
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Length);
        Assert.Equal("block 1: 0 % of 1.0 M cycles, stage, 5 s left", lines[0]);
    }

    private sealed class RecordingDisplay : IProgressDisplay
    {
        public List<ProgressState> States { get; } = [];

        public void Show(ProgressState state) => States.Add(state);
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan span) => _ticks += span.Ticks;
    }
}
