using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using ZeroSharp.Cluster.Devnet;

namespace ZeroSharp.Cli.Devnet;

/// <summary>A chain for development that runs in the background, as a file in the data directory says it.</summary>
/// <param name="ProcessId">The process that makes its blocks.</param>
/// <param name="StartTime">When that process started (UTC): another one may get its number later.</param>
/// <param name="RpcUrl">Where its node listens.</param>
internal sealed partial record DevnetState(int ProcessId, DateTime StartTime, string RpcUrl)
{
    private const int SignalTerminate = 15;

    /// <summary>No state is longer.</summary>
    private const int MaxLength = 4096;

    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan EndPoll = TimeSpan.FromMilliseconds(50);

    // How exactly the two readings of a process's start agree.
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(2);

    /// <summary>That of this process.</summary>
    public static DevnetState OfThisProcess(Uri url)
    {
        using Process process = Process.GetCurrentProcess();
        return new DevnetState(process.Id, process.StartTime.ToUniversalTime(), url.ToString().TrimEnd('/'));
    }

    /// <summary>The file in a data directory.</summary>
    public static string FileIn(string data) => Path.Combine(data, "devnet.json");

    /// <summary>What a file says; null if there is none. A file whose chain has ended is deleted.</summary>
    /// <exception cref="DevnetException">The file is none of this program.</exception>
    public static DevnetState? Read(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        DevnetState? state;
        try
        {
            state = new FileInfo(file).Length > MaxLength ? null : Parse(File.ReadAllBytes(file));
        }
        catch (Exception failure) when (failure
            is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            state = null;
        }

        if (state is null)
        {
            throw new DevnetException($"{file} is not what `devnet up --detach` writes: delete it");
        }

        using Process? process = state.FindProcess();
        if (process is not null)
        {
            return state;
        }

        File.Delete(file);
        return null;
    }

    public async Task WriteAsync(string file, CancellationToken cancellation)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("process", ProcessId);
            writer.WriteString("started", StartTime.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteString("rpc_url", RpcUrl);
            writer.WriteEndObject();
        }

        await AtomicFile.WriteAsync(file, stream.ToArray(), cancellation);
    }

    /// <summary>Asks the process to end, and waits until it has; kills it if it does not.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        using Process? process = FindProcess();
        if (process is null)
        {
            return;
        }

        _ = SendSignal(process.Id, SignalTerminate);
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < EndTimeout)
        {
            using Process? left = FindProcess();
            if (left is null)
            {
                return;
            }

            await Task.Delay(EndPoll, cancellation);
        }

        process.Kill(entireProcessTree: true);
    }

    /// <summary>Makes this process independent of the terminal that started it.</summary>
    public static void LeaveTerminal() => _ = CreateSession();

    private static DevnetState Parse(byte[] text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        return new DevnetState(
            root.GetProperty("process").GetInt32(),
            DateTime.Parse(
                root.GetProperty("started").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            root.GetProperty("rpc_url").GetString()!);
    }

    private Process? FindProcess()
    {
        Process? process = null;
        try
        {
            process = Process.GetProcessById(ProcessId);
            if (!process.HasExited
                && (process.StartTime.ToUniversalTime() - StartTime).Duration() < StartTolerance)
            {
                return process;
            }
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            // It has ended.
        }

        process?.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int CreateSession();
}
