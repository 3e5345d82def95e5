using System.Diagnostics;
using System.Text.RegularExpressions;
using ZeroSharp.Cluster.Telemetry.Tests;

namespace ZeroSharp.Deploy.Monitoring.Tests;

/// <summary>The rules, their cases, and their runbooks.</summary>
public sealed partial class AlertTests
{
    private const string Runbooks = "https://github.com/zerosharp/zerosharp/blob/main/docs/operating/alerts.md#";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [PromtoolFact]
    public async Task Rules_Promtool_FindsNoProblem() =>
        await RunPromtoolAsync("check", "rules", MonitoringFiles.Rules);

    [PromtoolFact]
    public async Task Rules_Cases_FireAndStaySilentAsTheySay() =>
        await RunPromtoolAsync(["test", "rules", .. MonitoringFiles.AlertTests]);

    [Fact]
    public void Alerts_Each_HasAFiringAndASilentCase()
    {
        List<(string Alert, bool IsFiring)> cases = [];
        foreach (string file in MonitoringFiles.AlertTests)
        {
            cases.AddRange(CasePattern().Matches(File.ReadAllText(file))
                .Select(match => (match.Groups["name"].Value, !match.Groups["expected"].Value.StartsWith(" []"))));
        }

        IReadOnlyList<Alert> alerts = Alerts();
        Assert.True(alerts.Count >= 20, $"{alerts.Count} alerts");
        Assert.All(alerts, alert =>
        {
            Assert.Contains((alert.Name, true), cases);
            Assert.Contains((alert.Name, false), cases);
        });
        Assert.Empty(cases.Select(entry => entry.Alert).Except(alerts.Select(alert => alert.Name)));
    }

    [Fact]
    public void Alerts_Each_HasSeverityTimeTextAndRunbook()
    {
        foreach (Alert alert in Alerts())
        {
            Assert.Matches(@"^        for: \d+[mh]$", alert.Line("for:"));
            Assert.Matches("^          severity: (warning|critical)$", alert.Line("severity:"));
            Assert.Matches("^          summary: .+$", alert.Line("summary:"));
            Assert.Matches("^          description: .+$", alert.Line("description:"));
            Assert.Equal(
                $"          runbook_url: {Runbooks}{alert.Name.ToLowerInvariant()}", alert.Line("runbook_url:"));
        }
    }

    [Fact]
    public void Runbooks_Headings_AreTheAlerts()
    {
        string page = MonitoringFiles.Page("docs/operating/alerts.md");
        string[] headings = [.. HeadingPattern().Matches(page).Select(match => match.Groups[1].Value)];

        Assert.Equal(Alerts().Select(alert => alert.Name).Order(), headings.Order());
        foreach (string section in page.Split("\n### ").Skip(1))
        {
            Assert.All(
                (string[])["**Meaning.**", "**Impact.**", "**Look.**", "**Fix.**", "**Escalate.**"],
                part => Assert.Contains(part, section, StringComparison.Ordinal));
            Assert.Contains('`', section);
        }
    }

    [Fact]
    public void Runbooks_Severities_AreThoseOfTheRules()
    {
        string page = MonitoringFiles.Page("docs/operating/alerts.md");
        Assert.All(Alerts(), alert => Assert.Contains(
            $"### {alert.Name}\n\n{alert.Line("severity:").Split(':')[1].Trim()}, ", page, StringComparison.Ordinal));
    }

    private static IReadOnlyList<Alert> Alerts() =>
    [
        .. File.ReadAllText(MonitoringFiles.Rules).Split("\n      - ").Skip(1)
            .Where(rule => rule.StartsWith("alert: ", StringComparison.Ordinal))
            .Select(rule => new Alert(rule.Split('\n')[0]["alert: ".Length..], rule)),
    ];

    private static async Task RunPromtoolAsync(params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(PromtoolFactAttribute.Path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process promtool = Process.Start(start)!;
        Task<string> output = promtool.StandardOutput.ReadToEndAsync();
        Task<string> error = promtool.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(Patience);
        await promtool.WaitForExitAsync(limit.Token);

        Assert.True(promtool.ExitCode == 0, await output + await error);
    }

    [GeneratedRegex(@"^        alertname: (?<name>\w+)\n        exp_alerts:(?<expected>.*)$", RegexOptions.Multiline)]
    private static partial Regex CasePattern();

    [GeneratedRegex(@"^### (\w+)$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern();

    private sealed record Alert(string Name, string Text)
    {
        public string Line(string key) => Assert.Single(
            Text.Split('\n'), line => line.TrimStart().StartsWith(key, StringComparison.Ordinal));
    }
}
