using System.Globalization;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Cluster.Witness.Rpc;

/// <summary>Values as JSON-RPC has them (execution-apis, schemas/base-types.yaml).</summary>
internal static class RpcText
{
    public static string Hex(ulong number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);

    public static string Hex(Hash256 hash) => "0x" + Convert.ToHexStringLower(hash.AsSpan());

    public static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    public static string Hex(Address address)
    {
        Span<byte> bytes = stackalloc byte[Address.ByteLength];
        address.CopyTo(bytes);
        return Hex(bytes);
    }

    /// <summary>All 32 bytes: nodes differ in what they take for shorter keys of slots.</summary>
    public static string HexOfSlot(in UInt256 slot)
    {
        Span<byte> bytes = stackalloc byte[32];
        slot.ToBigEndian(bytes);
        return Hex(bytes);
    }

    /// <summary>A number without leading zeros.</summary>
    public static string HexOfNumber(in UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.ToBigEndian(bytes);
        string digits = Convert.ToHexStringLower(bytes).TrimStart('0');
        return "0x" + (digits.Length == 0 ? "0" : digits);
    }
}
