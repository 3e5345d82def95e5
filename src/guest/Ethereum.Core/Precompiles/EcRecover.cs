namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>ECRECOVER (Yellow Paper, appendix E): input hash, v, r, s as 32-byte words.</summary>
internal static class EcRecover
{
    /// <summary>The signer left-padded to 32 bytes, or nothing for an invalid signature.</summary>
    public static ReadOnlySpan<byte> Run(ReadOnlySpan<byte> input)
    {
        Span<byte> words = stackalloc byte[128];
        words.Clear();
        input[..Math.Min(input.Length, 128)].CopyTo(words);
        UInt256 v = UInt256.FromBigEndian(words[32..64]);
        if (!v.FitsUInt64 || v.U0 - 27 > 1)
        {
            return default;
        }
        var hash = new Hash256(words[..32]);
        UInt256 r = UInt256.FromBigEndian(words[64..96]);
        UInt256 s = UInt256.FromBigEndian(words[96..128]);
        if (!Secp256k1.TryRecover(in hash, in r, in s, (int)v.U0 - 27, out Address signer))
        {
            return default;
        }
        var output = new byte[32];
        signer.CopyTo(output.AsSpan(12));
        return output;
    }
}
