using System.CommandLine;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Tests;

/// <summary>How failures of commands end the process.</summary>
public sealed class CommandRunnerTests
{
    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new WitnessException("block 7: bad"), 2, "error: block 7: bad" },
        { new WitnessException("two\nlines \u001b[0m"), 2, "error: two lines ?[0m" },
        { new IOException("disk full"), 74, "error: disk full" },
        { new OutOfMemoryException(), 70, "error: out of memory" },
        { new InvalidOperationException("a defect"), 70, "error: internal error, please report it: InvalidOperation" },
        { new AggregateException(new KeyNotFoundException("no key")), 70, "KeyNotFoundException: no key" },
        { new OperationCanceledException("by nobody"), 70, "internal error" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task RunAsync_CommandFails_PrintsOneLine(Exception failure, int exitCode, string part)
    {
        (int actual, string error) = await RunAsync(failure);
        Assert.Equal(exitCode, actual);
        string line = Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void OneLine_LongText_IsCut() =>
        Assert.InRange(FailureText.OneLine(new string('x', 100_000)).Length, 1000, 1010);

    private static async Task<(int ExitCode, string Error)> RunAsync(Exception failure)
    {
        Command command = new("fail");
        command.SetAction((_, _) => Task.FromException<int>(failure));
        using StringWriter error = new();
        int exitCode = await CommandRunner.RunAsync(new RootCommand { command }, ["fail"], error);
        return (exitCode, error.ToString());
    }
}
