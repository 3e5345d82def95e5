using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>
/// The schema as the generated bindings of the Terraform CDK have it: a folder a resource, in it functions that turn
/// settings into HCL (names, blocks, nesting) and declarations (which of them are required). Names are HCL's own.
/// </summary>
internal sealed partial class BindingSchema : IProviderSchema
{
    private readonly string _prefix;
    private readonly Dictionary<string, string> _files;
    private readonly Dictionary<string, SchemaBlock?> _known = [];

    /// <summary>Reads the resources whose folders are wanted.</summary>
    public BindingSchema(string version, string archive, string prefix, IEnumerable<(string Kind, string Type)> wanted)
    {
        Version = version;
        _prefix = prefix;
        HashSet<string> folders = wanted.Select(item => FolderOf(item.Kind, item.Type)).ToHashSet();
        _files = PackageArchive.Read(
            archive, name => name.StartsWith("lib/", StringComparison.Ordinal) && folders.Contains(name.Split('/')[1]));
    }

    public string Version { get; }

    public bool HasTimeouts => true;

    public bool IsName(string schemaName, string hclName) => schemaName == hclName;

    public SchemaBlock? Of(string kind, string type)
    {
        string folder = FolderOf(kind, type);
        if (!_known.TryGetValue(folder, out SchemaBlock? block))
        {
            block = Parse(folder);
            _known[folder] = block;
        }

        return block;
    }

    private static string PascalOf(string function) =>
        char.ToUpperInvariant(function[0]) + function[1..^"ToHclTerraform".Length];

    private static HashSet<string> RequiredOf(string declarations, string declared)
    {
        Match match = Regex.Match(
            declarations, $@"export interface {declared}\b[^{{]*\{{(.*?)\n\}}", RegexOptions.Singleline);
        return Property().Matches(match.Groups[1].Value)
            .Where(property => property.Groups["optional"].Length == 0)
            .Select(property => property.Groups["name"].Value)
            .ToHashSet();
    }

    private string FolderOf(string kind, string type)
    {
        string name = type.StartsWith(_prefix + "_", StringComparison.Ordinal) ? type[(_prefix.Length + 1)..] : type;
        string folder = kind switch
        {
            "data" => $"data_{_prefix}_{name}",
            "ephemeral" => $"ephemeral_{_prefix}_{name}",
            _ => name,
        };
        return folder.Replace('_', '-');
    }

    private SchemaBlock? Parse(string folder)
    {
        string[] scripts = TextsOf(folder, ".js");
        if (scripts.Length == 0)
        {
            return null;
        }

        string script = string.Join('\n', scripts);
        string declarations = string.Join('\n', TextsOf(folder, ".d.ts"));
        Match resource = Resource().Match(script);
        string config = Configuration().Match(declarations).Groups[1].Value;
        return new SchemaBlock(
            ArgumentsOf(resource.Groups[1].Value, script, declarations, RequiredOf(declarations, config)),
            Exported().Matches(script[..script.IndexOf(resource.Value, StringComparison.Ordinal)])
                .Select(match => match.Groups[1].Value)
                .ToHashSet());
    }

    private string[] TextsOf(string folder, string ending) => _files
        .Where(file => file.Key.StartsWith($"lib/{folder}/", StringComparison.Ordinal)
            && file.Key.EndsWith(ending, StringComparison.Ordinal))
        .Select(file => file.Value)
        .ToArray();

    private SchemaArgument[] ArgumentsOf(
        string entries, string script, string declarations, HashSet<string> required) => Entry().Matches(entries)
        .Select(entry =>
        {
            string name = entry.Groups["name"].Value;
            Match function = NestedFunction().Match(entry.Groups["value"].Value);
            bool isBlock = entry.Groups["block"].Value == "true";
            return new SchemaArgument(
                name,
                required.Contains(name),
                isBlock,
                function.Success ? () => Nested(function.Groups[1].Value, script, declarations) : null);
        })
        .ToArray();

    private SchemaBlock Nested(string function, string script, string declarations)
    {
        Match body = Regex.Match(
            script,
            $@"\nfunction {function}\(struct\) \{{.*?const attrs = \{{(.*?)\n    \}};",
            RegexOptions.Singleline);
        Assert.True(body.Success, $"{Version}: {function} is not where it is expected");
        return new SchemaBlock(
            ArgumentsOf(body.Groups[1].Value, script, declarations, RequiredOf(declarations, PascalOf(function))), []);
    }

    // The last of the file's classes is the resource; it alone has this method.
    [GeneratedRegex(@"synthesizeHclAttributes\(\) \{\s*const attrs = \{(.*?)\n        \};", RegexOptions.Singleline)]
    private static partial Regex Resource();

    [GeneratedRegex(@"export interface (\w+Config) extends \w+\.TerraformMetaArguments")]
    private static partial Regex Configuration();

    [GeneratedRegex(
        @"\n\s+(?<name>[a-z0-9_]+): \{\s*value: (?<value>[^\n]*),\s*isBlock: (?<block>true|false),")]
    private static partial Regex Entry();

    [GeneratedRegex(@"(?<!cdkt[fn]\.)\b([a-z]\w*ToHclTerraform)\b")]
    private static partial Regex NestedFunction();

    [GeneratedRegex(@"\{@link \S+ \w+#(?<name>[a-z0-9_]+)\}[^/]*\*/\s*readonly \w+(?<optional>\??):")]
    private static partial Regex Property();

    [GeneratedRegex(@"(?:Attribute\(|\(this, )['""]([a-z0-9_]+)['""]")]
    private static partial Regex Exported();
}
