using ZeroSharp.Ethereum.Core.Curves;

namespace ZeroSharp.Ethereum.Core.Precompiles;

/// <summary>P256VERIFY (EIP-7951): hash, r, s, x and y of the key, 32 bytes each, big-endian.</summary>
internal static class P256Verify
{
    /// <summary>The contract's address.</summary>
    public const int Number = 0x100;

    private const int InputLength = 160;

    /// <summary>One as a 32-byte word, or nothing for an invalid signature or another length.</summary>
    public static ReadOnlySpan<byte> Run(ReadOnlySpan<byte> input)
    {
        if (input.Length != InputLength)
        {
            return default;
        }
        UInt256 hash = UInt256.FromBigEndian(input[..32]);
        UInt256 r = UInt256.FromBigEndian(input.Slice(32, 32));
        UInt256 s = UInt256.FromBigEndian(input.Slice(64, 32));
        UInt256 x = UInt256.FromBigEndian(input.Slice(96, 32));
        UInt256 y = UInt256.FromBigEndian(input.Slice(128, 32));
        if (!P256Curve.Verify(in hash, in r, in s, in x, in y))
        {
            return default;
        }
        var output = new byte[32];
        output[31] = 1;
        return output;
    }
}
