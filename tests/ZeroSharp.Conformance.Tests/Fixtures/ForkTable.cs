using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>Counts of passed and failed cases by fork, filled from several threads.</summary>
internal sealed class ForkTable
{
    private const string ReportVariable = "ZEROSHARP_REPORT";

    // Test classes run side by side and write to one file.
    private static readonly Lock Files = new();

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, (int Passed, int Failed)> rows = new(StringComparer.Ordinal);

    public void Add(string fork, bool hasPassed) => Add(fork, hasPassed ? 1 : 0, hasPassed ? 0 : 1);

    public void Add(string fork, int passed, int failed)
    {
        lock (gate)
        {
            (int Passed, int Failed) counts = rows.GetValueOrDefault(fork);
            rows[fork] = (counts.Passed + passed, counts.Failed + failed);
        }
    }

    /// <summary>Writes the table to the test's output, and to the file that the variable names.</summary>
    public void Report(ITestOutputHelper output, string title)
    {
        string text = $"{title}\n{this}";
        output.WriteLine(text);
        if (Environment.GetEnvironmentVariable(ReportVariable) is { Length: > 0 } path)
        {
            lock (Files)
            {
                File.AppendAllText(path, text + "\n");
            }
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"fork",-26}{"passed",8}{"failed",8}");
        foreach ((string fork, (int passed, int failed)) in rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{fork,-26}{passed,8}{failed,8}");
        }
        return text.ToString();
    }
}
