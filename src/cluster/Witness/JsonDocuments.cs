using System.Text.Json;

namespace ZeroSharp.Cluster.Witness;

/// <summary>Inputs as they come: a JSON value or an array of them, and several documents after one another.</summary>
internal static class JsonDocuments
{
    private static readonly JsonReaderOptions Options = new()
    {
        AllowMultipleValues = true,
        MaxDepth = 512,
    };

    /// <summary>Whether bytes can be JSON and are not hexadecimal text.</summary>
    public static bool LooksLikeJson(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> text = WithoutMark(bytes).TrimStart(" \t\r\n"u8);
        return text.Length > 0 && text[0] is (byte)'{' or (byte)'[' or (byte)'"';
    }

    /// <summary>Reads the items of all documents in their order; arrays at the top are taken apart.</summary>
    /// <param name="utf8">The documents.</param>
    /// <param name="name">What they are called in messages.</param>
    /// <param name="read">Gets each item, which is only valid until it returns.</param>
    /// <exception cref="WitnessException">It is not JSON; the message says where.</exception>
    public static void ForEach(ReadOnlySpan<byte> utf8, string name, Action<JsonField> read)
    {
        int count = 0;
        Utf8JsonReader reader = new(WithoutMark(utf8), Options);
        try
        {
            while (reader.Read())
            {
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                if (document.RootElement.ValueKind != JsonValueKind.Array)
                {
                    read(new JsonField(document.RootElement, $"{name}[{count++}]"));
                    continue;
                }

                foreach (JsonElement element in document.RootElement.EnumerateArray())
                {
                    read(new JsonField(element, $"{name}[{count++}]"));
                }
            }
        }
        catch (JsonException failure)
        {
            throw new WitnessException(
                $"the {name} is not valid JSON: {JsonField.Printable(FirstSentence(failure.Message))} (line "
                + $"{failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1})",
                failure);
        }
        catch (InvalidOperationException failure)
        {
            // What the JSON reader says of escapes that are half of a character.
            throw new WitnessException($"the {name} holds text that is not valid Unicode", failure);
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? utf8[3..] : utf8;

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
