using System.Numerics;
using CsCheck;

namespace ZeroSharp.Ethereum.Core.Tests;

/// <summary>MODEXP: long operands against plain integers, and prices and bounds of all forks.</summary>
public sealed class ModExpTests
{
    private const int Contract = 5;

    private static readonly BigInteger Huge = BigInteger.One << 255;

    // Zeros at the low end of the modulus make it even, up to a power of two.
    [Fact]
    public void Run_LongOperands_EqualsBigInteger() =>
        Gen.Select(Gen.Byte.Array[0, 260], Gen.Byte.Array[0, 40], Gen.Byte.Array[33, 200], Gen.Int[0, 1700])
            .Sample(
                (b, e, m, zeros) =>
                {
                    BigInteger modulus = Number(m) >> zeros << zeros;
                    byte[] bytes = Bytes(modulus, m.Length);
                    BigInteger expected =
                        modulus.IsZero ? 0 : BigInteger.ModPow(Number(b), Number(e), modulus);
                    Assert.Equal(Bytes(expected, m.Length), Run(PrecompileRules.Berlin, Input(b, e, bytes)));
                },
                iter: 300);

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    public void Run_ModulusNearAPowerOfTwo_EqualsBigInteger(int bits)
    {
        BigInteger power = BigInteger.One << bits;
        foreach (BigInteger modulus in new[] { power - 1, power, power + 1, power + 2, 3 * power })
        {
            byte[] m = Bytes(modulus, 150);
            foreach (BigInteger b in new[] { BigInteger.Zero, 1, modulus - 1, modulus, modulus + 1 })
            {
                foreach (byte[] e in new byte[][] { [], [0], [1], [2], [3], [1, 0, 0, 1], [255, 255, 255, 255, 255] })
                {
                    BigInteger expected = BigInteger.ModPow(b, Number(e), modulus);
                    byte[] input = Input(Bytes(b, 140), e, m);
                    Assert.Equal(Bytes(expected, 150), Run(PrecompileRules.Berlin, input));
                }
            }
        }
    }

    [Fact]
    public void Run_NoBaseAndNoModulus_IsEmptyWhateverTheExponentIs()
    {
        byte[] input = [.. Bytes(0, 32), .. Bytes(Huge, 32), .. Bytes(0, 32)];
        Assert.Empty(Run(PrecompileRules.Berlin, input, 200));
        Assert.Empty(Run(PrecompileRules.Istanbul, input, 0));

        // EIP-7823 bounds every length.
        Assert.NotEqual(PrecompileStatus.Success, Status(PrecompileRules.Osaka, input));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_LengthNobodyPays_IsOutOfGas(int which)
    {
        foreach (BigInteger length in new[] { (BigInteger)uint.MaxValue << 8, ulong.MaxValue, Huge })
        {
            BigInteger[] lengths = [32, 32, 32];
            lengths[which] = length;
            byte[] input = [.. lengths.SelectMany(value => Bytes(value, 32)), .. new byte[96]];
            Assert.Equal(PrecompileStatus.OutOfGas, Status(PrecompileRules.Byzantium, input));
            Assert.Equal(PrecompileStatus.OutOfGas, Status(PrecompileRules.Prague, input));
            Assert.NotEqual(PrecompileStatus.Success, Status(PrecompileRules.Osaka, input));
        }
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void Run_LengthsInOsaka_AreBounded(int length, bool isAccepted)
    {
        for (int which = 0; which < 3; which++)
        {
            byte[][] operands = [[1], [1], [1]];
            operands[which] = new byte[length];
            byte[] input = Input(operands[0], operands[1], operands[2]);
            Assert.Equal(PrecompileStatus.Success, Status(PrecompileRules.Prague, input));
            Assert.Equal(isAccepted, Status(PrecompileRules.Osaka, input) == PrecompileStatus.Success);
        }
    }

    // EIP-198: f(x) = x^2 up to 64, x^2 / 4 + 96 x - 3072 up to 1024, x^2 / 16 + 480 x - 199680 beyond, times
    // the iterations and divided by 20. EIP-2565: ceil(x / 8)^2 times the iterations, divided by 3, at least
    // 200. EIP-7883: 16 up to 32 bytes, twice ceil(x / 8)^2 beyond, with 16 for 8 per byte of a long exponent,
    // at least 500.
    [Theory]
    [InlineData(1, 1, 1, 1, 0, 200, 500)]
    [InlineData(32, 32, 32, 0x80, 13_056, 1_360, 4_080)]
    [InlineData(33, 32, 33, 0x80, 13_884, 2_125, 12_750)]
    [InlineData(64, 1, 64, 0xFF, 1_433, 200, 896)]
    [InlineData(65, 1, 64, 0xFF, 1_478, 200, 1_134)]
    [InlineData(1024, 1, 1024, 2, 17_868, 5_461, 32_768)]
    [InlineData(1024, 33, 1024, 1, 4_574_412, 1_398_101, 8_650_752)]
    [InlineData(2048, 1, 1, 1, 52_275, 21_845, -1)]
    public void Run_AnyFork_CostsWhatItsEipSays(
        int b, int e, int m, byte firstDigit, long eip198, long eip2565, long eip7883)
    {
        byte[] exponent = new byte[e];
        exponent[0] = firstDigit;
        byte[] input = Input(new byte[b], exponent, Bytes(1, m));
        Run(PrecompileRules.Istanbul, input, eip198);
        Run(PrecompileRules.Prague, input, eip2565);
        if (eip7883 > 0)
        {
            Run(PrecompileRules.Osaka, input, eip7883);
        }
    }

    private static PrecompileStatus Status(PrecompileRules rules, byte[] input)
    {
        long gas = 1_000_000_000;
        return PrecompiledContract.Run(Contract, input, in rules, ref gas, out _);
    }

    private static byte[] Run(PrecompileRules rules, byte[] input, long? price = null)
    {
        long gas = price ?? long.MaxValue;
        Assert.Equal(
            PrecompileStatus.Success,
            PrecompiledContract.Run(Contract, input, in rules, ref gas, out ReadOnlySpan<byte> output));
        Assert.True(price is null || gas == 0, $"{gas} of {price} gas is left");
        return output.ToArray();
    }

    private static byte[] Input(byte[] b, byte[] e, byte[] m) =>
        [.. Bytes(b.Length, 32), .. Bytes(e.Length, 32), .. Bytes(m.Length, 32), .. b, .. e, .. m];

    private static byte[] Bytes(BigInteger value, int length)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return length == 0 ? [] : [.. new byte[length - bytes.Length], .. bytes];
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
