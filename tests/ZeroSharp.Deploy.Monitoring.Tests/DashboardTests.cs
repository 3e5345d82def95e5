using System.Text.Json;

namespace ZeroSharp.Deploy.Monitoring.Tests;

/// <summary>What every dashboard must be, whatever it shows.</summary>
public sealed class DashboardTests
{
    private const int Width = 24;

    public static TheoryData<string> Files => [.. MonitoringFiles.Dashboards.Select(path => Path.GetFileName(path))];

    [Fact]
    public void Dashboards_Folder_HasThree() => Assert.Equal(
        ["blocks.json", "broker.json", "workers.json"], MonitoringFiles.Dashboards.Select(Path.GetFileName));

    [Theory]
    [MemberData(nameof(Files))]
    public void Dashboard_Schema_IsCurrentAndOfNoInstance(string file)
    {
        JsonElement dashboard = Read(file);

        Assert.True(dashboard.GetProperty("schemaVersion").GetInt32() >= 39);
        Assert.False(dashboard.TryGetProperty("id", out _));
        Assert.False(dashboard.TryGetProperty("uid", out _));
        Assert.Empty(Uids(dashboard).Except(["${datasource}", "-- Grafana --"]));
        Assert.Contains(
            Variables(dashboard), variable => MonitoringFiles.TextOf(variable, "type") == "datasource");
        Assert.All(
            Variables(dashboard).Where(variable => MonitoringFiles.TextOf(variable, "type") == "query"),
            variable => Assert.Equal(".*", MonitoringFiles.TextOf(variable, "allValue")));
        Assert.Contains(
            dashboard.GetProperty("links").EnumerateArray(),
            link => MonitoringFiles.TextOf(link, "type") == "dashboards"
                && link.GetProperty("includeVars").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Dashboard_Panels_AreDescribedAndInTheDocument(string file)
    {
        string page = MonitoringFiles.Page("docs/operating/dashboards.md");
        foreach (JsonElement panel in MonitoringFiles.PanelsOf(Read(file)))
        {
            string title = MonitoringFiles.TextOf(panel, "title");
            string description = MonitoringFiles.TextOf(panel, "description");
            Assert.True(description.Length > 0, title);
            Assert.Contains($"| {title} | {description} |", page, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(MonitoringFiles.TextOf(
                panel.GetProperty("fieldConfig").GetProperty("defaults"), "unit")), title);
            Assert.True(panel.GetProperty("targets").GetArrayLength() > 0, title);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Dashboard_Panels_OverlapNowhere(string file)
    {
        JsonElement[] panels = [.. Read(file).GetProperty("panels").EnumerateArray()];
        HashSet<(int X, int Y)> taken = [];
        foreach (JsonElement place in panels.Select(panel => panel.GetProperty("gridPos")))
        {
            int left = place.GetProperty("x").GetInt32();
            int right = left + place.GetProperty("w").GetInt32();
            int top = place.GetProperty("y").GetInt32();
            Assert.InRange(right, left + 1, Width);
            for (int y = top; y < top + place.GetProperty("h").GetInt32(); y++)
            {
                for (int x = left; x < right; x++)
                {
                    Assert.True(taken.Add((x, y)), $"{file}: two panels at {x}, {y}");
                }
            }
        }

        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
    }

    [Fact]
    public void Dashboards_Variables_AreDefinedWhereTheyAreUsed()
    {
        foreach (string file in MonitoringFiles.Dashboards)
        {
            JsonElement dashboard = MonitoringFiles.Read(file);
            HashSet<string> defined =
            [
                .. Variables(dashboard).Select(variable => MonitoringFiles.TextOf(variable, "name")), "__rate_interval",
            ];
            foreach (JsonElement panel in MonitoringFiles.PanelsOf(dashboard))
            {
                foreach (JsonElement target in panel.GetProperty("targets").EnumerateArray())
                {
                    string[] used =
                    [
                        .. MonitoringFiles.TextOf(target, "expr").Split('$').Skip(1)
                            .Select(rest => new string([.. rest.TakeWhile(c => char.IsAsciiLetter(c) || c == '_')])),
                    ];
                    Assert.Empty(used.Except(defined));
                }
            }
        }
    }

    private static JsonElement Read(string file) =>
        MonitoringFiles.Read(MonitoringFiles.Dashboards.Single(path => Path.GetFileName(path) == file));

    private static IEnumerable<JsonElement> Variables(JsonElement dashboard) =>
        dashboard.GetProperty("templating").GetProperty("list").EnumerateArray();

    private static IEnumerable<string> Uids(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "uid" && property.Value.ValueKind == JsonValueKind.String
                ? [property.Value.GetString()!]
                : Uids(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Uids),
        _ => [],
    };
}
