using System.Diagnostics;
using System.Globalization;
using ZeroSharp.Zkvm.Prover;

namespace ZeroSharp.Cli;

/// <summary>
/// Prints a line on standard error for each proven segment: how far the block is, the speed, and the
/// time left.
/// </summary>
internal sealed class ProvingProgress(ulong blockNumber, ulong totalCycles) : IProgress<SegmentReport>
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public List<SegmentReport> Reports { get; } = [];

    public void Report(SegmentReport value)
    {
        Reports.Add(value);
        double seconds = _watch.Elapsed.TotalSeconds;
        double rate = value.TotalCycles / seconds;
        double left = totalCycles > value.TotalCycles ? (totalCycles - value.TotalCycles) / rate : 0;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"block {blockNumber}: segment {value.Index + 1}, {100.0 * value.TotalCycles / totalCycles:F0} % of "
            + $"{totalCycles / 1e6:F1} M cycles, {rate / 1e3:F0} k cycles/s, {left:F0} s left"));
    }
}
