using System.Numerics;
using CsCheck;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.TestModels;

/// <summary>Random 256-bit words, with the values at which carries, borrows and signs turn often among them.</summary>
internal static class WordGen
{
    public static readonly BigInteger Modulus = BigInteger.One << 256;

    private static readonly Gen<ulong> Limb = Gen.Frequency(
        (3, Gen.ULong), (1, Gen.Const(0UL)), (1, Gen.Const(ulong.MaxValue)), (1, Gen.ULong[0, 3]));

    private static readonly Gen<UInt256> Limbs =
        Gen.Select(Limb, Limb, Limb, Limb, (a, b, c, d) => new UInt256(a, b, c, d));

    private static readonly Gen<UInt256> NearPower = Gen.Select(
        Gen.Int[0, 255], Gen.Int[-2, 2], (bit, offset) => Word((BigInteger.One << bit) + offset));

    /// <summary>Any word.</summary>
    public static Gen<UInt256> Any { get; } = Gen.Frequency(
        (6, Limbs),
        (2, NearPower),
        (1, Gen.ULong.Select(x => (UInt256)x)),
        (1, Gen.Int[0, 300].Select(x => (UInt256)(uint)x)));

    /// <summary>The word as an integer.</summary>
    public static BigInteger Big(in UInt256 word)
    {
        Span<byte> bytes = stackalloc byte[32];
        word.ToBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>The word as a two's complement integer.</summary>
    public static BigInteger Signed(in UInt256 word) =>
        Big(in word) is var value && value >= Modulus >> 1 ? value - Modulus : value;

    /// <summary>The integer modulo 2^256.</summary>
    public static UInt256 Word(BigInteger value)
    {
        value = ((value % Modulus) + Modulus) % Modulus;
        return UInt256.FromBigEndian(value.ToByteArray(isUnsigned: true, isBigEndian: true));
    }
}
