using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>What a person sees: the notes of the chart, its tests, the script that installs the operators.</summary>
public sealed partial class InstallationTests
{
    private const int UsageError = 64;

    [HelmFact]
    public void Notes_Defaults_NameObjectsOfTheChart()
    {
        string notes = Notes("defaults");
        RenderedChart chart = RenderedChart.Of("defaults");

        Assert.Contains("helm test test --namespace zero", notes, StringComparison.Ordinal);
        Assert.All(ObjectName().Matches(notes), match => Assert.Contains(chart.Objects, item =>
            string.Equals(item.Kind, match.Groups[1].Value, StringComparison.OrdinalIgnoreCase)
            && item.Name == match.Groups[2].Value));
        Assert.True(ObjectName().Count(notes) >= 3, notes);
        Assert.Contains("get secret test-api-keys", notes, StringComparison.Ordinal);
        Assert.Contains("trials only", notes, StringComparison.Ordinal);
    }

    [HelmTheory]
    [InlineData(
        "external", "https://prover.example.org/", "{.data.keys\\.txt}", "deployment/test-follower", ".leaderFrom")]
    [InlineData("no-operators", "There are 4 workers", "scale deployment/test-worker", "get secret test-api-keys")]
    public void Notes_OtherValues_SayWhatHolds(string set, params string[] parts)
    {
        string notes = Notes(set);

        Assert.All(parts, part => Assert.Contains(part, notes, StringComparison.Ordinal));
        Assert.DoesNotContain("<no value>", notes, StringComparison.Ordinal);
    }

    [HelmFact]
    public void Names_OtherReleaseAndName_AreUsedThroughout()
    {
        ToolResult result = RenderedChart.Helm(
        [
            "template", "other", Repository.Chart, "--namespace", "elsewhere", "--set", "fullnameOverride=prover",
        ]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("prover-scaler.elsewhere.svc:6000", result.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\bname: ""?other", result.Output);
    }

    [HelmFact]
    public void TestPods_TheirScripts_AreBash()
    {
        PodTemplate[] tests = [.. RenderedChart.Of("defaults").Pods.Where(pod => pod.Component == "test")];

        Assert.Equal(2, tests.Length);
        Assert.All(tests, pod =>
        {
            Assert.Equal("test", (string)pod.Owner.Node["metadata"]!["annotations"]!["helm.sh/hook"]!);
            ToolResult result = ToolProcess.Run("bash", ["-n", "-c", (string)pod.Main["args"]![0]!]);
            Assert.True(result.ExitCode == 0, result.Error);
        });
    }

    [HelmFact]
    public void Monitoring_FilesBesideTheChart_AreWrappedOneEach()
    {
        RenderedChart chart = RenderedChart.Of("defaults");

        Assert.Equal(
            Files("dashboards", "*.json").Select(name => $"test-dashboard-{name}"),
            chart.OfKind("ConfigMap").Where(item => item.Labels.ContainsKey("grafana_dashboard"))
                .Select(item => item.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            Files("alerts", "*.yaml").Select(name => $"test-{name}"),
            chart.OfKind("PrometheusRule").Select(item => item.Name).Order(StringComparer.Ordinal));
    }

    [HelmFact]
    public void Operators_DryRun_NamesPinnedVersionsInOrder()
    {
        ToolResult result = InstallOperators("--dry-run");
        string[] commands = [.. result.Output.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            ["cert-manager.yaml", "cert-manager", "cluster-operator.yml", "rabbitmq-system", "keda", "monitoring"],
            commands.Select(line => line.Contains("--filename", StringComparison.Ordinal)
                ? line.Trim().Split('/')[^1]
                : NamespaceFlag().Match(line).Groups[1].Value));
        Assert.All(
            commands.Where(line => line.Contains("--filename", StringComparison.Ordinal)),
            line => Assert.Matches(@"/download/v\d+\.\d+\.\d+/", line));
        Assert.All(
            commands.Where(line => line.StartsWith("helm", StringComparison.Ordinal)),
            line => Assert.Matches(@"--install .*--version \d+\.\d+\.\d+ .*--wait", line));
    }

    [HelmFact]
    public void Operators_OtherOptions_DoWhatTheySay()
    {
        Assert.Equal(
            3, InstallOperators("--dry-run", "--uninstall", "--skip", "rabbitmq").Output.Count(mark => mark == '\n'));
        Assert.Contains("--uninstall", InstallOperators("--help").Output, StringComparison.Ordinal);
        Assert.Equal(UsageError, InstallOperators("--purge").ExitCode);
        Assert.Equal(UsageError, InstallOperators("--skip", "grafana").ExitCode);
        ToolResult none = InstallOperators();
        Assert.Equal(69, none.ExitCode);
        Assert.Contains("kubectl reaches no cluster", none.Error, StringComparison.Ordinal);
    }

    // The namespaces of the network policies are those into which the script installs.
    [HelmFact]
    public void Operators_Namespaces_AreThoseThatTheChartExpects()
    {
        string script = File.ReadAllText(Repository.PathOf("deploy", "install-operators.sh"));
        System.Text.Json.Nodes.JsonNode values =
            YamlDocuments.Read(File.ReadAllText(Path.Combine(Repository.Chart, "values.yaml"))).Single();
        foreach (string value in (string[])["monitoringNamespace", "kedaNamespace", "rabbitmqOperatorNamespace"])
        {
            Assert.Matches($@"(?m)^ *(install_chart|wait_for).* {(string)values["networkPolicy"]![value]!}\b", script);
        }

        Assert.Contains(
            $"install_chart {(string)values["monitoring"]!["labels"]!["release"]!} ", script, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Files(string folder, string pattern)
    {
        string path = Path.Combine(Repository.Chart, folder);
        return Directory.Exists(path)
            ? Directory.GetFiles(path, pattern).Select(file => Path.GetFileNameWithoutExtension(file)!)
                .Order(StringComparer.Ordinal)
            : [];
    }

    private static string Notes(string set)
    {
        ToolResult result = RenderedChart.Helm(
        [
            "install", RenderedChart.Release, Repository.Chart, "--namespace", RenderedChart.Namespace,
            "--dry-run=client", .. RenderedChart.ValuesOf(set),
        ]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output[result.Output.IndexOf("NOTES:", StringComparison.Ordinal)..];
    }

    private static ToolResult InstallOperators(params string[] arguments) => ToolProcess.Run(
        "bash",
        [Repository.PathOf("deploy", "install-operators.sh"), .. arguments],
        new Dictionary<string, string?>
        {
            ["PATH"] = InstalledTool.Helm.Folder + ":" + Environment.GetEnvironmentVariable("PATH"),
            ["KUBECONFIG"] = "/dev/null",
        });

    [GeneratedRegex(@"\b(deployment|service)/([a-z0-9-]+)")]
    private static partial Regex ObjectName();

    [GeneratedRegex("--namespace ([a-z-]+)")]
    private static partial Regex NamespaceFlag();
}
