using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>What holds of a module whatever its provider is.</summary>
internal static partial class StructureCheck
{
    // Of expressions: words of types, and objects that Terraform has of itself.
    private static readonly string[] Words = ["string", "number", "bool", "any"];
    private static readonly string[] Given = ["each", "count", "path", "self", "terraform"];

    /// <summary>References to what the module does not declare, a line a problem.</summary>
    public static List<string> UndeclaredReferences(HclModule module)
    {
        HashSet<string> declared = module.Objects.Select(item => item.Address)
            .Concat(module.Variables.Keys.Select(name => "var." + name))
            .Concat(module.Locals.Keys.Select(name => "local." + name))
            .ToHashSet();
        HashSet<string> iterators = module.Files.SelectMany(file => Dynamic().Matches(file.Text))
            .Select(match => match.Groups[1].Value)
            .ToHashSet();
        List<string> problems = [];
        foreach (string reference in module.References.Where(reference => Traversal().IsMatch(reference)).Distinct())
        {
            string[] path = HclModule.PathOf(reference);
            int length = path[0] is "data" or "ephemeral" ? 3 : 2;
            bool isKnown = declared.Contains(string.Join('.', path.Take(length)))
                || Given.Contains(path[0])
                || iterators.Contains(path[0])
                || (path.Length == 1 && (Words.Contains(path[0]) || IsIgnoredChange(module, path[0])));
            if (!isKnown)
            {
                problems.Add($"{reference} is not declared");
            }
        }

        return problems;
    }

    /// <summary>Variables, locals and providers that nothing uses, a line a problem.</summary>
    public static List<string> Unused(HclModule module)
    {
        // A variable's own validation uses it, but to no end.
        HashSet<string> used = module.Files
            .SelectMany(file => file.References.Where(_ => !file.Root.TryGetProperty("variable", out JsonElement _)))
            .Select(reference => string.Join('.', HclModule.PathOf(reference).Take(2)))
            .ToHashSet();
        return module.Variables.Keys.Select(name => "var." + name)
            .Concat(module.Locals.Keys.Select(name => "local." + name))
            .Where(name => !used.Contains(name))
            .Select(name => $"{name} is not used")
            .ToList();
    }

    /// <summary>Variables without type or description, outputs without description, a line a problem.</summary>
    public static List<string> Undocumented(HclModule module)
    {
        List<string> problems = [];
        foreach ((string name, JsonElement body) in module.Variables)
        {
            problems.AddRange(new[] { "description", "type" }
                .Where(argument => string.IsNullOrWhiteSpace(HclModule.TextOf(body, argument)))
                .Select(argument => $"variable {name} has no {argument}"));
            if (HclModule.TextOf(body, "description") is { Length: > 0 } text && !text.EndsWith('.'))
            {
                problems.Add($"the description of variable {name} is no sentence");
            }
        }

        problems.AddRange(module.Outputs
            .Where(output => string.IsNullOrWhiteSpace(HclModule.TextOf(output.Value, "description")))
            .Select(output => $"output {output.Key} has no description"));
        return problems;
    }

    /// <summary>Traces of somebody's project, account or address in a text, a line a problem.</summary>
    public static List<string> PrivateNames(string file, string text) => PrivateName().Matches(text)
        .Select(match => $"{file}: '{match.Value}'")
        .ToList();

    private static bool IsIgnoredChange(HclModule module, string name) => module.Objects
        .Any(item => item.Body.TryGetProperty("lifecycle", out JsonElement lifecycle)
            && lifecycle[0].TryGetProperty("ignore_changes", out JsonElement ignored)
            && ignored.EnumerateArray().Any(change => change.GetString() == $"${{{name}}}"));

    [GeneratedRegex(@"^[a-z_][\w-]*(\[[^\]]*\])*(\.|$)")]
    private static partial Regex Traversal();

    [GeneratedRegex(@"dynamic ""(\w+)""")]
    private static partial Regex Dynamic();

    // Numbers of projects, billing accounts, e-mail addresses of people and service accounts, literal project paths and
    // project arguments, and project ids as consoles make them up (two words and a number).
    [GeneratedRegex(
        @"\b\d{12}\b|\b[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}\b|\b[\w.-]+@[\w-]+\.[\w.-]+\b"
        + @"|projects/(?!\$)[a-z][\w-]+|\bproject\s*=\s*""|\b[a-z]+-[a-z]+-\d{6}\b")]
    private static partial Regex PrivateName();
}
