using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using ZeroSharp.Conformance.Tests.Fixtures;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Conformance.Tests;

/// <summary>The official vectors of RLP: encodings, and bytes that are none.</summary>
/// <remarks>
/// Of the tries' vectors trietestnextprev does not apply: it asks for the neighbours of a key, and nothing here
/// goes through a trie in order.
/// </remarks>
public sealed class RlpVectorTests
{
    private const string Valid = "VALID";
    private const string Invalid = "INVALID";

    [DataFact("trie-rlp-tx")]
    public void Vectors_OfRlp_AreEncodedReadAndRefused()
    {
        string root = DataSet.PathOf("trie-rlp-tx", "trie-rlp-tx", "RLPTests");
        int read = 0;
        int refused = 0;
        List<string> failures = [];
        foreach (string file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (JsonProperty test in document.RootElement.EnumerateObject())
            {
                byte[] encoding = FixtureJson.Bytes(test.Value.GetProperty("out").GetString()!);
                JsonElement value = test.Value.GetProperty("in");
                string? word = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
                bool mustRead = word != Invalid;
                if (IsOneItem(encoding) != mustRead)
                {
                    failures.Add($"{test.Name}: must be {(mustRead ? "read" : "refused")}");
                }
                else if (mustRead && word != Valid && !Encode(value).AsSpan().SequenceEqual(encoding))
                {
                    failures.Add($"{test.Name}: encoded otherwise");
                }
                read += mustRead ? 1 : 0;
                refused += mustRead ? 0 : 1;
            }
        }
        Assert.Empty(failures);
        Assert.True(read > 0 && refused > 0);
    }

    private static bool IsOneItem(ReadOnlySpan<byte> bytes)
    {
        var reader = new RlpReader(bytes);
        return reader.ReadItem(out _, out ReadOnlySpan<byte> payload, out bool isList) == RlpStatus.Ok
            && reader.IsAtEnd && (!isList || AreItems(payload));
    }

    private static bool AreItems(ReadOnlySpan<byte> payload)
    {
        var items = new RlpReader(payload);
        while (!items.IsAtEnd)
        {
            if (items.ReadItem(out _, out ReadOnlySpan<byte> inner, out bool isList) != RlpStatus.Ok
                || (isList && !AreItems(inner)))
            {
                return false;
            }
        }
        return true;
    }

    private static byte[] Encode(JsonElement value)
    {
        var output = new ByteBuffer();
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                int list = RlpWriter.BeginList(output);
                foreach (JsonElement item in value.EnumerateArray())
                {
                    output.Append(Encode(item));
                }
                RlpWriter.EndList(output, list);
                break;
            case JsonValueKind.Number:
                RlpWriter.Write(output, value.GetUInt64());
                break;
            default:
                RlpWriter.Write(output, Content(value.GetString()!));
                break;
        }
        return output.ToArray();
    }

    // A text that begins with # is a number of any size.
    private static byte[] Content(string text) => text.StartsWith('#')
        ? BigInteger.Parse(text[1..], CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true)
        : Encoding.Latin1.GetBytes(text);
}
