using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Helm.Tests.Schemas;

/// <summary>
/// Checks values against the part of JSON schema that Kubernetes' API uses. Strict where general validators are not:
/// an object with named properties takes no others unless its schema says so, and a keyword that is not known here is
/// an error instead of being passed over.
/// </summary>
/// <param name="resolve">What a reference means.</param>
internal sealed class SchemaValidator(Func<string, JsonNode>? resolve = null)
{
    // What says nothing about one value, or only what a server does with it.
    private static readonly HashSet<string> Silent =
    [
        "description", "default", "format", "$schema", "title", "x-kubernetes-list-type", "x-kubernetes-map-type",
        "x-kubernetes-list-map-keys", "x-kubernetes-validations", "x-kubernetes-preserve-unknown-fields",
    ];

    /// <summary>What is wrong with a value, a line each; empty if nothing is.</summary>
    public IReadOnlyList<string> Check(JsonNode schema, JsonNode? value, string path)
    {
        List<string> problems = [];
        Check(schema.AsObject(), value, path, problems);
        return problems;
    }

    private void Check(JsonObject schema, JsonNode? value, string path, List<string> problems)
    {
        if (value is null)
        {
            problems.Add($"{path} is null");
            return;
        }

        bool isNumberOrText = schema["x-kubernetes-int-or-string"] is not null;
        foreach ((string keyword, JsonNode? rule) in schema)
        {
            switch (keyword)
            {
                case "$ref":
                    Check(resolve!((string)rule!).AsObject(), value, path, problems);
                    break;
                case "type":
                    CheckType((string)rule!, value, path, problems);
                    break;
                case "enum":
                    CheckEnum(rule!.AsArray(), value, path, problems);
                    break;
                case "anyOf" when !isNumberOrText:
                    CheckAnyOf(rule!.AsArray(), value, path, problems);
                    break;
                case "x-kubernetes-int-or-string":
                    string type = value.GetValueKind() == JsonValueKind.String ? "string" : "integer";
                    CheckType(type, value, path, problems);
                    break;
                case "properties":
                    CheckProperties(schema, value, path, problems);
                    break;
                case "additionalProperties" when rule is JsonObject of && schema["properties"] is null:
                    CheckEach(of, value, path, problems);
                    break;
                case "required":
                    problems.AddRange(rule!.AsArray().Select(name => (string)name!)
                        .Where(name => value is JsonObject item && item[name] is null)
                        .Select(name => $"{path} lacks {name}"));
                    break;
                case "items" when value is JsonArray items:
                    for (int i = 0; i < items.Count; i++)
                    {
                        Check(rule!.AsObject(), items[i], $"{path}[{i}]", problems);
                    }

                    break;
                default:
                    CheckBound(keyword, rule!, value, path, problems);
                    break;
            }
        }
    }

    private void CheckProperties(JsonObject schema, JsonNode value, string path, List<string> problems)
    {
        JsonObject properties = schema["properties"]!.AsObject();
        bool isOpen = schema["x-kubernetes-preserve-unknown-fields"] is not null;
        foreach ((string name, JsonNode? item) in value as JsonObject ?? [])
        {
            if ((properties[name] ?? schema["additionalProperties"] as JsonObject) is JsonObject of)
            {
                Check(of, item, $"{path}.{name}", problems);
            }
            else if (!isOpen)
            {
                problems.Add($"{path}.{name} is not known");
            }
        }
    }

    private void CheckEach(JsonObject schema, JsonNode value, string path, List<string> problems)
    {
        foreach ((string name, JsonNode? item) in value as JsonObject ?? [])
        {
            Check(schema, item, $"{path}.{name}", problems);
        }
    }

    private void CheckAnyOf(JsonArray choices, JsonNode value, string path, List<string> problems)
    {
        if (!choices.Any(choice => Check(choice!, value, path).Count == 0))
        {
            problems.Add($"{path} is none of the possible forms: {value.ToJsonString()}");
        }
    }

    private static void CheckType(string type, JsonNode value, string path, List<string> problems)
    {
        bool isOf = type switch
        {
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "string" => value.GetValueKind() == JsonValueKind.String,
            "boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            "number" => value.GetValueKind() == JsonValueKind.Number,
            "integer" => value.GetValueKind() == JsonValueKind.Number && value.AsValue().TryGetValue<long>(out _),
            _ => throw new NotSupportedException($"type {type}"),
        };
        if (!isOf)
        {
            problems.Add($"{path} is no {type}: {value.ToJsonString()}");
        }
    }

    private static void CheckEnum(JsonArray allowed, JsonNode value, string path, List<string> problems)
    {
        if (!allowed.Any(item => JsonNode.DeepEquals(item, value)))
        {
            problems.Add($"{path} is {value.ToJsonString()} and not one of {allowed.ToJsonString()}");
        }
    }

    private static void CheckBound(string keyword, JsonNode rule, JsonNode value, string path, List<string> problems)
    {
        string? text = value.GetValueKind() == JsonValueKind.String ? (string)value! : null;
        double? number = value.GetValueKind() == JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)
            : null;
        bool isKept = keyword switch
        {
            "minimum" => !(number < (double)rule),
            "maximum" => !(number > (double)rule),
            "minLength" => !(text?.Length < (int)rule),
            "maxLength" => !(text?.Length > (int)rule),
            "maxItems" => !((value as JsonArray)?.Count > (int)rule),
            "pattern" => text is null || Regex.IsMatch(text, (string)rule!),
            "anyOf" or "additionalProperties" or "items" => true,
            _ => Silent.Contains(keyword) ? true : throw new NotSupportedException($"{path}: keyword {keyword}"),
        };
        if (!isKept)
        {
            problems.Add($"{path} does not keep {keyword} {rule.ToJsonString()}: {value.ToJsonString()}");
        }
    }
}
