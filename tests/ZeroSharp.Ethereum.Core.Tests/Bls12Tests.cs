using System.Numerics;
using CsCheck;
using ZeroSharp.TestModels;

namespace ZeroSharp.Ethereum.Core.Tests;

/// <summary>The contracts of EIP-2537 against plain integers and by the laws of groups and pairings.</summary>
public sealed class Bls12Tests
{
    private const int G1Add = 11;
    private const int G1Sum = 12;
    private const int G2Add = 13;
    private const int G2Sum = 14;
    private const int Pairing = 15;
    private const int MapToG1 = 16;
    private const int MapToG2 = 17;

    private static readonly BigInteger G1Cofactor = BigInteger.Parse("76329603384216526031706109802092473003");

    private static readonly Gen<BigInteger> Element =
        Gen.Byte.Array[48].Select(bytes => new BigInteger(bytes, true) % Bls12Element.P);

    private static readonly Bls12ModelPoint FirstGenerator = Bls12ModelPoint.Read(Convert.FromHexString(
        "0000000000000000000000000000000017F1D3A73197D7942695638C4FA9AC0FC3688C4F9774B905A14E3A3F171BAC58"
            + "6C55E83FF97A1AEFFB3AF00ADB22C6BB0000000000000000000000000000000008B3F481E3AAA0F1A09E30ED741D8AE4"
            + "FCF5E095D5D00AF600DB18CB2C04B3EDD03CC744A2888AE40CAA232946C5E7E1"));

    // A point of G2 from the map: any will do as a generator.
    private static readonly Bls12ModelPoint SecondGenerator =
        Bls12ModelPoint.Read(Run(MapToG2, [.. Padded(5), .. Padded(7)]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Add_PointsOfTheCurve_EqualsTheModel(bool isTwist) =>
        Gen.Select(Element, Element, Gen.Int[0, 4]).Sample(
            (first, second, relation) =>
            {
                Bls12ModelPoint a = Bls12ModelPoint.FromSeed(first, isTwist);
                Bls12ModelPoint b = relation switch
                {
                    0 => a,
                    1 => a.Negate(),
                    2 => Bls12ModelPoint.Infinity,
                    _ => Bls12ModelPoint.FromSeed(second, isTwist),
                };
                byte[] expected = a.Add(b).Write(isTwist);
                int number = isTwist ? G2Add : G1Add;
                Assert.Equal(expected, Run(number, [.. a.Write(isTwist), .. b.Write(isTwist)]));
                Assert.Equal(expected, Run(number, [.. b.Write(isTwist), .. a.Write(isTwist)]));
            },
            iter: 30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sum_PointsOfTheSubgroup_EqualsTheModel(bool isTwist) =>
        Gen.Select(Gen.UInt[1, 1000], WordGen.Any).Array[1, 4].Sample(
            terms =>
            {
                Bls12ModelPoint expected = Bls12ModelPoint.Infinity;
                List<byte> input = [];
                foreach ((uint multiple, UInt256 scalar) in terms)
                {
                    Bls12ModelPoint point = Generator(isTwist).Multiply(multiple);
                    expected = expected.Add(point.Multiply(WordGen.Big(in scalar)));
                    input.AddRange(point.Write(isTwist));
                    input.AddRange(Word(in scalar));
                }

                Assert.Equal(expected.Write(isTwist), Run(isTwist ? G2Sum : G1Sum, [.. input]));
            },
            iter: 12);

    // More points than one chunk of the algorithm has, infinity and opposites among them.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sum_ManyPoints_EqualsOneMultiple(bool isTwist)
    {
        Bls12ModelPoint point = Bls12ModelPoint.Infinity;
        BigInteger total = 0;
        List<byte> input = [];
        for (int i = 0; i < 70; i++)
        {
            UInt256 scalar = Keccak256.Hash([(byte)i]).ToUInt256();
            Bls12ModelPoint term = i % 2 == 0 ? point : point.Negate();
            total += (i % 2 == 0 ? i : -i) * WordGen.Big(in scalar);
            input.AddRange(term.Write(isTwist));
            input.AddRange(Word(in scalar));
            point = point.Add(Generator(isTwist));
        }

        BigInteger r = Bls12ModelPoint.Order;
        byte[] expected = Generator(isTwist).Multiply(((total % r) + r) % r).Write(isTwist);
        Assert.Equal(expected, Run(isTwist ? G2Sum : G1Sum, [.. input]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sum_AnyPointOfTheCurve_IsAcceptedWhereItsOrderIsR(bool isTwist) =>
        Element.Sample(
            seed =>
            {
                Bls12ModelPoint point = Bls12ModelPoint.FromSeed(seed, isTwist);
                bool isInSubgroup = point.Multiply(Bls12ModelPoint.Order).IsInfinity;
                Assert.Equal(isInSubgroup, IsAccepted(point, isTwist));
                if (!isTwist)
                {
                    Assert.True(IsAccepted(point.Multiply(G1Cofactor), isTwist));

                    // A multiple of r has an order that divides the cofactor.
                    Bls12ModelPoint small = point.Multiply(Bls12ModelPoint.Order);
                    Assert.Equal(small.IsInfinity, IsAccepted(small, isTwist));
                }
            },
            iter: 10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Map_AnyElement_GivesAPointOfTheSubgroup(bool isTwist) =>
        Gen.Select(Element, Element).Sample(
            (a, b) =>
            {
                byte[] input = isTwist ? [.. Padded(a), .. Padded(b)] : Padded(a);
                Bls12ModelPoint point = Bls12ModelPoint.Read(Run(isTwist ? MapToG2 : MapToG1, input));
                Assert.True(point.IsOnCurve(isTwist));
                Assert.True(point.Multiply(Bls12ModelPoint.Order).IsInfinity);
                Assert.True(IsAccepted(point, isTwist));
            },
            iter: 10);

    // The sums Z^2 u^4 + Z u^2 that are zero, and elements of Fp and its multiples by u.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Map_SpecialElements_GivesAPointOfTheSubgroup(int a, int b)
    {
        Bls12ModelPoint first = Bls12ModelPoint.Read(Run(MapToG1, Padded(a)));
        Bls12ModelPoint second = Bls12ModelPoint.Read(Run(MapToG2, [.. Padded(a), .. Padded(b)]));
        Assert.True(first.IsOnCurve(false) && IsAccepted(first, false));
        Assert.True(second.IsOnCurve(true) && IsAccepted(second, true));
    }

    [Fact]
    public void Pairing_Multiples_IsBilinear() =>
        Gen.Select(Gen.ULong[1, ulong.MaxValue], Gen.ULong[1, ulong.MaxValue]).Sample(
            (a, b) =>
            {
                byte[] left = Pair(FirstGenerator.Multiply(a), SecondGenerator.Multiply(b));
                Bls12ModelPoint minus = FirstGenerator.Negate();
                byte[] right = Pair(minus.Multiply((BigInteger)a * b), SecondGenerator);
                byte[] wrong = Pair(minus.Multiply(((BigInteger)a * b) + 1), SecondGenerator);
                Assert.Equal(1, Run(Pairing, [.. left, .. right])[^1]);
                Assert.Equal(0, Run(Pairing, [.. left, .. wrong])[^1]);
            },
            iter: 4);

    [Fact]
    public void Pairing_Infinity_DoesNotCount()
    {
        byte[] left = Pair(FirstGenerator, Bls12ModelPoint.Infinity);
        byte[] right = Pair(Bls12ModelPoint.Infinity, SecondGenerator);
        Assert.Equal(1, Run(Pairing, [.. left, .. right])[^1]);
        byte[] other = Pair(FirstGenerator, SecondGenerator);
        Assert.Equal(0, Run(Pairing, [.. left, .. other, .. right])[^1]);
    }

    [Theory]
    [InlineData(G1Add, 256)]
    [InlineData(G1Sum, 160)]
    [InlineData(G2Add, 512)]
    [InlineData(G2Sum, 288)]
    [InlineData(Pairing, 384)]
    [InlineData(MapToG1, 64)]
    [InlineData(MapToG2, 128)]
    public void Run_OtherLengthOrEncoding_Fails(int number, int length)
    {
        Run(number, new byte[length]);
        AssertFails(number, []);
        AssertFails(number, new byte[length - 1]);
        AssertFails(number, new byte[length + 1]);
        byte[] input = new byte[length];
        input[0] = 1;
        AssertFails(number, input);
        Padded(Bls12Element.P).CopyTo(input, 0);
        AssertFails(number, input);
    }

    // EIP-2537, "Gas schedule".
    [Theory]
    [InlineData(G1Add, 256, 375)]
    [InlineData(G1Sum, 0, 0)]
    [InlineData(G1Sum, 160, 12_000)]
    [InlineData(G1Sum, 128 * 160, 797_184)]
    [InlineData(G1Sum, 1000 * 160, 6_228_000)]
    [InlineData(G2Add, 512, 600)]
    [InlineData(G2Sum, 288, 22_500)]
    [InlineData(G2Sum, 128 * 288, 1_509_120)]
    [InlineData(Pairing, 0, 37_700)]
    [InlineData(Pairing, 768, 102_900)]
    [InlineData(MapToG1, 64, 5_500)]
    [InlineData(MapToG2, 128, 23_800)]
    public void Run_OneGasTooLittle_IsOutOfGas(int number, int length, long price)
    {
        byte[] input = new byte[length];
        PrecompileRules rules = PrecompileRules.Prague;
        long gas = price;
        Assert.NotEqual(
            PrecompileStatus.OutOfGas, PrecompiledContract.Run(number, input, in rules, ref gas, out _));
        gas = price - 1;
        Assert.Equal(
            PrecompileStatus.OutOfGas, PrecompiledContract.Run(number, input, in rules, ref gas, out _));
    }

    private static Bls12ModelPoint Generator(bool isTwist) => isTwist ? SecondGenerator : FirstGenerator;

    private static bool IsAccepted(Bls12ModelPoint point, bool isTwist)
    {
        byte[] input = [.. point.Write(isTwist), .. new byte[32]];
        PrecompileRules rules = PrecompileRules.Prague;
        long gas = long.MaxValue;
        PrecompileStatus status =
            PrecompiledContract.Run(isTwist ? G2Sum : G1Sum, input, in rules, ref gas, out _);
        return status == PrecompileStatus.Success;
    }

    private static byte[] Pair(Bls12ModelPoint first, Bls12ModelPoint second) =>
        [.. first.Write(false), .. second.Write(true)];

    private static byte[] Run(int number, byte[] input)
    {
        PrecompileRules rules = PrecompileRules.Prague;
        long gas = long.MaxValue;
        Assert.Equal(
            PrecompileStatus.Success,
            PrecompiledContract.Run(number, input, in rules, ref gas, out ReadOnlySpan<byte> output));
        return output.ToArray();
    }

    private static void AssertFails(int number, byte[] input)
    {
        PrecompileRules rules = PrecompileRules.Prague;
        long gas = long.MaxValue;
        Assert.Equal(
            PrecompileStatus.Failure, PrecompiledContract.Run(number, input, in rules, ref gas, out _));
        Assert.Equal(0, gas);
    }

    private static byte[] Padded(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[64 - bytes.Length], .. bytes];
    }

    private static byte[] Word(in UInt256 value)
    {
        byte[] bytes = new byte[32];
        value.ToBigEndian(bytes);
        return bytes;
    }
}
