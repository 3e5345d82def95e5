using System.Text.Json;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Conformance.Tests.Fixtures;

/// <summary>Reads the hexadecimal strings of test fixtures.</summary>
internal static class FixtureJson
{
    public static byte[] Bytes(string hex)
    {
        string digits = hex.StartsWith("0x", StringComparison.Ordinal) ? hex[2..] : hex;
        return Convert.FromHexString((digits.Length & 1) == 0 ? digits : "0" + digits);
    }

    public static byte[] Bytes(this JsonElement element, string name) =>
        Bytes(element.GetProperty(name).GetString()!);

    public static UInt256 Word(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? Word(value.GetString()!) : default;

    public static UInt256 Word(string hex)
    {
        byte[] bytes = Bytes(hex);
        return UInt256.FromBigEndian(bytes.Length > 32 ? bytes.AsSpan(bytes.Length - 32) : bytes);
    }

    public static byte[] Bytes(in UInt256 word)
    {
        var bytes = new byte[32];
        word.ToBigEndian(bytes);
        return bytes;
    }

    public static byte[] Bytes(in Hash256 hash)
    {
        var bytes = new byte[32];
        hash.CopyTo(bytes);
        return bytes;
    }

    public static string Hex(in Hash256 hash) => Convert.ToHexStringLower(hash.AsSpan());
}
