using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>Whether the command line knows what the pods give it.</summary>
public sealed partial class CommandLineTests
{
    private const int UsageError = 64;

    private static readonly string[] Roles = ["leader", "follower", "worker", "scaler"];

    // Read by the AWS SDK, by people in the jumpbox's shell and by scripts, by OpenTelemetry.
    private static readonly HashSet<string> OfOthers =
        ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "LEADER", "OTEL_TRACES_SAMPLER"];

    private static readonly Lazy<HashSet<string>> Variables = new(() =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => VariableName().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value),
    ]);

    public static TheoryData<string> ValueSets => RenderedChart.ValueSets;

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Environment_EveryRole_IsReadByTheCommandLine(string set)
    {
        string[] names =
        [
            .. RenderedChart.Of(set).Pods.Where(pod => Roles.Append("jumpbox").Contains(pod.Component))
                .SelectMany(pod => PodTemplate.Nodes(pod.Main, "env"))
                .Select(variable => (string)variable["name"]!).Distinct(),
        ];

        Assert.NotEmpty(names);
        Assert.Empty(names.Except(Variables.Value).Except(OfOthers));
    }

    [HelmTheory]
    [InlineData("defaults", "leader")]
    [InlineData("defaults", "worker")]
    [InlineData("defaults", "scaler")]
    [InlineData("ha", "leader")]
    [InlineData("external", "leader")]
    [InlineData("external", "follower")]
    [InlineData("gke-fuse", "follower")]
    public void Arguments_OfARole_AreThoseOfItsHelp(string set, string role)
    {
        string[] arguments = [.. Arguments(set, role)];
        string help = Zero([.. CommandOf(role), .. arguments.Where(argument => argument is "http" or "rpc"), "--help"])
            .Output;

        Assert.Contains("--log-level", help, StringComparison.Ordinal);
        Assert.All(
            arguments.Where(argument => argument.StartsWith("--", StringComparison.Ordinal)),
            argument => Assert.Matches($@"(?<![\w-]){Regex.Escape(argument.Split('=')[0])}(?![\w-])", help));
    }

    // The process is to find its arguments good, and then not what they name: nothing is there.
    [HelmTheory]
    [InlineData("defaults", "leader")]
    [InlineData("defaults", "worker")]
    [InlineData("defaults", "scaler")]
    [InlineData("external", "follower")]
    public void Arguments_OfARole_AreGoodUsage(string set, string role)
    {
        ToolResult result = Zero([.. CommandOf(role), .. Arguments(set, role)], new()
        {
            ["ZERO_API_KEYS_FILE"] = "/nonexistent/keys",
            ["ZERO_DATABASE"] = "postgres://user@127.0.0.1:1/jobs?unknown=1",
        });

        Assert.True(result.ExitCode is not (0 or UsageError), $"{result.ExitCode}: {result.Error}");
        ToolResult wrong = Zero([.. CommandOf(role), .. Arguments(set, role), "--no-such-option"]);
        Assert.Equal(UsageError, wrong.ExitCode);
    }

    [HelmFact]
    public void Grace_LeaderAndWorker_IsLongerThanTheirDrain()
    {
        PodTemplate worker = RenderedChart.Of("defaults").Pods.Single(pod => pod.Component == "worker");

        Assert.Contains("--drain-timeout=600", Arguments("defaults", "worker"));
        Assert.Equal(660, (int)worker.Spec["terminationGracePeriodSeconds"]!);
        Assert.Equal("false", worker.Annotations["cluster-autoscaler.kubernetes.io/safe-to-evict"]);
        Assert.Equal(
            ["ZERO_POD_NAME", "ZERO_POD_NAMESPACE"],
            PodTemplate.Nodes(worker.Main, "env").Where(variable => variable["valueFrom"]?["fieldRef"] is not null)
                .Select(variable => (string)variable["name"]!));
    }

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Probes_EveryRole_AskWhatTheRoleServes(string set)
    {
        foreach (PodTemplate pod in RenderedChart.Of(set).Pods.Where(pod => Roles.Contains(pod.Component)))
        {
            Assert.Equal(("/healthz", "metrics"), Probe(pod, "startupProbe"));
            Assert.Equal(("/healthz", "metrics"), Probe(pod, "livenessProbe"));
            Assert.Equal(("/readyz", "metrics"), Probe(pod, "readinessProbe"));
            Assert.Equal(9464, pod.Ports["metrics"]);
            JsonObject address = PodTemplate.Nodes(pod.Main, "env")
                .Single(variable => (string)variable["name"]! == "ZERO_METRICS_ADDRESS");
            Assert.Equal("0.0.0.0:9464", (string)address["value"]!);
        }
    }

    private static (string Path, string Port) Probe(PodTemplate pod, string name) =>
        ((string)pod.Main[name]!["httpGet"]!["path"]!, (string)pod.Main[name]!["httpGet"]!["port"]!);

    private static IEnumerable<string> Arguments(string set, string role) => RenderedChart.Of(set).Pods
        .Single(pod => pod.Component == role).Main["args"]!.AsArray().Select(argument => (string)argument!);

    // The image's entry point; the follower is a leader.
    private static string[] CommandOf(string role) => [role == "follower" ? "leader" : role];

    private static ToolResult Zero(string[] arguments, Dictionary<string, string?>? environment = null)
    {
        string folder = Directory.CreateTempSubdirectory("zerosharp-helm-").FullName;
        try
        {
            return ToolProcess.Run(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "zero.dll"), .. arguments],
                new Dictionary<string, string?>(environment ?? []) { ["ZERO_DATA"] = folder });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("\"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\"")]
    private static partial Regex VariableName();
}
