using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ZeroSharp.Cluster.Tests;

/// <summary>A process of the command line that runs beside the test.</summary>
internal sealed partial class ZeroRun : IAsyncDisposable
{
    private const int SignalTerminate = 15;

    private readonly Process _process;
    private readonly List<string> _log = [];
    private readonly Task<string> _output;
    private readonly Task _logging;

    private ZeroRun(Process process, string? input)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _logging = ReadLogAsync();
        if (input is not null)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
    }

    /// <summary>The path of the program that tests run.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "zero.dll");

    /// <summary>The lines on standard error so far.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    public bool HasExited => _process.HasExited;

    public static ZeroRun Start(
        IReadOnlyDictionary<string, string> environment, string? input, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        start.ArgumentList.Add(Program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new ZeroRun(Process.Start(start)!, input);
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM).</summary>
    public void Terminate() => Assert.Equal(0, Kill(_process.Id, SignalTerminate));

    /// <summary>Waits for a line on standard error.</summary>
    public async Task<string> WaitForLineAsync(string pattern, TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Log.FirstOrDefault(line => Regex.IsMatch(line, pattern)) is { } line)
            {
                return line;
            }

            Assert.True(
                Stopwatch.GetElapsedTime(start) < timeout && !_process.HasExited,
                $"no line '{pattern}' in {timeout}: {Tail()}");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits for the end; the exit code and standard output.</summary>
    public async Task<(int ExitCode, string Output)> WaitAsync(TimeSpan timeout)
    {
        using CancellationTokenSource limit = new(timeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"it did not end in {timeout}: {Tail()}");
        }

        await _logging;
        return (_process.ExitCode, await _output);
    }

    /// <summary>The last lines on standard error.</summary>
    public string Tail() => string.Join('\n', Log.TakeLast(30));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _logging;
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.Add(line);
            }
        }
    }
}
