using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>What is observed of a process: its build, its memory, what it uses of processors and disks.</summary>
public sealed class ProcessGauges : IDisposable
{
    private readonly Meter _meter = new(ClusterMetrics.MeterName);
    private readonly IReadOnlyDictionary<string, string> _volumes;

    /// <param name="version">The release.</param>
    /// <param name="program">Digest of the program that it proves; empty where it proves none.</param>
    /// <param name="volumes">Folders that it writes to, few, each by a short name that is a label.</param>
    public ProcessGauges(string version, string program, IReadOnlyDictionary<string, string> volumes)
    {
        _volumes = volumes;
        Measurement<long> build = new(
            1, new KeyValuePair<string, object?>("version", version), new("program", program));
        _meter.CreateObservableGauge(
            "zerosharp.build.info", () => build, null, "1, with the release and the program that it proves");
        _meter.CreateObservableGauge(
            "zerosharp.process.memory", () => Environment.WorkingSet, "By", "Memory of the process that is resident");
        _meter.CreateObservableGauge(
            "zerosharp.process.memory.peak", PeakMemory, "By", "Largest resident memory of the process so far");
        _meter.CreateObservableGauge(
            "zerosharp.process.memory.limit",
            () => Optional(ProcessLimits.Memory("/")),
            "By",
            "Memory that the process may have: the limit of its control group, or the machine's memory");
        _meter.CreateObservableCounter(
            "zerosharp.process.cpu",
            () => Environment.CpuUsage.TotalTime.TotalSeconds,
            "s",
            "Processor time of the process, user and system");
        _meter.CreateObservableCounter(
            "zerosharp.process.disk.read",
            () => Optional(ProcessLimits.DiskBytes("/", "read_bytes")),
            "By",
            "Bytes that the process made the kernel read from disks");
        _meter.CreateObservableCounter(
            "zerosharp.process.disk.written",
            () => Optional(ProcessLimits.DiskBytes("/", "write_bytes")),
            "By",
            "Bytes that the process made the kernel write to disks");
        _meter.CreateObservableGauge(
            "zerosharp.process.open_files",
            () => Optional(ProcessLimits.OpenFiles("/")),
            "{file}",
            "Files, sockets and pipes that the process has open");
        _meter.CreateObservableGauge(
            "zerosharp.data.free",
            () => Volumes(drive => drive.AvailableFreeSpace),
            "By",
            "Free bytes of the volume that a folder of the process is on");
        _meter.CreateObservableGauge(
            "zerosharp.data.size",
            () => Volumes(drive => drive.TotalSize),
            "By",
            "Size of the volume that a folder of the process is on");
    }

    public void Dispose() => _meter.Dispose();

    private static long PeakMemory()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static IEnumerable<Measurement<long>> Optional(long? value) =>
        value is { } known ? [new Measurement<long>(known)] : [];

    // A folder that is not there, or a volume that does not answer, is not reported.
    private IEnumerable<Measurement<long>> Volumes(Func<DriveInfo, long> read)
    {
        foreach ((string name, string folder) in _volumes)
        {
            long value;
            try
            {
                if (!Directory.Exists(folder))
                {
                    continue;
                }

                value = read(new DriveInfo(folder));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            yield return new Measurement<long>(value, new KeyValuePair<string, object?>("volume", name));
        }
    }
}
