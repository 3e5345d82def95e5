using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>A resource, data source or ephemeral resource.</summary>
/// <param name="Kind">resource, data or ephemeral</param>
/// <param name="Type">such as google_storage_bucket</param>
/// <param name="Name">its name in the module</param>
/// <param name="Body">its arguments and blocks; a block is an array of objects, an expression a string "${...}"</param>
internal sealed record HclObject(string Kind, string Type, string Name, JsonElement Body)
{
    /// <summary>How references name it.</summary>
    public string Address => Kind == "resource" ? $"{Type}.{Name}" : $"{Kind}.{Type}.{Name}";
}

/// <summary>One file as HashiCorp's parser reads it.</summary>
internal sealed record HclFile(string Path, string Text, string Formatted, JsonElement Root, string[] References);

/// <summary>All files of a Terraform module, read by HashiCorp's own parser.</summary>
internal sealed partial class HclModule
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(50);

    private static readonly Lazy<HclModule> OfRepository = new(() => Read(Repository.Configuration()));

    private HclModule(HclFile[] files) => Files = files;

    /// <summary>deploy/terraform.</summary>
    public static HclModule Deployed => OfRepository.Value;

    public HclFile[] Files { get; }

    public IEnumerable<HclObject> Objects =>
        from kind in new[] { "resource", "data", "ephemeral" }
        from section in Sections(kind)
        from type in section.EnumerateObject()
        from item in type.Value.EnumerateObject()
        select new HclObject(kind, type.Name, item.Name, item.Value[0]);

    /// <summary>The variables' bodies by name.</summary>
    public Dictionary<string, JsonElement> Variables => Named("variable");

    /// <summary>The outputs' bodies by name.</summary>
    public Dictionary<string, JsonElement> Outputs => Named("output");

    /// <summary>The expressions of locals by name.</summary>
    public Dictionary<string, JsonElement> Locals => Sections("locals")
        .SelectMany(section => section.EnumerateArray())
        .SelectMany(block => block.EnumerateObject())
        .ToDictionary(local => local.Name, local => local.Value);

    /// <summary>The references of all expressions, such as google_storage_bucket.artifacts.name.</summary>
    public IEnumerable<string> References => Files.SelectMany(file => file.References);

    /// <summary>The only object of a type and name.</summary>
    public HclObject this[string address] => Objects.Single(item => item.Address == address);

    /// <summary>Reads files as one module.</summary>
    /// <exception cref="FormatException">A file is no HCL; the message is the parser's.</exception>
    public static HclModule Read(params string[] files)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "read-hcl.cjs");
        (int exitCode, string output, string error) =
            TerraformTools.Run("node", [script, TerraformTools.Folder, .. files], ReadTimeout);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"read-hcl.cjs: {error.Trim()}");
        }

        using JsonDocument all = JsonDocument.Parse(output);
        return new HclModule(all.RootElement.EnumerateObject().Select(OfFile).ToArray());
    }

    /// <summary>An argument of a body as text; null where it has none.</summary>
    public static string? TextOf(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

    /// <summary>The only block of a name within a body.</summary>
    public static JsonElement BlockOf(JsonElement body, string name)
    {
        JsonElement blocks = body.GetProperty(name);
        Assert.Equal(1, blocks.GetArrayLength());
        return blocks[0];
    }

    /// <summary>A reference without its indices: a.b[0].c is a, b, c.</summary>
    public static string[] PathOf(string reference) => Index().Replace(reference, string.Empty).Split('.');

    private static HclFile OfFile(JsonProperty file) =>
        file.Value.TryGetProperty("error", out JsonElement error)
            ? throw new FormatException($"{Path.GetFileName(file.Name)}: {error.GetString()}")
            : new HclFile(
                file.Name,
                File.ReadAllText(file.Name),
                file.Value.GetProperty("formatted").GetString()!,
                file.Value.GetProperty("parsed").Clone(),
                file.Value.GetProperty("references").EnumerateArray().Select(item => item.GetString()!).ToArray());

    private Dictionary<string, JsonElement> Named(string kind) => Sections(kind)
        .SelectMany(section => section.EnumerateObject())
        .ToDictionary(item => item.Name, item => item.Value[0]);

    private IEnumerable<JsonElement> Sections(string kind)
    {
        foreach (HclFile file in Files)
        {
            if (file.Root.TryGetProperty(kind, out JsonElement section))
            {
                yield return section;
            }
        }
    }

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Index();
}
