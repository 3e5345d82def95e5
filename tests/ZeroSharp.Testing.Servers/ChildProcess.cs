using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ZeroSharp.Testing.Servers;

/// <summary>What to run: a program, its arguments, all of its environment, and where its output goes.</summary>
/// <param name="Program">The absolute path of the program.</param>
/// <param name="User">The system user to become, or null to stay the one that runs the tests.</param>
/// <param name="LogPath">The file to which standard output and standard error are appended.</param>
internal sealed record ChildCommand(
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string LogPath,
    string? User = null);

/// <summary>
/// A process in a session and process group of its own that dies with the test process, however that one ends:
/// the kernel sends SIGKILL when the thread that started it is gone (PR_SET_PDEATHSIG).
/// </summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const int SigKill = 9;
    private const int MaxPendingStarts = 64;
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Children are started by one thread that lives as long as this process: the kernel ties the death signal
    /// to the starting thread, and threads of the pool end when they are idle.
    /// </summary>
    private static readonly BlockingCollection<Action> PendingStarts = StartSpawner();

    private readonly Process _process;

    private ChildProcess(Process process)
    {
        _process = process;
    }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public int Id => _process.Id;

    public static Task<ChildProcess> StartAsync(ChildCommand command, CancellationToken ct)
    {
        TaskCompletionSource<ChildProcess> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PendingStarts.Add(
            () =>
            {
                try
                {
                    started.SetResult(new(Process.Start(StartInfo(command))!));
                }
                catch (Exception e)
                {
                    started.SetException(e);
                }
            },
            ct);
        return started.Task;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds the end of its output.</exception>
    public static async Task RunAsync(ChildCommand command, CancellationToken ct)
    {
        using ChildProcess child = await StartAsync(command, ct);
        await child.WaitForExitAsync(ct);
        if (child.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{Path.GetFileName(command.Program)} failed with exit status {child.ExitCode}: "
                + LogTail.Read(command.LogPath));
        }
    }

    public void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, signal);
        }
    }

    public Task WaitForExitAsync(CancellationToken ct) => _process.WaitForExitAsync(ct);

    /// <summary>Sends SIGKILL to the whole group and every descendant, and waits until all are gone.</summary>
    public async Task KillAsync()
    {
        // Some servers put their workers into groups of their own.
        List<int> descendants = _process.HasExited ? [] : ProcessTree.Descendants(_process.Id);
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _ = SendSignal(-_process.Id, SigKill);
        using CancellationTokenSource limit = new(KillTimeout);
        await _process.WaitForExitAsync(limit.Token);
        await ProcessTree.WaitUntilGoneAsync(descendants, KillTimeout);
    }

    public void Dispose() => _process.Dispose();

    private static ProcessStartInfo StartInfo(ChildCommand command)
    {
        ProcessStartInfo info = new("/bin/sh") { WorkingDirectory = "/" };
        info.Environment.Clear();
        foreach ((string name, string value) in command.Environment)
        {
            info.Environment[name] = value;
        }

        info.ArgumentList.Add("-c");
        info.ArgumentList.Add("exec \"$@\" >> \"$0\" 2>&1 < /dev/null");
        info.ArgumentList.Add(command.LogPath);
        Add(info, "setsid");
        Add(info, "setpriv", "--pdeathsig", "KILL");
        if (command.User is not null)
        {
            Add(info, "--reuid", command.User, "--regid", command.User, "--clear-groups");
        }

        Add(info, "--", command.Program);
        Add(info, [.. command.Arguments]);
        return info;
    }

    private static void Add(ProcessStartInfo info, params ReadOnlySpan<string> arguments)
    {
        foreach (string argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }
    }

    private static BlockingCollection<Action> StartSpawner()
    {
        BlockingCollection<Action> pending = new(MaxPendingStarts);
        Thread spawner = new(() =>
        {
            foreach (Action start in pending.GetConsumingEnumerable())
            {
                start();
            }
        })
        {
            IsBackground = true,
            Name = "test server spawner",
        };
        spawner.Start();
        return pending;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
