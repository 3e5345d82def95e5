using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>What is observed of a process: its build, and its memory.</summary>
public sealed class ProcessGauges : IDisposable
{
    private readonly Meter _meter = new(ClusterMetrics.MeterName);

    /// <param name="version">The release.</param>
    /// <param name="program">Digest of the program that it proves; empty where it proves none.</param>
    public ProcessGauges(string version, string program)
    {
        Measurement<long> build = new(
            1, new KeyValuePair<string, object?>("version", version), new("program", program));
        _meter.CreateObservableGauge(
            "zerosharp.build.info", () => build, null, "1, with the release and the program that it proves");
        _meter.CreateObservableGauge(
            "zerosharp.process.memory", () => Environment.WorkingSet, "By", "Memory of the process that is resident");
        _meter.CreateObservableGauge(
            "zerosharp.process.memory.peak", PeakMemory, "By", "Largest resident memory of the process so far");
    }

    public void Dispose() => _meter.Dispose();

    private static long PeakMemory()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
