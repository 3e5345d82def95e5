using System.Text.Json.Nodes;
using ZeroSharp.Deploy.Helm.Tests.Schemas;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>Whether each object is one that the Kubernetes API and the operators take.</summary>
public sealed class SchemaTests
{
    private const int LeastTypes = 1000;

    private static readonly HashSet<string> OfOperators = ["RabbitmqCluster"];

    private static readonly Lazy<TypeDeclarations> Declarations =
        new(() => new TypeDeclarations(InstalledTool.KubernetesSchemas.Folder));

    public static TheoryData<string> ValueSets => RenderedChart.ValueSets;

    [KubernetesTheory]
    [MemberData(nameof(ValueSets))]
    public void Objects_EveryValueSet_AreAsKubernetesDeclaresThem(string set)
    {
        Assert.True(Declarations.Value.Count > LeastTypes, $"only {Declarations.Value.Count} types are declared");
        SchemaValidator validator = new(Declarations.Value.Resolve);
        List<string> problems = [];
        foreach (KubernetesObject item in RenderedChart.Of(set).Objects)
        {
            if (Declarations.Value.Find(item.ApiVersion, item.Kind) is { } schema)
            {
                problems.AddRange(validator.Check(schema, item.Node, $"{item.Kind} {item.Name}"));
            }
            else if (!OfOperators.Contains(item.Kind))
            {
                problems.Add($"{item.ApiVersion} {item.Kind} is not declared");
            }
        }

        Assert.Empty(problems);
    }

    [CustomResourceTheory]
    [MemberData(nameof(ValueSets))]
    public void CustomResources_EveryValueSet_AreAsTheirDefinitionsHaveThem(string set)
    {
        SchemaValidator validator = new();
        KubernetesObject[] custom =
        [
            .. RenderedChart.Of(set).Objects.Where(item => item.ApiVersion.Split('/')[0]
                is "keda.sh" or "rabbitmq.com" or "monitoring.coreos.com"),
        ];

        Assert.Equal(set == "no-operators", custom.Length == 0);
        Assert.Empty(custom.SelectMany(item => CustomResourceSchemas.Find(item.ApiVersion, item.Kind) is { } schema
            ? validator.Check(schema, item.Node, $"{item.Kind} {item.Name}")
            : [$"there is no schema of {item.Kind}"]));
    }

    [CustomResourceTheory]
    [InlineData("RabbitmqCluster", "rabbitmq.com/v1beta1", """{"replica":3}""", "spec.replica is not known")]
    [InlineData("ScaledObject", "keda.sh/v1alpha1", """{"scaleTargetRef":{"name":"a"}}""", "spec lacks triggers")]
    public void Check_WrongCustomResource_SaysWhat(string kind, string apiVersion, string spec, string problem)
    {
        JsonObject item = new()
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = "a" },
            ["spec"] = JsonNode.Parse(spec),
        };

        Assert.Equal(
            [$"it.{problem}"], new SchemaValidator().Check(CustomResourceSchemas.Find(apiVersion, kind)!, item, "it"));
    }

    [KubernetesTheory]
    [InlineData("""{"spec":{"replica":1,"selector":{},"template":{}}}""", "Deployment.spec.replica is not known")]
    [InlineData("""{"spec":{"selector":{},"template":{"spec":{"containers":[{"name":1}]}}}}""",
        "Deployment.spec.template.spec.containers[0].name is no string: 1")]
    [InlineData("""{"spec":{"selector":{}}}""", "Deployment.spec lacks template")]
    [InlineData("""{"spec":{"selector":{},"template":{"spec":{"containers":[{"name":"a","imagePullPolicy":"x"}]}}}}""",
        "Deployment.spec.template.spec.containers[0].imagePullPolicy is \"x\" and not one of "
        + """["Always","IfNotPresent","Never"]""")]
    public void Check_WrongDeployment_SaysWhat(string json, string problem)
    {
        JsonObject item = JsonNode.Parse(json)!.AsObject();
        item["apiVersion"] = "apps/v1";
        item["kind"] = "Deployment";

        Assert.Equal(
            [problem],
            new SchemaValidator(Declarations.Value.Resolve)
                .Check(Declarations.Value.Find("apps/v1", "Deployment")!, item, "Deployment"));
    }
}
