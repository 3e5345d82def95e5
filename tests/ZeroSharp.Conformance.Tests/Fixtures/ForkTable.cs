using System.Globalization;
using System.Text;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>Counts of passed and failed cases by fork, filled from several threads.</summary>
internal sealed class ForkTable
{
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
