using System.Text.Json;
using System.Text.RegularExpressions;
using ZeroSharp.Architecture.Tests;

namespace ZeroSharp.Deploy.Monitoring.Tests;

/// <summary>The dashboards and rules as they are deployed, and the pages about them.</summary>
internal static partial class MonitoringFiles
{
    public static string Rules => PathOf("deploy/helm/zerosharp/alerts/zerosharp.yaml");

    public static IReadOnlyList<string> Dashboards =>
        [.. Directory.EnumerateFiles(PathOf("deploy/helm/zerosharp/dashboards"), "*.json").Order()];

    public static IReadOnlyList<string> AlertTests =>
        [.. Directory.EnumerateFiles(PathOf("deploy/alerts-tests"), "*.yaml").Order()];

    public static string Page(string path) => File.ReadAllText(PathOf(path));

    public static JsonElement Read(string dashboard)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(dashboard));
        return document.RootElement.Clone();
    }

    /// <summary>The panels of a dashboard that show something.</summary>
    public static IEnumerable<JsonElement> PanelsOf(JsonElement dashboard) =>
        dashboard.GetProperty("panels").EnumerateArray().Where(panel => TextOf(panel, "type") != "row");

    /// <summary>Every query of every dashboard, with where it is.</summary>
    public static IReadOnlyList<(string Where, string Expression)> Queries() =>
    [
        .. from file in Dashboards
           from panel in PanelsOf(Read(file))
           from target in panel.GetProperty("targets").EnumerateArray()
           select ($"{Path.GetFileName(file)}, {TextOf(panel, "title")}", TextOf(target, "expr")),
    ];

    /// <summary>The names of metrics in an expression, without what histograms add to theirs.</summary>
    public static IEnumerable<string> MetricsIn(string expression) => MetricPattern().Matches(expression)
        .Select(match => match.Value.StartsWith("zerosharp_", StringComparison.Ordinal)
            ? HistogramPattern().Replace(match.Value, string.Empty)
            : match.Value)
        .Where(name => !name.EndsWith('_'));

    public static string TextOf(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    private static string PathOf(string path) => Path.Combine(RepositoryRoot.Path, path);

    [GeneratedRegex(@"\b(zerosharp|rabbitmq)_[a-z0-9_]+")]
    private static partial Regex MetricPattern();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPattern();
}
