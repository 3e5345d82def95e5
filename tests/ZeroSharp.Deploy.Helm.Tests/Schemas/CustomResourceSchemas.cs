using System.Text.Json.Nodes;

namespace ZeroSharp.Deploy.Helm.Tests.Schemas;

/// <summary>JSON schemas of the operators' custom resources, as their own definitions have them.</summary>
internal static class CustomResourceSchemas
{
    private const string Variable = "ZEROSHARP_CRD_SCHEMAS";

    /// <summary>Why they cannot be used; null where they can.</summary>
    public static string? WhyAbsent => Folder is null
        ? $"{Variable} names no folder with schemas of custom resources, and ../shared/data/crd-schemas is none"
        : null;

    private static string? Folder => new[]
    {
        Environment.GetEnvironmentVariable(Variable),
        Repository.PathOf("..", "shared", "data", "crd-schemas"),
        Repository.PathOf("..", "..", "shared", "data", "crd-schemas"),
    }.FirstOrDefault(Directory.Exists);

    /// <summary>The schema of a kind; null if there is none.</summary>
    public static JsonNode? Find(string apiVersion, string kind)
    {
        string file = Path.Combine(
            Folder!, $"{kind}_{apiVersion.Split('/')[^1]}.json".ToLowerInvariant());
        return apiVersion.Contains('/', StringComparison.Ordinal) && File.Exists(file)
            ? JsonNode.Parse(File.ReadAllText(file))
            : null;
    }
}

/// <summary>A theory that needs helm and the schemas of custom resources.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CustomResourceTheoryAttribute : TheoryAttribute
{
    public CustomResourceTheoryAttribute() => Skip = InstalledTool.Helm.WhyAbsent ?? CustomResourceSchemas.WhyAbsent;
}

/// <summary>A theory that needs helm and the declarations of the Kubernetes API.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubernetesTheoryAttribute : TheoryAttribute
{
    public KubernetesTheoryAttribute() =>
        Skip = InstalledTool.Helm.WhyAbsent ?? InstalledTool.KubernetesSchemas.WhyAbsent;
}
