using System.Text.Json;

namespace ZeroSharp.Deploy.Terraform.Tests;

/// <summary>Compares a module with a provider's schema.</summary>
internal static class SchemaCheck
{
    private static readonly string[] MetaArguments = ["count", "for_each", "depends_on", "lifecycle", "provider"];

    /// <summary>What is wrong with the arguments of the module's objects, a line a problem.</summary>
    public static List<string> ProblemsOfArguments(HclModule module, IProviderSchema schema)
    {
        List<string> problems = [];
        foreach (HclObject item in module.Objects)
        {
            if (schema.Of(item.Kind, item.Type) is { } block)
            {
                CheckBlock(item.Body, block, schema, item.Address, isTop: true, problems);
                CheckIgnored(item, block, schema, problems);
            }
        }

        return problems;
    }

    /// <summary>References to what the objects do not export, a line a problem.</summary>
    public static List<string> ProblemsOfReferences(HclModule module, IProviderSchema schema)
    {
        Dictionary<string, HclObject> objects = module.Objects.ToDictionary(item => item.Address);
        List<string> problems = [];
        foreach (string reference in module.References)
        {
            string[] path = HclModule.PathOf(reference);
            int start = path[0] is "data" or "ephemeral" ? 3 : 2;
            if (path.Length > start
                && objects.TryGetValue(string.Join('.', path.Take(start)), out HclObject? item)
                && schema.Of(item.Kind, item.Type) is { } block)
            {
                CheckExport(block, path[start..], schema, reference, problems);
            }
        }

        return problems;
    }

    private static void CheckExport(
        SchemaBlock block, string[] path, IProviderSchema schema, string reference, List<string> problems)
    {
        SchemaArgument? argument = ArgumentOf(block, path[0], schema);
        if (argument is null && path[0] != "id" && !block.Exports.Any(name => schema.IsName(name, path[0])))
        {
            problems.Add($"{reference}: {schema.Version} exports no '{path[0]}'");
        }
        else if (path.Length > 1 && argument?.Nested is { } nested && ArgumentOf(nested(), path[1], schema) is null)
        {
            problems.Add($"{reference}: {schema.Version} has no '{path[1]}' in '{path[0]}'");
        }
    }

    private static SchemaArgument? ArgumentOf(SchemaBlock block, string hclName, IProviderSchema schema) =>
        block.Arguments.FirstOrDefault(argument => schema.IsName(argument.Name, hclName));

    private static void CheckIgnored(
        HclObject item, SchemaBlock block, IProviderSchema schema, List<string> problems)
    {
        if (item.Body.TryGetProperty("lifecycle", out JsonElement lifecycle)
            && lifecycle[0].TryGetProperty("ignore_changes", out JsonElement ignored))
        {
            problems.AddRange(ignored.EnumerateArray()
                .Select(name => name.GetString()!.Trim('$', '{', '}'))
                .Where(name => ArgumentOf(block, name, schema) is null)
                .Select(name => $"{item.Address}: ignore_changes of '{name}', which {schema.Version} has not"));
        }
    }

    private static void CheckBlock(
        JsonElement body, SchemaBlock block, IProviderSchema schema, string path, bool isTop, List<string> problems)
    {
        List<string> given = [];
        foreach (JsonProperty property in body.EnumerateObject())
        {
            if (isTop && MetaArguments.Contains(property.Name))
            {
                continue;
            }

            if (property.Name == "dynamic")
            {
                foreach (JsonProperty generated in property.Value.EnumerateObject())
                {
                    given.Add(generated.Name);
                    CheckArgument(
                        generated.Name, generated.Value[0].GetProperty("content"), block, schema, path, problems);
                }
            }
            else if (property.Name != "timeouts" || schema.HasTimeouts)
            {
                given.Add(property.Name);
                CheckArgument(property.Name, property.Value, block, schema, path, problems);
            }
        }

        problems.AddRange(block.Arguments
            .Where(argument => argument.IsRequired && !given.Exists(name => schema.IsName(argument.Name, name)))
            .Select(argument => $"{path}: {schema.Version} requires '{argument.Name}'"));
    }

    private static void CheckArgument(
        string name,
        JsonElement value,
        SchemaBlock block,
        IProviderSchema schema,
        string path,
        List<string> problems)
    {
        if (ArgumentOf(block, name, schema) is not { } argument)
        {
            problems.Add($"{path}: {schema.Version} has no '{name}'");
            return;
        }

        bool isWrittenAsBlock = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object);
        if (argument.IsBlock is { } isBlock && isBlock != isWrittenAsBlock)
        {
            problems.Add($"{path}: '{name}' {(isBlock ? "is a block" : "is no block")} in {schema.Version}");
        }
        else if (isWrittenAsBlock && argument.Nested is { } nested)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                CheckBlock(item, nested(), schema, $"{path}.{name}", isTop: false, problems);
            }
        }
        else if (isWrittenAsBlock)
        {
            problems.Add($"{path}: '{name}' has no arguments in {schema.Version}");
        }
    }
}
