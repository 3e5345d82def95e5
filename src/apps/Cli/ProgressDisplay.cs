using System.Globalization;
using Spectre.Console;

namespace ZeroSharp.Cli;

/// <summary>How far the proof of a block is.</summary>
/// <param name="Block">The block's number.</param>
/// <param name="Fraction">From 0 to 1.</param>
/// <param name="Text">What is being done.</param>
/// <param name="TotalCycles">Instructions of the block.</param>
/// <param name="Left">An estimate of the time left, once there is one.</param>
/// <param name="IsMilestone">Whether a segment is done.</param>
internal sealed record ProgressState(
    ulong Block, double Fraction, string Text, ulong TotalCycles, TimeSpan? Left, bool IsMilestone);

/// <summary>Where progress is shown.</summary>
internal interface IProgressDisplay
{
    void Show(ProgressState state);
}

/// <summary>Chooses a display: a live bar on a terminal, lines elsewhere, nothing when quiet.</summary>
internal static class ProgressDisplay
{
    /// <summary>Shows progress on standard error while work is done.</summary>
    public static T During<T>(bool isQuiet, Func<IProgressDisplay, T> work) =>
        DuringAsync(isQuiet, display => Task.FromResult(work(display))).GetAwaiter().GetResult();

    /// <summary>Shows progress on standard error while work is done.</summary>
    public static async Task<T> DuringAsync<T>(bool isQuiet, Func<IProgressDisplay, Task<T>> work)
    {
        if (isQuiet)
        {
            return await work(new SilentDisplay());
        }

        if (Console.IsErrorRedirected)
        {
            return await work(new LineDisplay(Console.Error, TimeProvider.System));
        }

        IAnsiConsole terminal = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await terminal.Progress()
            .AutoClear(true)
            .Columns(
                new SpinnerColumn(),
                new ProgressBarColumn { Width = 24 },
                new PercentageColumn(),
                new ElapsedTimeColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context => work(new LiveDisplay(context)));
    }
}

/// <summary>Shows nothing.</summary>
internal sealed class SilentDisplay : IProgressDisplay
{
    public void Show(ProgressState state)
    {
    }
}

/// <summary>A line for each finished segment, and between them one every few seconds.</summary>
internal sealed class LineDisplay(TextWriter output, TimeProvider time) : IProgressDisplay
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private long? _last;

    public void Show(ProgressState state)
    {
        if (!state.IsMilestone && _last is { } last && time.GetElapsedTime(last) < Pause)
        {
            return;
        }

        _last = time.GetTimestamp();
        string left = state.Left is { } span && state.Fraction < 1 ? $", {Math.Ceiling(span.TotalSeconds)} s left" : "";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"block {state.Block}: {100 * state.Fraction:F0} % of {state.TotalCycles / 1e6:F1} M cycles, ")
            + state.Text + left);
    }
}

/// <summary>One bar a block on a terminal.</summary>
internal sealed class LiveDisplay(ProgressContext context) : IProgressDisplay
{
    private readonly Dictionary<ulong, ProgressTask> _tasks = [];

    public void Show(ProgressState state)
    {
        if (!_tasks.TryGetValue(state.Block, out ProgressTask? task))
        {
            _tasks[state.Block] = task = context.AddTask($"block {state.Block}", maxValue: 1);
        }

        string left = state.Left is { } span ? $", {Math.Ceiling(span.TotalSeconds)} s left" : "";
        task.Value = state.Fraction;
        task.Description = Markup.Escape($"block {state.Block}: {state.Text}{left}");
    }
}
