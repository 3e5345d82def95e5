using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>A fact that needs the chart, and is skipped where the checkout has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChartFactAttribute : FactAttribute
{
    public ChartFactAttribute() => Skip = TerraformTools.WhyAbsent
        ?? (File.Exists(Repository.ChartValues) ? null : "deploy/helm/zerosharp is not in this checkout");
}

/// <summary>What the outputs say to the chart, against the chart's own values.</summary>
public sealed partial class ChartTests
{
    // Each is written by the local helm_values in outputs.tf.
    private static readonly string[] Written =
    [
        "autoscaling.minReplicas", "autoscaling.maxReplicas", "rabbitmq.replicas",
        "artifacts.mode", "artifacts.volume.inline", "artifacts.s3.bucket", "artifacts.s3.endpoint",
        "artifacts.s3.region", "artifacts.s3.existingSecret",
        "leader.podAnnotations", "follower.podAnnotations", "worker.podAnnotations", "jumpbox.podAnnotations",
        "worker.nodeSelector",
        "postgresql.enabled", "postgresql.external.host", "postgresql.external.database", "postgresql.external.user",
        "postgresql.external.sslMode", "postgresql.external.existingSecret",
    ];

    [ChartFact]
    public void Values_ThatTheOutputWrites_AreValuesOfTheChart()
    {
        HashSet<string> known = Paths(File.ReadAllLines(Repository.ChartValues)).ToHashSet();

        Assert.Contains("leader.replicas", known);
        Assert.Empty(Written.Except(known));
    }

    [ChartFact]
    public void Secrets_OfTheCommands_HaveTheKeysOfTheChart()
    {
        string values = File.ReadAllText(Repository.ChartValues);
        string commands = File.ReadAllText(Path.Combine(Repository.Terraform, "outputs.tf"));

        Assert.All(["accessKeyId", "secretAccessKey", "password"], key =>
        {
            Assert.Contains($"{key}=", commands, StringComparison.Ordinal);
            Assert.Matches($@"(?i)key: {key}\b", values);
        });
    }

    [ChartFact]
    public void Tolerations_OfTheChart_HaveTheTaint() => Assert.Contains(
        $"key: {HclModule.Deployed.Locals["proving_key"].GetString()}\n",
        File.ReadAllText(Repository.ChartValues),
        StringComparison.Ordinal);

    [TerraformFact]
    public void Outputs_WriteEachValueOfTheList()
    {
        string outputs = HclModule.Deployed.Files.Single(file => Path.GetFileName(file.Path) == "outputs.tf").Text;

        Assert.All(Written, path => Assert.Matches($@"\b{path.Split('.')[^1]}\b", outputs));
    }

    // Mappings of the chart's values are indented by two spaces a level.
    private static IEnumerable<string> Paths(IEnumerable<string> lines)
    {
        List<string> path = [];
        foreach (Match key in lines.Select(line => Key().Match(line)).Where(match => match.Success))
        {
            int depth = key.Groups["indent"].Length / 2;
            if (depth <= path.Count)
            {
                path.RemoveRange(depth, path.Count - depth);
                path.Add(key.Groups["name"].Value);
                yield return string.Join('.', path);
            }
        }
    }

    [GeneratedRegex(@"^(?<indent> *)(?<name>[\w-]+):")]
    private static partial Regex Key();
}
