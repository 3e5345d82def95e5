using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>What the chart takes as values, and what it says of those that it does not.</summary>
public sealed partial class ValuesTests
{
    public static TheoryData<string> ValueSets => RenderedChart.ValueSets;

    [HelmTheory]
    [MemberData(nameof(ValueSets))]
    public void Lint_EveryValueSet_FindsNothing(string set)
    {
        ToolResult result =
            RenderedChart.Helm(["lint", "--strict", Repository.Chart, .. RenderedChart.ValuesOf(set)]);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.DoesNotContain("[WARNING]", result.Output, StringComparison.Ordinal);
    }

    [HelmTheory]
    [InlineData("worker.replica=3", "'/worker': additional properties 'replica' not allowed")]
    [InlineData("workers.replicas=3", "additional properties 'workers' not allowed")]
    [InlineData("worker.threads=two", "'/worker/threads': got string, want integer")]
    [InlineData("leader.replicas=0", "'/leader/replicas': minimum: got 0, want 1")]
    [InlineData("autoscaling.mode=cpu", "'/autoscaling/mode': value must be one of 'external', 'rabbitmq', 'none'")]
    [InlineData("segmentMemory=4GB", "'/segmentMemory': '4GB' does not match pattern")]
    [InlineData("worker.resources.limit.memory=6Gi", "'/worker/resources': additional properties 'limit' not allowed")]
    [InlineData("postgresql.enabled=1", "'/postgresql/enabled': got number, want boolean")]
    [InlineData("otlpEndpoint=http://user:word@collector", "'/otlpEndpoint'")]
    public void Schema_WrongValue_IsNamedWithItsPlace(string value, string line) => AssertRefused(line, value);

    [HelmTheory]
    [InlineData(
        "operators.enabled=false leaves nobody to run RabbitMQ: set rabbitmq.enabled=false", "operators.enabled=false")]
    [InlineData("set rabbitmq.external.host and rabbitmq.external.existingSecret", "rabbitmq.enabled=false")]
    [InlineData("set postgresql.external.host and postgresql.external.existingSecret", "postgresql.enabled=false")]
    [InlineData("set artifacts.s3.bucket", "artifacts.mode=s3")]
    [InlineData("set artifacts.volume.existingClaim", "artifacts.mode=volume")]
    [InlineData("needs follower.startBlock and follower.rpcUrl.existingSecret", "follower.enabled=true")]
    [InlineData("needs ethproofs.clusterId and ethproofs.existingSecret", "ethproofs.enabled=true")]
    [InlineData("set leader.replicas=1, or follower.enabled=true",
        "ethproofs.enabled=true,ethproofs.clusterId=1,ethproofs.existingSecret=a,leader.replicas=2")]
    [InlineData("autoscaling.minReplicas must not be greater", "autoscaling.minReplicas=30")]
    [InlineData("set rabbitmq.external.managementUrl",
        "autoscaling.mode=rabbitmq,rabbitmq.enabled=false,rabbitmq.external.host=a,rabbitmq.external.existingSecret=b")]
    [InlineData("must not be less than worker.drainTimeoutSeconds", "worker.terminationGracePeriodSeconds=30")]
    [InlineData("needs leader.ingress.host", "leader.ingress.enabled=true")]
    public void Validation_ValuesThatDoNotGoTogether_SaysWhatToSet(string line, string values) =>
        AssertRefused(line, values);

    [HelmFact]
    public void Documentation_EveryValue_IsInReadmeAndSchema()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Chart, "values.schema.json"));
        JsonObject schema = JsonNode.Parse(text)!.AsObject();
        JsonNode values = YamlDocuments.Read(File.ReadAllText(Path.Combine(Repository.Chart, "values.yaml"))).Single();
        List<string> described = [];
        List<string> problems = [];
        Compare(schema, values.AsObject(), string.Empty);
        string[] listed =
        [
            .. ReadmeRow().Matches(File.ReadAllText(Path.Combine(Repository.Chart, "README.md")))
                .Select(match => match.Groups[1].Value),
        ];

        Assert.Empty(problems);
        Assert.Equal(described, listed);

        void Compare(JsonObject node, JsonObject value, string path)
        {
            JsonObject properties = node["properties"]!.AsObject();
            if ((bool?)node["additionalProperties"] != false)
            {
                problems.Add($"{path} takes unknown values");
            }

            problems.AddRange(properties.Select(pair => pair.Key).Where(key => key != "global")
                .Except(value.Select(pair => pair.Key)).Select(key => $"{path}{key} is in the schema only"));
            foreach ((string key, JsonNode? item) in value)
            {
                if (properties[key] is not JsonObject property || property["description"] is null)
                {
                    problems.Add($"{path}{key} is not described in the schema");
                }
                else if (property["properties"] is not null)
                {
                    Compare(property, item!.AsObject(), $"{path}{key}.");
                }
                else
                {
                    described.Add(path + key);
                }
            }
        }
    }

    [HelmFact]
    public void Readme_EveryDefault_IsThatOfTheValues()
    {
        JsonNode values = YamlDocuments.Read(File.ReadAllText(Path.Combine(Repository.Chart, "values.yaml"))).Single();
        foreach (Match row in ReadmeRow().Matches(File.ReadAllText(Path.Combine(Repository.Chart, "README.md"))))
        {
            JsonNode value = row.Groups[1].Value.Split('.').Aggregate(values, (node, key) => node[key]!);
            string shown = row.Groups[2].Value;
            JsonNode? read = value is JsonValue text && text.GetValueKind() == System.Text.Json.JsonValueKind.String
                ? shown == "\"\"" ? string.Empty : shown
                : JsonNode.Parse(shown);
            Assert.True(JsonNode.DeepEquals(value, read), $"{row.Groups[1].Value} is not {shown}");
        }
    }

    private static void AssertRefused(string line, string values)
    {
        InvalidOperationException failure =
            Assert.Throws<InvalidOperationException>(() => RenderedChart.Render("--set", values));
        Assert.Contains(line, failure.Message, StringComparison.Ordinal);
    }

    [GeneratedRegex("^\\| `([A-Za-z0-9.]+)` \\| `(.*?)` \\| .+ \\|$", RegexOptions.Multiline)]
    private static partial Regex ReadmeRow();
}
