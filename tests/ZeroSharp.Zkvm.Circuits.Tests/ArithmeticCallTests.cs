using System.Numerics;
using ZeroSharp.Stark.Air;
using ZeroSharp.Zkvm.Circuits.Chips.Arithmetic256;
using ZeroSharp.Zkvm.Circuits.Chips.Calls;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Circuits.Tests;

public sealed class ArithmeticCallTests
{
    private static readonly BigInteger Two256 = BigInteger.One << 256;

    // Numbers at the ends of their ranges, and around powers of two.
    private static readonly BigInteger[] Edges =
    [
        0, 1, 2, 0xFFFF, 0x1_0000, (BigInteger.One << 64) - 1, BigInteger.One << 128,
        (BigInteger.One << 255) - 19, BigInteger.One << 255, Two256 - 2, Two256 - 1,
    ];

    [Fact]
    public void MulMod_EdgesAndRandomNumbers_SaysWhatTheCallsDo()
    {
        SegmentRecord segment = MulMods(new Random(1), 60);
        using ChipTester tester = Tester(new MulModCallChip(), segment);
        Assert.Equal(Expected(segment.MulModCalls), tester.AssertValid());
    }

    [Fact]
    public void DivRem_EdgesAndRandomNumbers_SaysWhatTheCallsDo()
    {
        SegmentRecord segment = DivRems(new Random(2), 60);
        using ChipTester tester = Tester(new DivRemCallChip(), segment);
        Assert.Equal(Expected(segment.DivRemCalls), tester.AssertValid());
    }

    // The quotient and remainder of the next smaller quotient satisfy the equation, but not r < m.
    [Fact]
    public void MulMod_RemainderNotReduced_IsNoticed()
    {
        SegmentRecord segment = new();
        AddMulMod(segment, new Random(7), 1000, 1000, 999_999, (r, m) => r + m);
        using ChipTester tester = Tester(new MulModCallChip(), segment);
        Assert.False(tester.IsTrue(0));
    }

    [Fact]
    public void DivRem_RemainderNotReduced_IsNoticed()
    {
        SegmentRecord segment = new();
        AddDivRem(segment, new Random(8), 1000, 7, (q, r, d) => (q - 1, r + d));
        using ChipTester tester = Tester(new DivRemCallChip(), segment);
        Assert.False(tester.IsTrue(0));
    }

    [Fact]
    public void DivRem_DivisorZero_HasNoRow()
    {
        SegmentRecord segment = new();
        ulong[] before = Words(5, 0, 0, 0);
        segment.DivRemCalls.Add(CallSamples.Call(new Random(9), 3, before, Words(5, 0, 0, 5), 0));
        using ChipTester tester = Tester(new DivRemCallChip(), segment);
        Assert.False(tester.IsTrue(0));
    }

    // q d = 2^256 + a: right modulo 2^256, and wrong.
    [Fact]
    public void DivRem_QuotientThatWraps_IsNoticed()
    {
        SegmentRecord segment = new();
        BigInteger d = BigInteger.One << 200;
        AddDivRem(segment, new Random(10), BigInteger.One << 210, d, (q, r, _) => (q + (BigInteger.One << 56), r));
        using ChipTester tester = Tester(new DivRemCallChip(), segment);
        Assert.False(tester.IsTrue(0));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(0xFFFF_FFFF_0001_0002UL)]
    public void Halt_Call_SendsTheExitCode(ulong argument)
    {
        SegmentRecord segment = new();
        StepRecord step = CallSamples.Step(new Random(11), 0, argument, 0, 0);
        segment.HaltCalls.Add() = step;
        using ChipTester tester = Tester(new HaltCallChip(), segment);
        SortedSet<string> expected =
        [
            .. CallSamples.Messages(step), $"8: {(ushort)argument} {(ushort)(argument >> 16)} = 1",
        ];
        Assert.Equal(expected, tester.AssertValid());
    }

    // Another call's number in a7 fits no other chip.
    [Fact]
    public void Eval_NumberOfAnotherCall_IsNoticed()
    {
        SegmentRecord segment = DivRems(new Random(13), 1);
        segment.DivRemCalls[0].Step.Rs1 = 2;
        using ChipTester tester = Tester(new DivRemCallChip(), segment);
        Assert.False(tester.IsTrue(0));
    }

    // An address that is not a multiple of 8, or not below 2^32.
    [Theory]
    [InlineData(0x1000_0004UL)]
    [InlineData(0x1_0000_0008UL)]
    public void Eval_AddressThatTraps_IsNoticed(ulong address)
    {
        SegmentRecord segment = DivRems(new Random(14), 1);
        segment.DivRemCalls[0].Step.Rs2 = address;
        using ChipTester tester = Tester(new DivRemCallChip(), segment);
        Assert.False(tester.IsTrue(0));
    }

    [Fact]
    public void Create_Descriptions_KeepTheLimits()
    {
        AirDescription mulMod = AirDescription.Create(new MulModCallChip());
        AirDescription divRem = AirDescription.Create(new DivRemCallChip());
        AirDescription halt = AirDescription.Create(new HaltCallChip());
        Assert.Equal((255, 186), (mulMod.Air.Width, mulMod.Interactions.Count));
        Assert.Equal((207, 138), (divRem.Air.Width, divRem.Interactions.Count));
        Assert.Equal((15, 10), (halt.Air.Width, halt.Interactions.Count));
    }

    internal static SegmentRecord MulMods(Random random, int count)
    {
        SegmentRecord segment = new();
        while (segment.MulModCalls.Count < count)
        {
            BigInteger a = Number(random);
            BigInteger b = Number(random);
            BigInteger m = Number(random);
            if (!m.IsZero && a * b < m << 256)
            {
                AddMulMod(segment, random, a, b, m, (r, _) => r);
            }
        }

        return segment;
    }

    internal static SegmentRecord DivRems(Random random, int count)
    {
        SegmentRecord segment = new();
        while (segment.DivRemCalls.Count < count)
        {
            BigInteger a = Number(random);
            BigInteger d = random.Next(3) == 0 ? Number(random) >> random.Next(256) : Number(random);
            if (!d.IsZero)
            {
                AddDivRem(segment, random, a, d, (q, r, _) => (q, r));
            }
        }

        return segment;
    }

    private static void AddMulMod(
        SegmentRecord segment,
        Random random,
        BigInteger a,
        BigInteger b,
        BigInteger m,
        Func<BigInteger, BigInteger, BigInteger> result)
    {
        BigInteger r = result(a * b % m, m);
        segment.MulModCalls.Add(CallSamples.Call(
            random, 2, Words(a, b, m, Number(random)), Words(a, b, m, r), segment.MulModCalls.Count));
    }

    private static void AddDivRem(
        SegmentRecord segment,
        Random random,
        BigInteger a,
        BigInteger d,
        Func<BigInteger, BigInteger, BigInteger, (BigInteger Q, BigInteger R)> result)
    {
        (BigInteger q, BigInteger r) = result(a / d, a % d, d);
        segment.DivRemCalls.Add(CallSamples.Call(
            random,
            3,
            Words(a, d, Number(random), Number(random)),
            Words(a, d, q, r),
            segment.DivRemCalls.Count));
    }

    private static BigInteger Number(Random random)
    {
        if (random.Next(2) == 0)
        {
            return Edges[random.Next(Edges.Length)];
        }

        byte[] bytes = new byte[32];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    private static ulong[] Words(params BigInteger[] numbers) =>
    [
        .. numbers.SelectMany(number => Enumerable.Range(0, 4)
            .Select(i => (ulong)((number >> (64 * i)) & ulong.MaxValue))),
    ];

    private static SortedSet<string> Expected(IEnumerable<EcallRecord> calls) =>
        [.. calls.SelectMany(CallSamples.Messages)];

    private static ChipTester Tester(Chip chip, SegmentRecord segment) =>
        new(chip, segment, CallSamples.ProgramBase, CallSamples.Program);
}
