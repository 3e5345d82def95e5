using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace ZeroSharp.Cluster.Witness;

/// <summary>
/// A JSON value together with the path that led to it, so that each conversion error can name the
/// field. Numbers are accepted as JSON numbers or as hexadecimal strings and never pass through
/// floating point.
/// </summary>
internal readonly struct JsonField
{
    /// <summary>More characters than any number has, leading zeros allowed for.</summary>
    private const int MaxNumberLength = 200;

    private readonly JsonElement _element;

    public JsonField(JsonElement element, string path)
    {
        _element = element;
        Path = path;
    }

    public string Path { get; }

    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>A member that must be there.</summary>
    public JsonField this[string name] =>
        TryGet(name, out JsonField field)
            ? field
            : throw new WitnessException($"{Path}: field '{name}' is missing");

    /// <summary>A member that may be absent or null.</summary>
    public bool TryGet(string name, out JsonField field)
    {
        if (Kind != JsonValueKind.Object)
        {
            throw Unexpected("an object");
        }

        bool found = _element.TryGetProperty(name, out JsonElement child)
            && child.ValueKind != JsonValueKind.Null;
        field = new JsonField(child, Join(name));
        return found;
    }

    public IEnumerable<JsonField> Items()
    {
        if (Kind != JsonValueKind.Array)
        {
            throw Unexpected("an array");
        }

        int index = 0;
        foreach (JsonElement item in _element.EnumerateArray())
        {
            yield return new JsonField(item, $"{Path}[{index++}]");
        }
    }

    public IEnumerable<(string Name, JsonField Value)> Members()
    {
        if (Kind != JsonValueKind.Object)
        {
            throw Unexpected("an object");
        }

        foreach (JsonProperty property in _element.EnumerateObject())
        {
            yield return (property.Name, new JsonField(property.Value, Join(property.Name)));
        }
    }

    /// <summary>Bytes as a hexadecimal string (0x optional) or as an array of numbers.</summary>
    public byte[] AsBytes()
    {
        if (Kind == JsonValueKind.Array)
        {
            return [.. Items().Select(item => (byte)item.AsUInt64(byte.MaxValue))];
        }

        return ParseHex(AsText());
    }

    /// <summary>Exactly <paramref name="length"/> bytes.</summary>
    public byte[] AsBytes(int length)
    {
        byte[] bytes = AsBytes();
        return bytes.Length == length
            ? bytes
            : throw new WitnessException($"{Path}: {bytes.Length} bytes where {length} are due");
    }

    public byte[] ParseHex(string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text;
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException)
        {
            throw new WitnessException($"{Path}: not a string of hexadecimal bytes");
        }
    }

    public ulong AsUInt64(ulong largest = ulong.MaxValue)
    {
        BigInteger value = AsUnsigned(64);
        return value <= largest
            ? (ulong)value
            : throw new WitnessException($"{Path}: {value} exceeds {largest}");
    }

    /// <summary>A non-negative integer below 2^<paramref name="bits"/>.</summary>
    public BigInteger AsUnsigned(int bits)
    {
        if (Kind is not (JsonValueKind.Number or JsonValueKind.String))
        {
            throw Unexpected("a number");
        }

        // Longer ones are refused before the parser spends time on them.
        string text = Kind == JsonValueKind.String ? AsText() : _element.GetRawText();
        if (text.Length > MaxNumberLength)
        {
            throw new WitnessException($"{Path}: {text.Length} characters where a number is due");
        }

        // The leading 0 keeps the parser from reading the first hexadecimal digit as a sign.
        bool parsed = text.StartsWith("0x", StringComparison.Ordinal)
            ? BigInteger.TryParse(
                string.Concat("0", text.AsSpan(2)),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out BigInteger value)
            : BigInteger.TryParse(
                text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        if (!parsed || value.Sign < 0)
        {
            throw new WitnessException($"{Path}: '{Printable(text)}' is not a non-negative integer");
        }

        return value.GetBitLength() <= bits
            ? value
            : throw new WitnessException($"{Path}: the number does not fit {bits} bits");
    }

    /// <summary>A non-negative integer below 2^256 as 32 bytes, big-endian.</summary>
    public byte[] AsWord()
    {
        byte[] bytes = AsUnsigned(256).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    public string AsText() =>
        Kind == JsonValueKind.String ? _element.GetString()! : throw Unexpected("a string");

    /// <summary>The value as it stands in its document.</summary>
    public string ToJson() => _element.GetRawText();

    /// <summary>Text of the input as a part of a message of one line, and not too long a one.</summary>
    public static string Printable(string text)
    {
        ReadOnlySpan<char> start = text.AsSpan(0, Math.Min(text.Length, MaxNumberLength));
        foreach (char character in start)
        {
            if (char.IsControl(character))
            {
                return string.Concat(start.ToArray().Select(c => char.IsControl(c) ? '?' : c));
            }
        }

        return text.Length == start.Length ? text : start.ToString();
    }

    private WitnessException Unexpected(string what) =>
        new($"{Path}: {Describe(Kind)} where {what} is due");

    private string Join(string name) => Path.Length == 0 ? Printable(name) : $"{Path}.{Printable(name)}";

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "nothing",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        _ => "a number",
    };
}
