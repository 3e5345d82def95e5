using System.Numerics;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm.Tests;

/// <summary>Memory: expansion, copies and hashing.</summary>
public sealed class MemoryTests
{
    private static readonly byte[] Input = [1, 2, 3, 4];

    // 3 a + floor(a^2 / 512) for a words (Yellow Paper, equation 326), after two pushes and the store.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(32, 2)]
    [InlineData(31 * 32, 32)]
    [InlineData(32 * 723, 724)]
    [InlineData((32 * 723) + 1, 725)]
    [InlineData(1_000_000, 31_251)]
    public void MStore_AtOffset_PaysForTheWordsUpToIt(long offset, long words) =>
        Assert.Equal(
            9 + (3 * words) + (words * words / 512), EvmHost.Gas($"PUSH1 1 PUSH4 {offset} MSTORE"));

    [Theory]
    [InlineData("PUSH1 1 PUSH1 31 MSTORE8", 9 + 3)]
    [InlineData("PUSH1 1 PUSH1 32 MSTORE8", 9 + 6)]
    [InlineData("PUSH1 64 MLOAD", 6 + 9)]
    [InlineData("PUSH1 64 MLOAD PUSH1 0 MLOAD", 6 + 9 + 6)]
    public void Access_Memory_PaysOnlyForNewWords(string program, long gas) => Assert.Equal(gas, EvmHost.Gas(program));

    [Theory]
    [InlineData("PUSH1 1 PUSH32 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff MSTORE")]
    [InlineData("PUSH9 0x010000000000000000 MLOAD")]
    [InlineData("PUSH8 0x7fffffffffffffff MLOAD")]
    [InlineData("PUSH4 0xffffffff MLOAD")]
    [InlineData("PUSH1 1 PUSH9 0x010000000000000000 KECCAK256")]
    [InlineData("PUSH9 0x010000000000000000 PUSH1 0 RETURN")]
    [InlineData("PUSH9 0x010000000000000000 PUSH1 0 PUSH1 0 CALLDATACOPY")]
    public void Access_FarAway_IsOutOfGas(string program) =>
        Assert.Equal(VmStatus.OutOfGas, EvmHost.End(program));

    [Theory]
    [InlineData("PUSH1 0 PUSH32 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff KECCAK256 POP", 38)]
    [InlineData("PUSH1 0 PUSH1 0 PUSH9 0x010000000000000000 CALLDATACOPY", 12)]
    [InlineData("PUSH1 0 PUSH1 0 PUSH9 0x010000000000000000 MCOPY", 12)]
    public void Access_NoBytesFarAway_CostsNoMemory(string program, long gas) =>
        Assert.Equal(gas, EvmHost.Gas(program));

    [Fact]
    public void MSize_AfterAccess_IsAWholeNumberOfWords()
    {
        Assert.Equal(0, EvmHost.Top("MSIZE"));
        Assert.Equal(64, EvmHost.Top("PUSH1 1 MLOAD POP MSIZE"));
        Assert.Equal(96, EvmHost.Top("PUSH1 7 PUSH1 64 MSTORE8 MSIZE"));
    }

    [Fact]
    public void MStore8_LongWord_WritesItsLowestByte() =>
        Assert.Equal((BigInteger)0x34 << 248, EvmHost.Top("PUSH2 0x1234 PUSH1 0 MSTORE8 PUSH1 0 MLOAD"));

    [Fact]
    public void CallDataLoad_PastTheEnd_IsPaddedWithZeros()
    {
        Assert.Equal((BigInteger)0x01020304 << 224, EvmHost.Top("PUSH1 0 CALLDATALOAD", input: Input));
        Assert.Equal((BigInteger)0x04 << 248, EvmHost.Top("PUSH1 3 CALLDATALOAD", input: Input));
        Assert.Equal(0, EvmHost.Top("PUSH1 4 CALLDATALOAD", input: Input));
        Assert.Equal(0, EvmHost.Top("PUSH9 0x010000000000000000 CALLDATALOAD", input: Input));
        Assert.Equal(4, EvmHost.Top("CALLDATASIZE", input: Input));
    }

    [Fact]
    public void CallDataCopy_PastTheEnd_OverwritesWithZeros()
    {
        const string Fill = "PUSH0 NOT PUSH1 0 MSTORE ";
        BigInteger expected = ((BigInteger)0x0304 << 240) + ((BigInteger.One << 224) - 1);
        Assert.Equal(
            expected, EvmHost.Top(Fill + "PUSH1 4 PUSH1 2 PUSH1 0 CALLDATACOPY PUSH1 0 MLOAD", input: Input));
    }

    // 3 pushes, 3 for the copy, 3 a word copied, 3 a word of memory.
    [Theory]
    [InlineData("CALLDATACOPY", 32, 9 + 3 + 3 + 3)]
    [InlineData("CALLDATACOPY", 33, 9 + 3 + 6 + 6)]
    [InlineData("CODECOPY", 64, 9 + 3 + 6 + 6)]
    [InlineData("MCOPY", 32, 9 + 3 + 3 + 3)]
    public void Copy_Words_CostsThreeEach(string name, int length, long gas) =>
        Assert.Equal(gas, EvmHost.Gas($"PUSH1 {length} PUSH1 0 PUSH1 0 {name}"));

    // The example of EIP-5656: overlapping copies act as if through an intermediate.
    [Theory]
    [InlineData(0, 1, 8, "000001020304050607")]
    [InlineData(1, 0, 8, "010203040506070808")]
    public void MCopy_Overlapping_CopiesAsIfThroughABuffer(int source, int target, int length, string expected)
    {
        string program = "PUSH9 0x000102030405060708 PUSH1 184 SHL PUSH1 0 MSTORE "
            + $"PUSH1 {length} PUSH1 {source} PUSH1 {target} MCOPY PUSH1 0 MLOAD PUSH1 184 SHR";
        Assert.Equal(
            new BigInteger(Convert.FromHexString(expected), isUnsigned: true, isBigEndian: true),
            EvmHost.Top(program));
    }

    [Fact]
    public void MCopy_SourceBeyondMemory_ExpandsToIt() =>
        Assert.Equal(9 + 3 + 3 + 9, EvmHost.Gas("PUSH1 32 PUSH1 64 PUSH1 0 MCOPY"));

    [Fact]
    public void CodeCopy_OwnCode_IsTheCodeWithZerosAfterIt()
    {
        const string Program = "PUSH1 32 PUSH1 0 PUSH1 0 CODECOPY PUSH1 0 MLOAD";
        byte[] code = Assembler.Assemble(Program + EvmHost.LogTop);
        byte[] padded = [.. code, .. new byte[32 - code.Length]];
        Assert.Equal(new BigInteger(padded, isUnsigned: true, isBigEndian: true), EvmHost.Top(Program));
        Assert.Equal(1, EvmHost.Gas("CODESIZE POP") - 3);
    }

    [Fact]
    public void Keccak_Memory_IsTheHashAtThePriceOfItsWords()
    {
        Hash256 hash = Keccak256.Hash(new byte[33]);
        Assert.Equal(
            new BigInteger(hash.AsSpan(), isUnsigned: true, isBigEndian: true),
            EvmHost.Top("PUSH1 33 PUSH1 0 KECCAK256"));
        Assert.Equal(6 + 30 + 12 + 6, EvmHost.Gas("PUSH1 33 PUSH1 0 KECCAK256"));
    }

    [Theory]
    [InlineData(0, 0, 375)]
    [InlineData(2, 0, 375 + 750)]
    [InlineData(4, 0, 375 + 1500)]
    [InlineData(1, 40, 375 + 375 + 320 + 6)]
    public void Log_TopicsAndData_CostAsTheYellowPaperSays(int topics, int length, long gas)
    {
        string program = string.Concat(Enumerable.Range(1, topics).Select(topic => $"PUSH1 {topic} "))
            + $"PUSH1 {length} PUSH1 0 LOG{topics}";
        Outcome outcome = EvmHost.Of(program).Call();
        Assert.Equal((3 * (topics + 2)) + gas, outcome.GasUsed);
        LogEntry log = outcome.World.LogAt(0);
        Assert.Equal(length, log.Data.Length);
        Assert.Equal(EvmHost.Main, log.Address);

        // The topic on top of the stack is the first.
        Assert.Equal(
            Enumerable.Range(1, topics).Reverse().Select(topic => (ulong)topic),
            log.Topics.Select(topic => topic.ToUInt256().U0));
    }
}
