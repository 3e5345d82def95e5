using System.Numerics;
using ZeroSharp.Compiler.Tests.Machine;

namespace ZeroSharp.Compiler.Tests;

/// <summary>Precompiled contracts, the heaviest arithmetic there is, on the machine.</summary>
public sealed class PrecompileTests
{
    private const int Selector = 14;

    private static readonly BigInteger FieldPrime = BigInteger.Parse(
        "21888242871839275222246405745257275088696311157297823662689037894645226208583");

    private static readonly BigInteger Bls12Prime = BigInteger.Parse(
        "4002409555221667393417789825735904156556882819939007885332058136124031"
            + "650490837864442687629129015664037894272559787");

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Hash_AnyLength_EqualsDotNet(int number)
    {
        byte[] random = CompiledPrograms.Input(0, 1);
        for (int length = 0; length < 200; length += 23)
        {
            Check(number, random[..length]);
        }
    }

    [Fact]
    public void EcRecover_RandomSignatures_EqualsDotNet()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            byte[] call = CompiledPrograms.Input(0, seed)[1..129];
            call.AsSpan(32, 32).Clear();
            call[63] = (byte)(27 + (seed & 1));
            call[64] &= 0x7F;
            call[96] &= 0x7F;
            Check(1, call);
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(32, 2, 32)]
    [InlineData(70, 5, 65)]
    public void ModExp_AnyLengths_EqualsDotNet(int b, int exponent, int modulus)
    {
        byte[] random = CompiledPrograms.Input(0, 7)[1..(1 + b + exponent + modulus)];
        Check(5, [.. Word(b), .. Word(exponent), .. Word(modulus), .. random]);
    }

    [Fact]
    public void Bn254_Generator_EqualsDotNet()
    {
        byte[] generator = [.. Word(1), .. Word(2)];
        Check(6, [.. generator, .. generator]);
        Check(7, [.. generator, .. CompiledPrograms.Input(0, 3)[1..33]]);
    }

    [Fact]
    public void Bn254_PairingOfInverses_EqualsDotNet()
    {
        byte[] twist =
        [
            .. Hex("198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"),
            .. Hex("1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"),
            .. Hex("090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"),
            .. Hex("12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"),
        ];
        byte[] output = Check(
            8, [.. Word(1), .. Word(2), .. twist, .. Word(1), .. Word(FieldPrime - 2), .. twist]);

        Assert.Equal(1, output[^1]);
    }

    [Fact]
    public void Blake2F_TwelveRounds_EqualsDotNet()
    {
        byte[] call = CompiledPrograms.Input(0, 5)[1..214];
        new byte[] { 0, 0, 0, 12 }.CopyTo(call, 0);
        call[^1] = 1;
        Check(9, call);
    }

    // Long odd and even moduli: Montgomery products, and products modulo a power of two.
    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void ModExp_LongModulus_EqualsDotNet(int lowestDigit)
    {
        byte[] modulus = CompiledPrograms.Input(0, 11)[1..101];
        modulus[^1] = (byte)lowestDigit;
        byte[] random = CompiledPrograms.Input(0, 12)[1..121];
        Check(5, [.. Word(100), .. Word(20), .. Word(100), .. random, .. modulus]);
    }

    // The first of go-ethereum's vectors.
    [Fact]
    public void P256Verify_ValidSignature_EqualsDotNet()
    {
        byte[] call =
        [
            .. Hex("4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"),
            .. Hex("a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac"),
            .. Hex("36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"),
            .. Hex("4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"),
            .. Hex("7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e"),
        ];
        byte[] output = Check(0x100, call);
        Assert.Equal(1, output[^1]);
        call[0] ^= 1;
        Check(0x100, call);
    }

    [Fact]
    public void Bls12_MapAddAndMultiply_EqualsDotNet()
    {
        byte[] first = Point(Check(16, Padded(3)), 128);
        Check(11, [.. first, .. first]);
        Check(12, [.. first, .. CompiledPrograms.Input(0, 13)[1..33]]);
        byte[] second = Point(Check(17, [.. Padded(3), .. Padded(4)]), 256);
        Check(13, [.. second, .. second]);
        Check(14, [.. second, .. CompiledPrograms.Input(0, 14)[1..33]]);
    }

    [Fact]
    public void Bls12_PairingOfInverses_EqualsDotNet()
    {
        byte[] first = Point(Check(16, Padded(3)), 128);
        byte[] second = Point(Check(17, [.. Padded(3), .. Padded(4)]), 256);
        byte[] negated = [.. first];
        BigInteger y = new(first.AsSpan(64), isUnsigned: true, isBigEndian: true);
        Padded(Bls12Prime - y).CopyTo(negated, 64);
        byte[] output = Check(15, [.. first, .. second, .. negated, .. second]);

        Assert.Equal(1, output[^1]);
    }

    private byte[] Check(int number, byte[] call)
    {
        byte[] input = [Selector, (byte)(number >> 8), (byte)number, .. call];
        (uint exitCode, byte[] expected) = CompiledPrograms.RunUnderDotNet(input);
        ReferenceMachine machine = CompiledPrograms.RunOnMachine(input);

        Assert.Equal(0u, exitCode);
        Assert.Equal(0u, machine.ExitCode);
        Assert.Equal(expected, machine.Output);
        return expected;
    }

    // The output is the report's last part.
    private static byte[] Point(byte[] report, int length) => report[^length..];

    private static byte[] Padded(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[64 - bytes.Length], .. bytes];
    }

    private static byte[] Hex(string digits) => Convert.FromHexString(digits);

    private static byte[] Word(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
