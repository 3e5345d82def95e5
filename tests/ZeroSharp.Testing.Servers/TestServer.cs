using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ZeroSharp.Testing.Servers;

/// <summary>
/// One real server on this machine that belongs to one test: its files lie in a folder of its own, it listens on
/// reserved loopback ports, and it keeps both over stops, kills and restarts until it is disposed.
/// </summary>
public abstract class TestServer : IAsyncDisposable
{
    /// <summary>The time within which a server must accept clients. Machines with two busy cores are slow.</summary>
    public static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    /// <summary>The time that a graceful stop may take before it fails.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    private const int NameBytes = 4;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    private readonly List<PortReservation> _ports = [];
    private readonly string _name;
    private ChildProcess? _process;
    private bool _isPrepared;
    private bool _isDisposed;

    private protected TestServer(string name)
    {
        _name = name;
        Folder = Path.Combine(
            Path.GetTempPath(),
            $"zerosharp-{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes))}");
        Directory.CreateDirectory(Folder);
        LogPath = Path.Combine(Folder, "output.log");
    }

    /// <summary>The folder with all files of this server. Disposing deletes it.</summary>
    public string Folder { get; }

    /// <summary>The file with the server's standard output and standard error.</summary>
    public string LogPath { get; }

    /// <summary>True from a start until a stop, a kill or a crash.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The process id of the running server.</summary>
    /// <exception cref="InvalidOperationException">The server does not run.</exception>
    public int ProcessId => IsRunning ? _process!.Id : throw new InvalidOperationException($"{_name} does not run");

    /// <summary>The time from the last start until the server accepted clients, first preparations included.</summary>
    public TimeSpan StartDuration { get; private set; }

    private protected abstract int StopSignal { get; }

    /// <summary>Starts the server, on the data of earlier runs if there was one, and waits until it serves.</summary>
    /// <exception cref="InvalidOperationException">It runs already, or it ended; the message holds its log.</exception>
    /// <exception cref="TimeoutException">It served no client within <see cref="StartTimeout"/>.</exception>
    public async Task StartAsync(CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsRunning)
        {
            throw new InvalidOperationException($"{_name} runs already; stop it before it is started again");
        }

        long begin = Stopwatch.GetTimestamp();
        if (!_isPrepared)
        {
            await PrepareAsync(ct);
            _isPrepared = true;
        }

        _process?.Dispose();
        _process = await ChildProcess.StartAsync(Command(), ct);
        await WaitUntilReadyAsync(begin, ct);
        StartDuration = Stopwatch.GetElapsedTime(begin);
    }

    /// <summary>Asks the server to end in good order and waits for it. Does nothing if it does not run.</summary>
    /// <exception cref="TimeoutException">It did not end within <see cref="StopTimeout"/>; it was killed.</exception>
    public async Task StopAsync(CancellationToken ct = default)
    {
        if (_process is null || _process.HasExited)
        {
            return;
        }

        _process.Signal(StopSignal);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            string tail = LogTail.Read(LogPath);
            await _process.KillAsync();
            throw new TimeoutException($"{_name} did not stop within {StopTimeout}: {tail}");
        }
    }

    /// <summary>Sends SIGKILL to the server and all of its processes: a crash.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.KillAsync();
        }
    }

    /// <summary>Stops the server in good order and starts it again on the same data and ports.</summary>
    public async Task RestartAsync(CancellationToken ct = default)
    {
        await StopAsync(ct);
        await StartAsync(ct);
    }

    /// <summary>Kills the server and everything that it started, gives its ports back and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await KillAsync();
        _process?.Dispose();
        await CloseAsync();
        foreach (PortReservation port in _ports)
        {
            port.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected int TakePort()
    {
        PortReservation port = PortReservation.Take();
        _ports.Add(port);
        return port.Port;
    }

    /// <summary>Done once, before the first start: writes settings, creates data, starts companions.</summary>
    private protected abstract Task PrepareAsync(CancellationToken ct);

    private protected abstract ChildCommand Command();

    /// <summary>Whether the server answers in its own protocol. A thrown socket or I/O error counts as no.</summary>
    private protected abstract Task<bool> IsReadyAsync(CancellationToken ct);

    /// <summary>Ends what <see cref="PrepareAsync"/> started.</summary>
    private protected virtual Task CloseAsync() => Task.CompletedTask;

    /// <summary>An environment with nothing of the test process but its search path.</summary>
    private protected Dictionary<string, string> BaseEnvironment() => new()
    {
        ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ["HOME"] = Folder,
        ["TMPDIR"] = Folder,
        ["LANG"] = "C.UTF-8",
    };

    private async Task WaitUntilReadyAsync(long begin, CancellationToken ct)
    {
        while (true)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_name} ended with exit status {_process.ExitCode} at its start: {LogTail.Read(LogPath)}"));
            }

            if (await ProbeAsync(ct))
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(begin) > StartTimeout)
            {
                string tail = LogTail.Read(LogPath);
                await _process.KillAsync();
                throw new TimeoutException($"{_name} serves no client after {StartTimeout}: {tail}");
            }

            await Task.Delay(PollInterval, ct);
        }
    }

    private async Task<bool> ProbeAsync(CancellationToken ct)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ProbeTimeout);
        try
        {
            return await IsReadyAsync(limit.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
