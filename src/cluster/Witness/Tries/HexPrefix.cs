namespace ZeroSharp.Cluster.Witness.Tries;

/// <summary>Hex-prefix encoding of nibble paths (Yellow Paper, appendix C); one nibble a byte.</summary>
internal static class HexPrefix
{
    public static byte[] Encode(ReadOnlySpan<byte> path, bool isLeaf)
    {
        int isOdd = path.Length & 1;
        byte[] encoded = new byte[1 + (path.Length / 2)];
        encoded[0] = (byte)(((isLeaf ? 2 : 0) + isOdd) << 4);
        if (isOdd == 1)
        {
            encoded[0] |= path[0];
        }

        for (int i = isOdd; i < path.Length; i += 2)
        {
            encoded[1 + (i / 2)] = (byte)((path[i] << 4) | path[i + 1]);
        }

        return encoded;
    }

    /// <summary>The path of an encoding; empty for an empty one.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> encoded, out bool isLeaf)
    {
        isLeaf = encoded.Length > 0 && (encoded[0] & 0x20) != 0;
        if (encoded.Length == 0)
        {
            return [];
        }

        int isOdd = (encoded[0] >> 4) & 1;
        byte[] path = new byte[(2 * (encoded.Length - 1)) + isOdd];
        if (isOdd == 1)
        {
            path[0] = (byte)(encoded[0] & 15);
        }

        for (int i = 1; i < encoded.Length; i++)
        {
            path[(2 * i) - 2 + isOdd] = (byte)(encoded[i] >> 4);
            path[(2 * i) - 1 + isOdd] = (byte)(encoded[i] & 15);
        }

        return path;
    }
}
