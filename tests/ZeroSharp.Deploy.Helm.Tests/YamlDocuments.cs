using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>
/// Reads YAML as Kubernetes does: plain scalars have the types of YAML 1.1, so that an unquoted `yes` or `0o7` in the
/// place of a text is found.
/// </summary>
internal static partial class YamlDocuments
{
    /// <summary>All documents of a text but the empty ones.</summary>
    public static IEnumerable<JsonNode> Read(string text)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        return stream.Documents.Select(document => Convert(document.RootNode)).OfType<JsonNode>();
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(
            pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => ConvertPlain(scalar.Value ?? string.Empty),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new FormatException($"{node.GetType().Name} in YAML"),
    };

    private static JsonValue? ConvertPlain(string text)
    {
        if (text.Length == 0 || text is "~" or "null" or "Null" or "NULL")
        {
            return null;
        }

        if (TrueWords().IsMatch(text) || FalseWords().IsMatch(text))
        {
            return JsonValue.Create(TrueWords().IsMatch(text));
        }

        if (OctalNumber().IsMatch(text))
        {
            return Number(System.Convert.ToInt64(text, 8).ToString(CultureInfo.InvariantCulture));
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
        {
            return Number(integer.ToString(CultureInfo.InvariantCulture));
        }

        return FloatNumber().IsMatch(text)
            ? Number(double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture))
            : JsonValue.Create(text);
    }

    // As read from JSON, a number can be taken as any type that holds it.
    private static JsonValue Number(string text) => JsonNode.Parse(text)!.AsValue();

    [GeneratedRegex("^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$")]
    private static partial Regex TrueWords();

    [GeneratedRegex("^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$")]
    private static partial Regex FalseWords();

    [GeneratedRegex("^0[0-7]+$")]
    private static partial Regex OctalNumber();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex FloatNumber();
}
