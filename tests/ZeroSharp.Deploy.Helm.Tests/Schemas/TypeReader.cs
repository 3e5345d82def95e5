using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ZeroSharp.Deploy.Helm.Tests.Schemas;

/// <summary>Reads one type of a declaration as a JSON schema: objects, arrays, unions, literals, references.</summary>
internal sealed partial class TypeReader(string text, string referencePrefix)
{
    private const int ShownLength = 40;

    private int _position;

    private string Rest => text[_position..Math.Min(text.Length, _position + ShownLength)];

    /// <exception cref="FormatException">The text is of another form.</exception>
    public JsonNode Read()
    {
        List<JsonNode> choices = [ReadOne()];
        while (TryTake("|"))
        {
            choices.Add(ReadOne());
        }

        if (choices.Count == 1)
        {
            return choices[0];
        }

        return choices.All(choice => choice["enum"] is not null)
            ? new JsonObject
            {
                ["enum"] = new JsonArray([.. choices.Select(choice => choice["enum"]![0]!.DeepClone())]),
            }
            : new JsonObject { ["anyOf"] = new JsonArray([.. choices]) };
    }

    private JsonNode ReadOne()
    {
        if (TryTake("{"))
        {
            return ReadObject();
        }

        string word = Take(Token());
        if (word.StartsWith('"'))
        {
            return new JsonObject { ["enum"] = new JsonArray(word.Trim('"')) };
        }

        switch (word)
        {
            case "string" or "boolean" or "number":
                return new JsonObject { ["type"] = word };
            case "any" or "unknown":
                return new JsonObject();
            case "Array":
                Expect("<");
                JsonNode items = Read();
                Expect(">");
                return new JsonObject { ["type"] = "array", ["items"] = items };
            default:
                return new JsonObject { ["$ref"] = referencePrefix + word };
        }
    }

    private JsonObject ReadObject()
    {
        JsonObject properties = [];
        JsonArray required = [];
        JsonNode additional = JsonValue.Create(false);
        while (!TryTake("}"))
        {
            if (TryTake("["))
            {
                Take(IndexKey());
                additional = Read();
            }
            else
            {
                string name = Take(Token()).Trim('"');
                bool isOptional = TryTake("?");
                Expect(":");
                properties[name] = Read();
                if (!isOptional)
                {
                    required.Add(name);
                }
            }

            Expect(";");
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = additional,
        };
    }

    private bool TryTake(string mark)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, _position, mark, 0, mark.Length) != 0)
        {
            return false;
        }

        _position += mark.Length;
        return true;
    }

    private void Expect(string mark)
    {
        if (!TryTake(mark))
        {
            throw new FormatException($"'{mark}' is missing before: {Rest}");
        }
    }

    private string Take(Regex pattern)
    {
        SkipSpace();
        Match match = pattern.Match(text, _position);
        if (!match.Success || match.Index != _position)
        {
            throw new FormatException($"not understood: {Rest}");
        }

        _position += match.Length;
        return match.Value;
    }

    private void SkipSpace()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }
    }

    [GeneratedRegex("\\G(?:\"[^\"]*\"|\\w+)")]
    private static partial Regex Token();

    [GeneratedRegex(@"\Gkey: string\]:")]
    private static partial Regex IndexKey();
}
