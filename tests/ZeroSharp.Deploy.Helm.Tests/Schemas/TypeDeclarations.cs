using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Helm.Tests.Schemas;

/// <summary>
/// Reads the type declarations of the npm packages of kubernetes-models as JSON schemas in which unknown properties
/// are errors. The validators in those packages allow them, so the declarations are what a strict check can use.
/// </summary>
internal sealed partial class TypeDeclarations
{
    private const string Prefix = "#/types/";

    private readonly Dictionary<string, string> _files = [];
    private readonly Dictionary<string, JsonNode> _types = [];
    private readonly string _folder;

    public TypeDeclarations(string folder)
    {
        _folder = folder;
        foreach (string file in Directory.EnumerateFiles(folder, "*.d.ts", SearchOption.AllDirectories)
            .Where(file => !file.Contains("_schemas", StringComparison.Ordinal)))
        {
            if (ExportedName().Match(File.ReadAllText(file)) is { Success: true } match)
            {
                _files[match.Groups[1].Value] = file;
            }
        }
    }

    /// <summary>How many types are declared.</summary>
    public int Count => _files.Count;

    /// <summary>The schema of a kind; null if no package has it.</summary>
    public JsonNode? Find(string apiVersion, string kind)
    {
        string? file = new[] { "kubernetes-models", "keda", "prometheus-operator" }
            .Select(package => Path.Combine(_folder, package, apiVersion, kind + ".d.ts"))
            .FirstOrDefault(File.Exists);
        return file is null ? null : Read(file);
    }

    /// <summary>What a reference in one of these schemas means.</summary>
    public JsonNode Resolve(string reference)
    {
        string name = reference[Prefix.Length..];
        if (!_types.TryGetValue(name, out JsonNode? type))
        {
            _types[name] = type = Read(_files[name]);
        }

        return type;
    }

    private static JsonNode Read(string file)
    {
        string text = Comment().Replace(File.ReadAllText(file), string.Empty);
        Match declared = Declaration().Match(text);
        return declared.Success
            ? new TypeReader(text[(declared.Index + declared.Length)..], Prefix).Read()
            : throw new FormatException($"{file} declares no type");
    }

    [GeneratedRegex(@"export type \{ I\w+ as (I\w+),")]
    private static partial Regex ExportedName();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"export (?:interface \w+(?: extends \w+)? |type \w+ = )")]
    private static partial Regex Declaration();
}
