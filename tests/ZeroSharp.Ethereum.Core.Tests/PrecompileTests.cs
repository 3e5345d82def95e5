using System.Numerics;
using System.Text;
using CsCheck;

namespace ZeroSharp.Ethereum.Core.Tests;

/// <summary>Precompiled contracts: results against other implementations, prices against their EIPs.</summary>
public sealed class PrecompileTests
{
    [Fact]
    public void ModExp_RandomOperands_EqualsBigInteger() =>
        Gen.Select(Gen.Byte.Array[0, 70], Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 70]).Sample(
            (b, e, m) =>
            {
                BigInteger modulus = Number(m);
                BigInteger expected = modulus.IsZero ? 0 : BigInteger.ModPow(Number(b), Number(e), modulus);
                byte[] output = Run(5, ModExpInput(b, e, m), long.MaxValue, out _);
                Assert.Equal(m.Length, output.Length);
                Assert.Equal(expected, Number(output));
            },
            iter: 300);

    [Fact]
    public void ModExp_TruncatedInput_IsPaddedWithZeros() =>
        Gen.Select(Gen.Byte.Array[1, 20], Gen.Byte.Array[1, 20], Gen.Byte.Array[1, 20], Gen.Int[0, 160]).Sample(
            (b, e, m, length) =>
            {
                byte[] whole = ModExpInput(b, e, m);
                byte[] cut = whole[..Math.Min(length, whole.Length)];
                byte[] padded = [.. cut, .. new byte[whole.Length - cut.Length]];
                Assert.Equal(Run(5, padded, long.MaxValue, out _), Run(5, cut, long.MaxValue, out _));
            });

    // EIP-2565: max(200, ceil(max(lengths) / 8)^2 * iterations / 3).
    [Theory]
    [InlineData(1, 1, 1, 0x03, 200)]
    [InlineData(64, 1, 64, 0xFF, 200)]
    [InlineData(256, 1, 256, 0xFF, 2389)]
    [InlineData(256, 33, 256, 0x01, 87381)]
    public void ModExp_Price_IsThatOfEip2565(int b, int e, int m, byte firstDigit, long price)
    {
        byte[] exponent = new byte[e];
        exponent[0] = firstDigit;
        byte[] modulus = new byte[m];
        modulus[^1] = 1;
        Run(5, ModExpInput(new byte[b], exponent, modulus), 1_000_000, out long left);
        Assert.Equal(price, 1_000_000 - left);
    }

    [Fact]
    public void Sha256_RandomMessages_EqualsTheClassLibrary() => Gen.Byte.Array[0, 300].Sample(message =>
    {
        byte[] output = Run(2, message, 1_000_000, out long left);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(message), output);
        Assert.Equal(60 + (12 * ((message.Length + 31) / 32)), 1_000_000 - left);
    });

    // The vectors of the RIPEMD-160 paper.
    [Theory]
    [InlineData("", "9c1185a5c5e9fc54612808977ee8f548b2258d31")]
    [InlineData("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")]
    [InlineData("message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36")]
    [InlineData(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        "b0e20b6e3116640286ed3a87a5713079b21f5189")]
    public void Ripemd160_KnownMessage_GivesTheKnownDigest(string message, string digest)
    {
        byte[] input = Encoding.ASCII.GetBytes(message);
        byte[] output = Run(3, input, 1_000_000, out long left);
        Assert.Equal(new string('0', 24) + digest, Convert.ToHexStringLower(output));
        Assert.Equal(600 + (120 * ((input.Length + 31) / 32)), 1_000_000 - left);
    }

    [Fact]
    public void Identity_AnyInput_IsTheInput() => Gen.Byte.Array[0, 100].Sample(input =>
    {
        Assert.Equal(input, Run(4, input, 1000, out long left));
        Assert.Equal(15 + (3 * ((input.Length + 31) / 32)), 1000 - left);
    });

    // EIP-152, test vectors 5 and 8 (12 rounds and 1 round of "abc").
    [Theory]
    [InlineData(12, "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
        + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923")]
    [InlineData(1, "b63a380cb2897d521994a85234ee2c181b5f844d2c624c002677e9703449d2fb"
        + "a551b3a8333bcdf5f2f7e08993d53923de3d64fcc68c034e717b9293fed7a421")]
    public void Blake2F_VectorsOfItsEip_GiveTheKnownState(int rounds, string expected)
    {
        byte[] input = Convert.FromHexString(
            rounds.ToString("x8", System.Globalization.CultureInfo.InvariantCulture)
            + "48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5"
            + "d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b"
            + "616263" + new string('0', 250) + "0300000000000000" + "0000000000000000" + "01");
        Assert.Equal(expected, Convert.ToHexStringLower(Run(9, input, 1000, out long left)));
        Assert.Equal(rounds, 1000 - left);
        input[^1] = 2;
        AssertFails(9, input);
        AssertFails(9, input[1..]);
    }

    [Fact]
    public void Bn254Add_GeneratorTwice_EqualsMultiplicationByTwo()
    {
        byte[] generator = [.. Word(1), .. Word(2)];
        byte[] sum = Run(6, [.. generator, .. generator], 1000, out long left);
        Assert.Equal(150, 1000 - left);
        byte[] product = Run(7, [.. generator, .. Word(2)], 10_000, out left);
        Assert.Equal(6000, 10_000 - left);
        Assert.Equal(sum, product);
        Assert.Equal(
            "030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3"
                + "15ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4",
            Convert.ToHexStringLower(sum));
    }

    [Fact]
    public void Bn254Multiply_RandomScalars_Distribute() =>
        Gen.Select(Gen.ULong, Gen.ULong).Sample(
            (a, b) =>
            {
                byte[] generator = [.. Word(1), .. Word(2)];
                byte[] left = Run(7, [.. generator, .. Word((BigInteger)a + b)], 10_000, out _);
                byte[] first = Run(7, [.. generator, .. Word(a)], 10_000, out _);
                byte[] second = Run(7, [.. generator, .. Word(b)], 10_000, out _);
                Assert.Equal(left, Run(6, [.. first, .. second], 10_000, out _));
            },
            iter: 20);

    [Fact]
    public void Bn254_PointNotOnTheCurve_ConsumesAllGas()
    {
        AssertFails(6, [.. Word(1), .. Word(1)]);
        AssertFails(7, [.. Word(1), .. Word(1), .. Word(1)]);
        AssertFails(8, new byte[191]);

        // A coordinate at the modulus, though it is congruent to one of a point.
        BigInteger p = BigInteger.Parse(
            "21888242871839275222246405745257275088696311157297823662689037894645226208583",
            System.Globalization.CultureInfo.InvariantCulture);
        AssertFails(6, [.. Word(p + 1), .. Word(2)]);
    }

    [Fact]
    public void Bn254Pairing_NothingToPair_IsOne()
    {
        Assert.Equal(Word(1), Run(8, [], 45_000, out long left));
        Assert.Equal(0, left);

        // A pair with infinity on either side does not count.
        Assert.Equal(Word(1), Run(8, new byte[192], 79_000, out left));
        Assert.Equal(0, left);
    }

    [Fact]
    public void EcRecover_InvalidSignature_SucceedsWithoutOutput()
    {
        Assert.Empty(Run(1, new byte[128], 3000, out long left));
        Assert.Equal(0, left);
    }

    [Fact]
    public void Run_GasBelowThePrice_IsOutOfGas()
    {
        long gas = 2999;
        PrecompileRules rules = PrecompileRules.Cancun;
        Assert.Equal(
            PrecompileStatus.OutOfGas, PrecompiledContract.Run(1, new byte[128], in rules, ref gas, out _));
        Assert.Equal(0, gas);
    }

    // The last number below 0x100, and whether 0x100 is one.
    [Theory]
    [InlineData("Frontier", 4, false)]
    [InlineData("Byzantium", 8, false)]
    [InlineData("Istanbul", 9, false)]
    [InlineData("Berlin", 9, false)]
    [InlineData("Cancun", 10, false)]
    [InlineData("Prague", 17, false)]
    [InlineData("Osaka", 17, true)]
    public void TryGetNumber_Address_DependsOnTheFork(string fork, int last, bool hasP256)
    {
        PrecompileRules rules = Rules(fork);
        for (ulong i = 0; i < 0x110; i++)
        {
            Address address = Address.FromNumber(i);
            bool isExpected = (i > 0 && i <= (ulong)last) || (i == 0x100 && hasP256);
            Assert.Equal(isExpected, rules.TryGetNumber(in address, out int number));
            Assert.Equal(isExpected ? (int)i : 0, number);
        }
    }

    // EIP-196 and EIP-197, and EIP-1108 from Istanbul on.
    [Theory]
    [InlineData("Byzantium", 500, 40_000, 260_000)]
    [InlineData("Istanbul", 150, 6_000, 113_000)]
    [InlineData("Osaka", 150, 6_000, 113_000)]
    public void Run_Bn254_CostsWhatTheForkSays(string fork, long add, long multiply, long twoPairs)
    {
        PrecompileRules rules = Rules(fork);
        long[] prices = [add, multiply, twoPairs];
        int[] lengths = [128, 96, 384];
        for (int i = 0; i < prices.Length; i++)
        {
            long gas = prices[i];
            Assert.Equal(
                PrecompileStatus.Success,
                PrecompiledContract.Run(6 + i, new byte[lengths[i]], in rules, ref gas, out _));
            Assert.Equal(0, gas);
        }
    }

    private static PrecompileRules Rules(string fork) => fork switch
    {
        "Frontier" => PrecompileRules.Frontier,
        "Byzantium" => PrecompileRules.Byzantium,
        "Istanbul" => PrecompileRules.Istanbul,
        "Berlin" => PrecompileRules.Berlin,
        "Cancun" => PrecompileRules.Cancun,
        "Prague" => PrecompileRules.Prague,
        _ => PrecompileRules.Osaka,
    };

    private static byte[] Run(int number, byte[] input, long gas, out long left)
    {
        PrecompileRules rules = PrecompileRules.Cancun;
        Assert.Equal(
            PrecompileStatus.Success,
            PrecompiledContract.Run(number, input, in rules, ref gas, out ReadOnlySpan<byte> output));
        left = gas;
        return output.ToArray();
    }

    private static void AssertFails(int number, byte[] input)
    {
        long gas = 1_000_000;
        PrecompileRules rules = PrecompileRules.Cancun;
        Assert.Equal(
            PrecompileStatus.Failure, PrecompiledContract.Run(number, input, in rules, ref gas, out _));
        Assert.Equal(0, gas);
    }

    private static byte[] ModExpInput(byte[] b, byte[] e, byte[] m) =>
        [.. Word(b.Length), .. Word(e.Length), .. Word(m.Length), .. b, .. e, .. m];

    private static byte[] Word(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
