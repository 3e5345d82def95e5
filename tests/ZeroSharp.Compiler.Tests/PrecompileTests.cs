using System.Numerics;
using ZeroSharp.Compiler.Tests.Machine;

namespace ZeroSharp.Compiler.Tests;

/// <summary>Precompiled contracts, the heaviest arithmetic there is, on the machine.</summary>
public sealed class PrecompileTests
{
    private const int Selector = 14;

    private static readonly BigInteger FieldPrime = BigInteger.Parse(
        "21888242871839275222246405745257275088696311157297823662689037894645226208583");

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

    private byte[] Check(int number, byte[] call)
    {
        byte[] input = [Selector, (byte)number, .. call];
        (uint exitCode, byte[] expected) = CompiledPrograms.RunUnderDotNet(input);
        ReferenceMachine machine = CompiledPrograms.RunOnMachine(input);

        Assert.Equal(0u, exitCode);
        Assert.Equal(0u, machine.ExitCode);
        Assert.Equal(expected, machine.Output);
        return expected;
    }

    private static byte[] Hex(string digits) => Convert.FromHexString(digits);

    private static byte[] Word(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
