using System.Globalization;
using System.Text.Json.Nodes;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>Which block is meant: a number, a hash, or a tag that the node resolves.</summary>
public sealed record BlockId
{
    private static readonly string[] Tags = ["latest", "finalized", "safe"];

    private BlockId()
    {
    }

    /// <summary>The number; null where it is not known yet.</summary>
    public ulong? Number { get; private init; }

    public Hash256? Hash { get; private init; }

    /// <summary>latest, finalized or safe (execution-apis, schemas/block.yaml).</summary>
    public string? Tag { get; private init; }

    /// <summary>The newest block that the node has.</summary>
    public static BlockId Latest { get; } = new() { Tag = "latest" };

    public static BlockId Of(ulong number) => new() { Number = number };

    public static BlockId Of(Hash256 hash) => new() { Hash = hash };

    /// <summary>Reads a decimal or hexadecimal number, a hash of 32 bytes, or a tag.</summary>
    /// <returns>Null where the text is none of them.</returns>
    public static BlockId? TryParse(string text)
    {
        if (Tags.Contains(text))
        {
            return new BlockId { Tag = text };
        }

        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        string digits = isHex ? text[2..] : text;
        if (isHex && digits.Length == 64)
        {
            return digits.All(char.IsAsciiHexDigit) ? Of(new Hash256(Convert.FromHexString(digits))) : null;
        }

        return ulong.TryParse(
            digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture,
            out ulong number)
            ? Of(number)
            : null;
    }

    public override string ToString() =>
        Hash is { } hash ? RpcText.Hex(hash) : Tag ?? Number!.Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The parameter of eth_getBlockByHash or eth_getBlockByNumber.</summary>
    internal JsonNode ToParameter() =>
        Hash is { } hash ? RpcText.Hex(hash) : Tag ?? RpcText.Hex(Number!.Value);
}
