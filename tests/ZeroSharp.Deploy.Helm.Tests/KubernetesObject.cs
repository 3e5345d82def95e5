using System.Text.Json.Nodes;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>An object that the chart renders.</summary>
internal sealed record KubernetesObject(JsonObject Node)
{
    public string ApiVersion => (string)Node["apiVersion"]!;

    public string Kind => (string)Node["kind"]!;

    public string Name => (string)Node["metadata"]!["name"]!;

    public IReadOnlyDictionary<string, string> Labels => Texts(Node["metadata"]!["labels"]);

    public JsonObject Spec => Node["spec"]!.AsObject();

    /// <summary>The pods of a workload, or the pod itself; null for other kinds.</summary>
    public PodTemplate? Pods => Kind switch
    {
        "Deployment" or "StatefulSet" => Template(Spec["template"]!.AsObject()),
        "Pod" => Template(Node),
        _ => null,
    };

    /// <summary>A map of texts; empty where there is none.</summary>
    public static IReadOnlyDictionary<string, string> Texts(JsonNode? node) =>
        node?.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!) ?? [];

    public override string ToString() => $"{Kind} {Name}";

    private PodTemplate Template(JsonObject template) => new(
        this, Texts(template["metadata"]!["labels"]), Texts(template["metadata"]!["annotations"]),
        template["spec"]!.AsObject());
}

/// <summary>Pods of a workload.</summary>
internal sealed record PodTemplate(
    KubernetesObject Owner,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    JsonObject Spec)
{
    public string Component => Labels["app.kubernetes.io/component"];

    public IEnumerable<JsonObject> Containers => Nodes(Spec, "initContainers").Concat(Nodes(Spec, "containers"));

    /// <summary>The container that is the role.</summary>
    public JsonObject Main => Nodes(Spec, "containers").First();

    public IEnumerable<JsonObject> Volumes => Nodes(Spec, "volumes");

    /// <summary>The ports of the containers, by name.</summary>
    public IReadOnlyDictionary<string, int> Ports => Nodes(Spec, "containers")
        .SelectMany(container => Nodes(container, "ports"))
        .ToDictionary(port => (string)port["name"]!, port => (int)port["containerPort"]!);

    public override string ToString() => $"pods of {Owner}";

    /// <summary>The objects of a list; none where it is absent.</summary>
    public static IEnumerable<JsonObject> Nodes(JsonNode parent, string name) =>
        parent[name]?.AsArray().Select(node => node!.AsObject()) ?? [];
}
