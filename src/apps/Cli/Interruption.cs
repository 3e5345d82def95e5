using System.Runtime.InteropServices;

namespace ZeroSharp.Cli;

/// <summary>
/// Ctrl-C and SIGTERM: asks the command to end, and ends the process if a long stage does not look in
/// time. A second signal ends it at once.
/// </summary>
/// <remarks>
/// Shells without job control start background commands with SIGINT ignored, and .NET leaves it so; a
/// script that sends SIGINT to a proof means it, so the signal's default is set first.
/// </remarks>
internal sealed partial class Interruption : IDisposable
{
    private const int SignalInterrupt = 2;

    private static TimeSpan _grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _source = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly TextWriter _error;
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption(TextWriter error)
    {
        _error = error;
        if (!OperatingSystem.IsWindows())
        {
            _ = SetAction(SignalInterrupt, default);
        }

        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>The exit code that the signal asks for; 0 if none has come.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Lets the command of this process take so much longer to end in order.</summary>
    public static void Extend(TimeSpan time) => _grace += time;

    /// <summary>Says that the command was interrupted; returns the exit code.</summary>
    public int Report()
    {
        _error.WriteLine("error: cancelled; nothing was written");
        return ExitCode;
    }

    public void Dispose()
    {
        _ended.Set();
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    // 0 is SIG_DFL on every system that has signals.
    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetAction(int signal, nint action);

    private void OnSignal(PosixSignalContext context)
    {
        if (ExitCode != 0)
        {
            return;
        }

        context.Cancel = true;
        ExitCode = context.Signal == PosixSignal.SIGINT ? Cli.ExitCode.Cancelled : Cli.ExitCode.Terminated;
        _source.Cancel();

        // Not a timer: the threads that would run one are busy proving.
        new Thread(EndAfterGrace) { IsBackground = true }.Start();
    }

    private void EndAfterGrace()
    {
        if (_ended.Wait(_grace))
        {
            return;
        }

        AtomicFile.DeleteUnfinished();
        if (!Console.IsErrorRedirected)
        {
            // A progress bar hides the cursor while it is shown.
            _error.Write("\u001b[?25h\r\u001b[K");
        }

        Environment.Exit(Report());
    }
}
