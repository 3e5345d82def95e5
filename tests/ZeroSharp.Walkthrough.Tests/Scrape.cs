using System.Globalization;

namespace ZeroSharp.Walkthrough.Tests;

/// <summary>What processes say on /metrics, added up.</summary>
internal sealed class Scrape
{
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> _samples = [];

    /// <param name="texts">Texts in Prometheus' format (version 0.0.4).</param>
    public Scrape(params IEnumerable<string> texts)
    {
        foreach (string line in texts.SelectMany(text => text.Split('\n')))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                _samples.Add(Read(line));
            }
        }
    }

    /// <summary>The sum of a metric's samples that have a label.</summary>
    public double Sum(string name, string? label = null, string? value = null) => Values(name, label, value).Sum();

    /// <summary>The largest of a metric's samples.</summary>
    public double Max(string name) => Values(name, null, null).Max();

    /// <summary>
    /// The value that so many of the observations do not exceed, as histogram_quantile of Prometheus estimates it:
    /// along a line from one bound to the next.
    /// </summary>
    public double Quantile(string histogram, double share)
    {
        (double Bound, double Count)[] buckets =
        [
            .. _samples.Where(sample => sample.Name == histogram + "_bucket")
                .GroupBy(sample => Number(sample.Labels["le"]), sample => sample.Value)
                .Select(group => (group.Key, group.Sum()))
                .OrderBy(bucket => bucket.Key),
        ];
        double rank = share * buckets[^1].Count;
        (double lower, double below) = (0, 0);
        foreach ((double bound, double count) in buckets)
        {
            if (count >= rank)
            {
                return double.IsInfinity(bound) ? lower : lower + ((bound - lower) * (rank - below) / (count - below));
            }

            (lower, below) = (bound, count);
        }

        throw new InvalidOperationException($"{histogram} has no observations");
    }

    private IEnumerable<double> Values(string name, string? label, string? value) => _samples
        .Where(sample => sample.Name == name
            && (label is null || sample.Labels.GetValueOrDefault(label) == value))
        .Select(sample => sample.Value);

    private static (string Name, Dictionary<string, string> Labels, double Value) Read(string line)
    {
        int open = line.IndexOf('{', StringComparison.Ordinal);
        int close = line.LastIndexOf('}');
        string[] rest = line[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (open < 0)
        {
            return (rest[0], [], Number(rest[1]));
        }

        Dictionary<string, string> labels = [];
        foreach (string pair in line[(open + 1)..close].Split("\",", StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf("=\"", StringComparison.Ordinal);
            labels[pair[..equals]] = pair[(equals + 2)..].TrimEnd('"');
        }

        return (line[..open], labels, Number(rest[0]));
    }

    private static double Number(string text) => text == "+Inf"
        ? double.PositiveInfinity
        : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
