using System.Numerics;
using System.Security.Cryptography;
using CsCheck;
using ZeroSharp.Ethereum.Core.Curves;
using ZeroSharp.TestModels;

namespace ZeroSharp.Ethereum.Core.Tests;

/// <summary>P256VERIFY against the class library.</summary>
public sealed class P256Tests
{
    private const int Number = 0x100;

    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        System.Globalization.NumberStyles.HexNumber,
        System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Run_SignatureOfTheClassLibrary_IsValidUntilAByteChanges() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Int[0, 159], Gen.Byte[1, 255]).Sample(
            (hash, position, difference) =>
            {
                using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                byte[] input = Input(key, hash);
                Assert.True(IsValid(input));
                input[position] ^= difference;
                Assert.False(IsValid(input));
            },
            iter: 40);

    // Of a signature, (r, n - s) is one as well: EIP-7951 does not ask for a low s.
    [Fact]
    public void Run_NegatedS_IsValid()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] input = Input(key, new byte[32]);
        BigInteger s = new(input.AsSpan(64, 32), isUnsigned: true, isBigEndian: true);
        Word(Order - s).CopyTo(input, 64);
        Assert.True(IsValid(input));
        Word(Order + s < WordGen.Modulus ? Order + s : Order).CopyTo(input, 64);
        Assert.False(IsValid(input));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public void Run_RangeOfRAndS_IsOneToOrder(int position)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] input = Input(key, new byte[32]);
        input.AsSpan(position, 32).Clear();
        Assert.False(IsValid(input));
        Word(Order).CopyTo(input, position);
        Assert.False(IsValid(input));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(159)]
    [InlineData(161)]
    public void Run_OtherLength_GivesNothing(int length) => Assert.False(IsValid(new byte[length]));

    // With u1 G = -u2 Q the sum is infinity: Q = G, hash = -r.
    [Fact]
    public void Run_SumAtInfinity_IsInvalid()
    {
        byte[] generator = Convert.FromHexString(
            "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
                + "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5");
        Assert.False(IsValid([.. Word(Order - 5), .. Word(5), .. Word(9), .. generator]));
    }

    [Fact]
    public void IsOnCurve_KeyOfTheClassLibrary_IsTrue()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        AffinePoint<P256Prime> point = new(
            new Fp<P256Prime>(UInt256.FromBigEndian(parameters.Q.X!)),
            new Fp<P256Prime>(UInt256.FromBigEndian(parameters.Q.Y!)));
        Assert.True(JacobianPoint<P256Prime, P256Equation>.IsOnCurve(in point));
    }

    private static byte[] Input(ECDsa key, byte[] hash)
    {
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        return [.. hash, .. key.SignHash(hash), .. parameters.Q.X!, .. parameters.Q.Y!];
    }

    private static bool IsValid(byte[] input)
    {
        PrecompileRules rules = PrecompileRules.Osaka;
        long gas = 6_900;
        Assert.Equal(
            PrecompileStatus.Success,
            PrecompiledContract.Run(Number, input, in rules, ref gas, out ReadOnlySpan<byte> output));
        Assert.Equal(0, gas);
        Assert.True(output.IsEmpty || output.SequenceEqual(Word(1)));
        return !output.IsEmpty;
    }

    private static byte[] Word(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
