using System.Numerics;
using CsCheck;
using ZeroSharp.Ethereum.Core;
using static ZeroSharp.TestModels.WordGen;

namespace ZeroSharp.Ethereum.Evm.Tests;

/// <summary>Arithmetic, comparison and bit instructions against integers (Yellow Paper, appendix H.2).</summary>
public sealed class ArithmeticTests
{
    private static readonly Dictionary<string, Func<UInt256, UInt256, BigInteger>> Binary = new()
    {
        ["ADD"] = (a, b) => Big(a) + Big(b),
        ["MUL"] = (a, b) => Big(a) * Big(b),
        ["SUB"] = (a, b) => Big(a) - Big(b),
        ["DIV"] = (a, b) => b.IsZero ? 0 : Big(a) / Big(b),
        ["SDIV"] = (a, b) => b.IsZero ? 0 : BigInteger.Divide(Signed(a), Signed(b)),
        ["MOD"] = (a, b) => b.IsZero ? 0 : Big(a) % Big(b),
        ["SMOD"] = (a, b) => b.IsZero ? 0 : BigInteger.Remainder(Signed(a), Signed(b)),
        ["EXP"] = (a, b) => BigInteger.ModPow(Big(a), Big(b), Modulus),
        ["LT"] = (a, b) => Big(a) < Big(b) ? 1 : 0,
        ["GT"] = (a, b) => Big(a) > Big(b) ? 1 : 0,
        ["SLT"] = (a, b) => Signed(a) < Signed(b) ? 1 : 0,
        ["SGT"] = (a, b) => Signed(a) > Signed(b) ? 1 : 0,
        ["EQ"] = (a, b) => Big(a) == Big(b) ? 1 : 0,
        ["AND"] = (a, b) => Big(a) & Big(b),
        ["OR"] = (a, b) => Big(a) | Big(b),
        ["XOR"] = (a, b) => Big(a) ^ Big(b),
        ["BYTE"] = (a, b) => Big(a) < 32 ? (Big(b) >> (8 * (31 - (int)Big(a)))) & 255 : 0,
        ["SHL"] = (a, b) => Big(a) < 256 ? Big(b) << (int)Big(a) : 0,
        ["SHR"] = (a, b) => Big(a) < 256 ? Big(b) >> (int)Big(a) : 0,
        ["SAR"] = (a, b) => Signed(b) >> (int)BigInteger.Min(Big(a), 256),
        ["SIGNEXTEND"] = SignExtend,
    };

    public static TheoryData<string> BinaryNames => [.. Binary.Keys];

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void Run_BinaryInstruction_EqualsTheIntegers(string name) => Gen.Select(Any, Any).Sample(
        (a, b) => Assert.Equal(
            Big(Word(Binary[name](a, b))), EvmHost.Top($"PUSH32 {Big(b)} PUSH32 {Big(a)} {name}")),
        iter: 300);

    // Small first operands, where byte and shift positions are in range.
    [Theory]
    [InlineData("BYTE")]
    [InlineData("SHL")]
    [InlineData("SHR")]
    [InlineData("SAR")]
    [InlineData("SIGNEXTEND")]
    public void Run_SmallPosition_EqualsTheIntegers(string name) => Gen.Select(Gen.UInt[0, 260], Any).Sample(
        (a, b) => Assert.Equal(
            Big(Word(Binary[name](a, b))), EvmHost.Top($"PUSH32 {Big(b)} PUSH2 {a} {name}")),
        iter: 300);

    [Fact]
    public void Run_ModularInstruction_EqualsTheIntegers() => Gen.Select(Any, Any, Any).Sample(
        (a, b, m) =>
        {
            string operands = $"PUSH32 {Big(m)} PUSH32 {Big(b)} PUSH32 {Big(a)}";
            Assert.Equal(m.IsZero ? 0 : (Big(a) + Big(b)) % Big(m), EvmHost.Top(operands + " ADDMOD"));
            Assert.Equal(m.IsZero ? 0 : Big(a) * Big(b) % Big(m), EvmHost.Top(operands + " MULMOD"));
        },
        iter: 300);

    [Fact]
    public void Run_UnaryInstruction_EqualsTheIntegers() => Any.Sample(
        a =>
        {
            Assert.Equal(a.IsZero ? 1 : 0, EvmHost.Top($"PUSH32 {Big(a)} ISZERO"));
            Assert.Equal(Modulus - 1 - Big(a), EvmHost.Top($"PUSH32 {Big(a)} NOT"));
        });

    // EIP-7939.
    [Fact]
    public void Run_CountLeadingZeros_EqualsTheIntegers() => Gen.Select(Any, Gen.Int[0, 255]).Sample(
        (a, shift) =>
        {
            BigInteger value = Big(a) >> shift;
            Assert.Equal(
                256 - (long)value.GetBitLength(), EvmHost.Top($"PUSH32 {value} CLZ", Fork.Osaka));
        },
        iter: 300);

    [Fact]
    public void Run_CountLeadingZeros_Costs5_FromOsakaOn()
    {
        Assert.Equal(256, EvmHost.Top("PUSH1 0 CLZ", Fork.Osaka));
        Assert.Equal(3 + 5, EvmHost.Gas("PUSH1 1 CLZ", Fork.Osaka));
        Assert.Equal(VmStatus.BadInstruction, EvmHost.End("CLZ", Fork.Osaka));
        Assert.Equal(VmStatus.BadInstruction, EvmHost.End("PUSH1 1 CLZ", Fork.Prague));
    }

    // Two pushes cost 6; see appendix G for the rest.
    [Theory]
    [InlineData("ADD", 3)]
    [InlineData("SUB", 3)]
    [InlineData("MUL", 5)]
    [InlineData("DIV", 5)]
    [InlineData("SDIV", 5)]
    [InlineData("MOD", 5)]
    [InlineData("SMOD", 5)]
    [InlineData("SIGNEXTEND", 5)]
    [InlineData("LT", 3)]
    [InlineData("GT", 3)]
    [InlineData("SLT", 3)]
    [InlineData("SGT", 3)]
    [InlineData("EQ", 3)]
    [InlineData("AND", 3)]
    [InlineData("OR", 3)]
    [InlineData("XOR", 3)]
    [InlineData("BYTE", 3)]
    [InlineData("SHL", 3)]
    [InlineData("SHR", 3)]
    [InlineData("SAR", 3)]
    public void Run_BinaryInstruction_CostsAsTheYellowPaperSays(string name, long gas) =>
        Assert.Equal(6 + gas, EvmHost.Gas($"PUSH1 2 PUSH1 3 {name}"));

    [Theory]
    [InlineData("PUSH1 1 ISZERO", 6)]
    [InlineData("PUSH1 1 NOT", 6)]
    [InlineData("PUSH1 5 PUSH1 2 PUSH1 3 ADDMOD", 17)]
    [InlineData("PUSH1 5 PUSH1 2 PUSH1 3 MULMOD", 17)]
    [InlineData("PUSH1 0 PUSH1 3 EXP", 16)]
    [InlineData("PUSH1 255 PUSH1 3 EXP", 66)]
    [InlineData("PUSH2 256 PUSH1 3 EXP", 116)]
    [InlineData("PUSH32 0xff00000000000000000000000000000000000000000000000000000000000000 PUSH1 3 EXP", 1616)]
    public void Run_OtherArithmetic_CostsAsTheYellowPaperSays(string program, long gas) =>
        Assert.Equal(gas, EvmHost.Gas(program));

    private static BigInteger SignExtend(UInt256 index, UInt256 value)
    {
        if (Big(index) >= 31)
        {
            return Big(value);
        }

        int bits = 8 * ((int)Big(index) + 1);
        BigInteger low = Big(value) & ((BigInteger.One << bits) - 1);
        return (low >> (bits - 1)) == 1 ? low - (BigInteger.One << bits) : low;
    }
}
