using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ZeroSharp.Deploy.Images.Tests;

/// <summary>
/// A process in an image, as its settings say, by run-image.sh: the root file system read-only, /tmp and /data
/// writable, uid 1654, no capabilities.
/// </summary>
internal sealed partial class ImageRun : IAsyncDisposable
{
    private const int UserId = 1654;
    private const int SignalTerminate = 15;
    private static readonly TimeSpan PollDelay = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Task<string> _output;
    private readonly Task _logging;

    private ImageRun(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _logging = ReadLogAsync();
        process.StandardInput.Close();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote to standard error so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>A folder for /data that the image's user may write to.</summary>
    public static string CreateData(BuiltImages images)
    {
        string folder = images.CreateFolder();
        Assert.Equal(0, ChangeOwner(folder, UserId, UserId));
        return folder;
    }

    /// <summary>Starts the image's entry point.</summary>
    /// <param name="data">What is mounted as /data.</param>
    /// <param name="environment">Variables beside the image's own.</param>
    /// <param name="arguments">What follows the entry point.</param>
    public static ImageRun Start(
        BuiltImages images,
        string name,
        string data,
        IReadOnlyDictionary<string, string> environment,
        params IEnumerable<string> arguments)
    {
        JsonElement settings = images.Settings(name);
        return StartProgram(
            images, name, data, environment, [.. Strings(settings, "Entrypoint"), .. arguments]);
    }

    /// <summary>Starts another program of the image, as `exec` in a container does.</summary>
    public static ImageRun StartProgram(
        BuiltImages images,
        string name,
        string data,
        IReadOnlyDictionary<string, string> environment,
        params IEnumerable<string> command)
    {
        IEnumerable<string> variables = Strings(images.Settings(name), "Env")
            .Concat(environment.Select(pair => $"{pair.Key}={pair.Value}"));
        return new ImageRun(ProgramRun.Start(
            new Dictionary<string, string>(),
            null,
            Path.Combine(BuiltImages.TestFolder, "run-image.sh"),
            [images.MountAgain(name), data, .. variables, "--", .. command]));
    }

    /// <summary>The strings of one of an image's settings.</summary>
    public static IEnumerable<string> Strings(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(item => item.GetString()!)
            : [];

    /// <summary>Sends SIGTERM to the process itself, which is number 1 of its own.</summary>
    public void Terminate()
    {
        string children = File.ReadAllText(string.Create(
            CultureInfo.InvariantCulture, $"/proc/{_process.Id}/task/{_process.Id}/children"));
        int child = int.Parse(children.Trim().Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.Equal(0, Kill(child, SignalTerminate));
    }

    /// <summary>Waits until its log has a text.</summary>
    public async Task WaitForLogAsync(string text, TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        while (!Log.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(
                Stopwatch.GetElapsedTime(start) < timeout && !_process.HasExited, $"no '{text}' in {timeout}: {Log}");
            await Task.Delay(PollDelay);
        }
    }

    /// <summary>Waits for its end.</summary>
    public async Task<ProgramResult> WaitAsync(TimeSpan timeout)
    {
        using CancellationTokenSource limit = new(timeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"it did not end within {timeout}: {Log}");
        }

        await _logging;
        return new ProgramResult(_process.ExitCode, await _output, Log);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // unshare takes its child, and so all processes of the namespace, with it.
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _logging;
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int user, int group);

    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.Append(line).Append('\n');
            }
        }
    }
}
