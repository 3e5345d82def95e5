using System.Numerics;

namespace ZeroSharp.Cluster.Witness;

/// <summary>
/// RLP encoding (Yellow Paper, appendix B) into fresh arrays, for code that is not in the guest and
/// composes a few items at a time.
/// </summary>
internal static class HostRlp
{
    public static byte[] Bytes(ReadOnlySpan<byte> content) =>
        content.Length == 1 && content[0] < 0x80 ? [content[0]] : WithHead(0x80, content);

    public static byte[] Integer(BigInteger value) =>
        Bytes(value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true));

    public static byte[] List(params byte[][] items) =>
        WithHead(0xC0, items.SelectMany(item => item).ToArray());

    private static byte[] WithHead(byte offset, ReadOnlySpan<byte> content)
    {
        if (content.Length < 56)
        {
            return [(byte)(offset + content.Length), .. content];
        }

        byte[] length = new BigInteger(content.Length).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [(byte)(offset + 55 + length.Length), .. length, .. content];
    }
}
