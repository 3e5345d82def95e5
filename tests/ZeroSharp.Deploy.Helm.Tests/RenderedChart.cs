using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>The chart as `helm template` renders it for one set of values.</summary>
internal sealed class RenderedChart
{
    public const string Release = "test";
    public const string Namespace = "zero";

    private static readonly ConcurrentDictionary<string, Lazy<RenderedChart>> Cache = new();

    private RenderedChart(string text)
    {
        Text = text;
        Objects = [.. YamlDocuments.Read(text).Select(node => new KubernetesObject(node.AsObject()))];
        Pods = [.. Objects.Select(item => item.Pods).OfType<PodTemplate>()];
    }

    /// <summary>The sets of values: the defaults, and those in ci.</summary>
    public static TheoryData<string> ValueSets { get; } = [.. FindSets()];

    /// <summary>What helm wrote.</summary>
    public string Text { get; }

    public IReadOnlyList<KubernetesObject> Objects { get; }

    /// <summary>The pods of all workloads and tests.</summary>
    public IReadOnlyList<PodTemplate> Pods { get; }

    /// <summary>The rendering of a set; helm runs once for each.</summary>
    public static RenderedChart Of(string set) => Cache.GetOrAdd(set, _ => new(() => Render(ValuesOf(set)))).Value;

    /// <summary>The flags that name the values of a set.</summary>
    public static string[] ValuesOf(string set) =>
        set == "defaults" ? [] : ["--values", Path.Combine(Repository.Chart, "ci", set + "-values.yaml")];

    /// <exception cref="InvalidOperationException">helm refuses the values.</exception>
    public static RenderedChart Render(params string[] flags)
    {
        ToolResult result = Helm(["template", Release, Repository.Chart, "--namespace", Namespace, .. flags]);
        return result.ExitCode == 0
            ? new RenderedChart(result.Output)
            : throw new InvalidOperationException(result.Error.Trim());
    }

    public static ToolResult Helm(IEnumerable<string> arguments) =>
        ToolProcess.Run(Path.Combine(InstalledTool.Helm.Folder, "helm"), arguments, new Dictionary<string, string?>
        {
            // No cluster, whatever this machine knows.
            ["KUBECONFIG"] = "/dev/null",
        });

    public IEnumerable<KubernetesObject> OfKind(string kind) => Objects.Where(item => item.Kind == kind);

    public KubernetesObject Single(string kind, string name) =>
        Objects.Single(item => item.Kind == kind && item.Name == name);

    /// <summary>The pods whose labels a selector of labels matches.</summary>
    public IEnumerable<PodTemplate> Selected(JsonNode selector) => Pods.Where(pod => Matches(selector, pod.Labels));

    /// <summary>Whether a label selector (matchLabels, matchExpressions with In) matches labels.</summary>
    public static bool Matches(JsonNode selector, IReadOnlyDictionary<string, string> labels)
    {
        bool named = KubernetesObject.Texts(selector["matchLabels"])
            .All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);
        bool expressed = PodTemplate.Nodes(selector, "matchExpressions").All(expression =>
            (string)expression["operator"]! == "In"
            && expression["values"]!.AsArray()
                .Any(value => (string)value! == labels.GetValueOrDefault((string)expression["key"]!)));
        return named && expressed;
    }

    private static IEnumerable<string> FindSets() =>
        Directory.GetFiles(Path.Combine(Repository.Chart, "ci"), "*-values.yaml")
            .Select(file => Path.GetFileName(file)[..^"-values.yaml".Length])
            .Order(StringComparer.Ordinal)
            .Prepend("defaults");
}
