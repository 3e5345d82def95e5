using System.Buffers.Binary;
using System.Numerics;

namespace ZeroSharp.Ethereum.Evm.Tests;

/// <summary>The stack, jumps, and which instructions a fork has.</summary>
public sealed class FlowTests
{
    [Theory]
    [InlineData("ADD")]
    [InlineData("PUSH1 1 ADD")]
    [InlineData("POP")]
    [InlineData("DUP1")]
    [InlineData("PUSH1 1 DUP2")]
    [InlineData("PUSH1 1 SWAP1")]
    [InlineData("PUSH1 0 PUSH1 0 LOG1")]
    [InlineData("PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 CALL")]
    [InlineData("PUSH1 0 PUSH1 0 CREATE")]
    [InlineData("PUSH1 0 RETURN")]
    [InlineData("SELFDESTRUCT")]
    public void Run_TooFewItems_Fails(string program) =>
        Assert.Equal(VmStatus.BadInstruction, EvmHost.End(program));

    [Fact]
    public void Run_StackOf1024_IsAllowed_And1025IsNot()
    {
        string full = string.Concat(Enumerable.Repeat("PUSH1 1 ", 1024));
        Assert.Equal(VmStatus.Success, EvmHost.End(full));
        Assert.Equal(VmStatus.Success, EvmHost.End(full + "SWAP16 POP DUP16"));
        Assert.Equal(VmStatus.BadInstruction, EvmHost.End(full + "PUSH1 1"));
        Assert.Equal(VmStatus.BadInstruction, EvmHost.End(full + "DUP1"));
        Assert.Equal(VmStatus.BadInstruction, EvmHost.End(full + "CALLER"));
        Assert.Equal(VmStatus.BadInstruction, EvmHost.End(full + "MSIZE"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    public void DupAndSwap_Position_CountFromTheTop(int position)
    {
        string stack = string.Concat(Enumerable.Range(1, 17).Reverse().Select(i => $"PUSH1 {i} "));
        Assert.Equal(position, EvmHost.Top($"{stack}DUP{position}"));
        Assert.Equal(position + 1, EvmHost.Top($"{stack}SWAP{position}"));
    }

    [Fact]
    public void Push_PastTheEnd_ReadsZeros()
    {
        // PUSH32 with one byte of data is the last instruction; execution stops after it.
        Assert.Equal(VmStatus.Success, EvmHost.End("#7fff"));
        Assert.Equal(3, EvmHost.Gas("#7fff"));
        for (int length = 1; length <= 32; length++)
        {
            Assert.Equal(0x0102, EvmHost.Top($"PUSH32 0x0102 POP PUSH{Math.Max(length, 2)} 0x0102"));
        }
    }

    [Theory]
    [InlineData("PUSH1 4 JUMP INVALID JUMPDEST PUSH1 7", 7)]
    [InlineData("PUSH1 1 PUSH1 6 JUMPI INVALID JUMPDEST PUSH1 8", 8)]
    [InlineData("PUSH1 0 PUSH1 99 JUMPI PUSH1 9", 9)]
    [InlineData("JUMPDEST PC", 1)]
    [InlineData("PUSH4 1 PC", 5)]
    public void Jump_ToADestination_GoesOnThere(string program, int top) =>
        Assert.Equal(top, EvmHost.Top(program));

    [Theory]
    [InlineData("PUSH1 3 JUMP STOP")]
    [InlineData("PUSH1 100 JUMP")]
    [InlineData("PUSH1 5 JUMP PUSH1 0x5b")]
    [InlineData("PUSH1 4 JUMP PUSH1 0x5b")]
    [InlineData("PUSH9 0x010000000000000003 JUMP JUMPDEST")]
    [InlineData("PUSH1 1 PUSH1 6 JUMPI PUSH1 0x5b")]
    [InlineData("PUSH1 11 JUMP #7f5b5b5b5b5b5b5b5b")]
    public void Jump_NoDestination_Fails(string program) =>
        Assert.Equal(VmStatus.InvalidJump, EvmHost.End(program));

    [Theory]
    [InlineData("JUMPDEST", 1)]
    [InlineData("PUSH1 3 JUMP JUMPDEST", 3 + 8 + 1)]
    [InlineData("PUSH1 0 PUSH1 0 JUMPI", 6 + 10)]
    [InlineData("PC POP", 4)]
    [InlineData("GAS POP", 4)]
    [InlineData("PUSH0 POP", 4)]
    [InlineData("PUSH1 1 DUP1 SWAP1", 9)]
    [InlineData("CALLER POP", 4)]
    [InlineData("CALLVALUE POP", 4)]
    [InlineData("SELFBALANCE POP", 7)]
    [InlineData("PUSH1 0 BLOCKHASH POP", 25)]
    [InlineData("PUSH1 0 BLOBHASH POP", 8)]
    [InlineData("BLOBBASEFEE POP", 4)]
    [InlineData("STOP INVALID", 0)]
    public void Run_Instruction_CostsAsTheYellowPaperSays(string program, long gas) =>
        Assert.Equal(gas, EvmHost.Gas(program));

    [Fact]
    public void Gas_Instruction_IsWhatIsLeftAfterIt() =>
        Assert.Equal(10_000_000 - 2, EvmHost.Top("GAS"));

    [Fact]
    public void Run_GasForAllButTheLastInstruction_IsOutOfGas()
    {
        Assert.Equal(VmStatus.OutOfGas, EvmHost.End("PUSH1 1 PUSH1 2 ADD", gas: 8));
        Assert.Equal(VmStatus.Success, EvmHost.End("PUSH1 1 PUSH1 2 ADD", gas: 9));
    }

    [Theory]
    [InlineData("PUSH0", Fork.Shanghai)]
    [InlineData("PUSH1 0 TLOAD", Fork.Cancun)]
    [InlineData("PUSH1 0 PUSH1 0 TSTORE", Fork.Cancun)]
    [InlineData("PUSH1 0 PUSH1 0 PUSH1 0 MCOPY", Fork.Cancun)]
    [InlineData("PUSH1 0 BLOBHASH", Fork.Cancun)]
    [InlineData("BLOBBASEFEE", Fork.Cancun)]
    public void Run_NewInstruction_IsUndefinedBeforeItsFork(string program, Fork since)
    {
        for (Fork fork = Fork.Paris; fork <= Fork.Cancun; fork++)
        {
            Assert.Equal(fork >= since ? VmStatus.Success : VmStatus.BadInstruction, EvmHost.End(program, fork));
        }
    }

    [Fact]
    public void Run_UndefinedOpcode_Fails()
    {
        int[] undefined =
        [
            .. Enumerable.Range(0x0c, 4), 0x1e, 0x1f, .. Enumerable.Range(0x21, 15), .. Enumerable.Range(0x4b, 5),
            .. Enumerable.Range(0xa5, 0xf0 - 0xa5), 0xf6, 0xf7, 0xf8, 0xf9, 0xfb, 0xfc, 0xfe,
        ];
        string deep = string.Concat(Enumerable.Repeat("PUSH1 1 ", 20));
        foreach (int opcode in undefined)
        {
            Assert.Equal(VmStatus.BadInstruction, EvmHost.End($"{deep}#{opcode:x2}"));
        }
    }

    [Fact]
    public void Environment_Instructions_ReportTheirBlockAndTransaction()
    {
        EvmHost host = EvmHost.Of("ADDRESS CALLER ORIGIN GASPRICE CALLVALUE COINBASE TIMESTAMP NUMBER "
            + "PREVRANDAO GASLIMIT CHAINID BASEFEE BLOBBASEFEE SELFBALANCE "
            + string.Concat(Enumerable.Range(0, 14).Select(i => $"PUSH2 {32 * i} MSTORE "))
            + "PUSH2 448 PUSH1 0 LOG0");
        host.Block.Beneficiary = EvmHost.Other;
        host.Block.Timestamp = 77;
        host.Block.PrevRandao = 88UL;
        host.Block.BlobBaseFee = 99UL;
        Outcome outcome = host.Call(value: 5);
        Assert.Equal(VmStatus.Success, outcome.Status);
        byte[] data = outcome.World.LogAt(0).Data;
        ulong[] words =
        [
            .. Enumerable.Range(0, 14).Select(
                i => Core.UInt256.FromBigEndian(data.AsSpan(32 * i, 32)).U0),
        ];
        Assert.Equal(
            [5, 99, 7, 1, 30_000_000, 88, 1000, 77, 0x07E5, 5, 9, 0x5E11DE5, 0x5E11DE5, 0xC0DE], words);
    }

    [Fact]
    public void BlobHash_Index_IsTheTransactionsOrZero()
    {
        Assert.Equal(0, EvmHost.Top("PUSH1 1 BLOBHASH"));
        Assert.Equal(0, EvmHost.Top("PUSH9 0x010000000000000000 BLOBHASH"));
        Assert.NotEqual(0, EvmHost.Top("PUSH1 0 BLOBHASH"));
    }

    [Fact]
    public void BlockHash_LastBlocks_AreGiven_AndOthersAreZero()
    {
        EvmHost host = EvmHost.Of("PUSH1 0 CALLDATALOAD BLOCKHASH" + EvmHost.LogTop);
        host.Block.Ancestors =
        [
            .. Enumerable.Range(1, 256).Select(
                i => new Core.Hash256(0, 0, 0, BinaryPrimitives.ReverseEndianness((ulong)i))),
        ];
        Assert.Equal(1, Ask(999));
        Assert.Equal(256, Ask(744));
        Assert.Equal(0, Ask(743));
        Assert.Equal(0, Ask(1000));
        Assert.Equal(0, Ask(ulong.MaxValue));
        Assert.False(host.Block.IsAncestorMissing);
        host.Block.Ancestors = host.Block.Ancestors[..10];
        Assert.Equal(0, Ask(900));
        Assert.True(host.Block.IsAncestorMissing);

        BigInteger Ask(ulong number)
        {
            byte[] input = new byte[32];
            BinaryPrimitives.WriteUInt64BigEndian(input.AsSpan(24), number);
            return host.Begin().Call(input: input).Logged;
        }
    }
}
