using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm.Tests;

/// <summary>Storage, access lists, refunds and transient storage.</summary>
public sealed class StorageTests
{
    // The table of EIP-3529, for a slot that is warm.
    [Theory]
    [InlineData("60006000556000600055", 212, 0, 0)]
    [InlineData("60006000556001600055", 20112, 0, 0)]
    [InlineData("60016000556000600055", 20112, 19900, 0)]
    [InlineData("60016000556002600055", 20112, 0, 0)]
    [InlineData("60016000556001600055", 20112, 0, 0)]
    [InlineData("60006000556000600055", 3012, 4800, 1)]
    [InlineData("60006000556001600055", 3012, 2800, 1)]
    [InlineData("60006000556002600055", 3012, 0, 1)]
    [InlineData("60026000556000600055", 3012, 4800, 1)]
    [InlineData("60026000556003600055", 3012, 0, 1)]
    [InlineData("60026000556001600055", 3012, 2800, 1)]
    [InlineData("60026000556002600055", 3012, 0, 1)]
    [InlineData("60016000556000600055", 3012, 4800, 1)]
    [InlineData("60016000556002600055", 3012, 0, 1)]
    [InlineData("60016000556001600055", 212, 0, 1)]
    [InlineData("600160005560006000556001600055", 40118, 19900, 0)]
    [InlineData("600060005560016000556000600055", 5918, 7600, 1)]
    public void SStore_CasesOfEip3529_CostAndRefundAsListed(string code, long gas, long refund, ulong original)
    {
        EvmHost host = new EvmHost().With(EvmHost.Main, "#" + code, storage: (0, original)).Begin();
        UInt256 slot = default;
        host.World.WarmKey(host.Account(EvmHost.Main), in slot);
        Outcome outcome = host.Call();
        Assert.Equal(gas, outcome.GasUsed);
        Assert.Equal(refund, host.World.Refund);
    }

    [Theory]
    [InlineData("PUSH1 0 SLOAD POP", 3 + 2100 + 2)]
    [InlineData("PUSH1 0 SLOAD POP PUSH1 0 SLOAD POP", 5 + 2100 + 5 + 100)]
    [InlineData("PUSH1 0 SLOAD POP PUSH1 1 SLOAD POP", 5 + 2100 + 5 + 2100)]
    [InlineData("PUSH1 1 PUSH1 0 SSTORE", 6 + 2100 + 20_000)]
    [InlineData("PUSH1 0 PUSH1 0 SSTORE", 6 + 2100 + 100)]
    [InlineData("PUSH1 1 PUSH1 0 SSTORE PUSH1 0 SLOAD POP", 6 + 22_100 + 5 + 100)]
    public void Access_ColdSlot_CostsMoreOnce(string program, long gas) => Assert.Equal(gas, EvmHost.Gas(program));

    [Theory]
    [InlineData("BALANCE")]
    [InlineData("EXTCODESIZE")]
    [InlineData("EXTCODEHASH")]
    public void Access_ColdAccount_CostsMoreOnce(string name)
    {
        Assert.Equal(5 + 2600, EvmHost.Gas($"PUSH2 0xDEAD {name} POP"));
        Assert.Equal(10 + 2700, EvmHost.Gas($"PUSH2 0xDEAD {name} POP PUSH2 0xDEAD {name} POP"));

        // Precompiled contracts are always warm.
        Assert.Equal(5 + 100, EvmHost.Gas($"PUSH1 9 {name} POP"));
    }

    [Fact]
    public void ExtCodeCopy_ColdAccount_CostsAccessAndWords()
    {
        Assert.Equal(12 + 2600, EvmHost.Gas("PUSH1 0 PUSH1 0 PUSH1 0 PUSH2 0xDEAD EXTCODECOPY"));
        Assert.Equal(12 + 2600 + 6 + 6, EvmHost.Gas("PUSH1 33 PUSH1 0 PUSH1 0 PUSH2 0xDEAD EXTCODECOPY"));
    }

    // EIP-1052: zero for accounts that do not exist or are empty, else the hash of the code.
    [Fact]
    public void ExtCodeHash_KindsOfAccounts_AreToldApart()
    {
        Assert.Equal(0, EvmHost.Top("PUSH2 0xDEAD EXTCODEHASH"));
        Outcome funded = EvmHost.Of("PUSH2 0xDEAD EXTCODEHASH" + EvmHost.LogTop)
            .With(EvmHost.Nobody, balance: 1).Call();
        UInt256 empty = Hash256.EmptyKeccak.ToUInt256();
        Assert.Equal(TestModels.WordGen.Big(in empty), funded.Logged);
        UInt256 hash = Keccak256.Hash(Assembler.Assemble("STOP")).ToUInt256();
        Outcome contract = EvmHost.Of("PUSH2 0x07E5 EXTCODEHASH" + EvmHost.LogTop)
            .With(EvmHost.Other, "STOP").Call();
        Assert.Equal(TestModels.WordGen.Big(in hash), contract.Logged);
    }

    // EIP-2200: fails with 2300 gas or less, so that a stipend cannot store.
    [Fact]
    public void SStore_WithTheStipendOnly_IsOutOfGas()
    {
        EvmHost host = EvmHost.Of("PUSH1 0 PUSH1 0 SSTORE").Begin();
        UInt256 slot = default;
        host.World.WarmKey(host.Account(EvmHost.Main), in slot);
        Assert.Equal(VmStatus.OutOfGas, host.Call(gas: 2306).Status);
        Assert.Equal(VmStatus.Success, host.Call(gas: 2307).Status);
    }

    [Fact]
    public void SStore_WithoutGas_AsksNothingOfTheWitness()
    {
        EvmHost host = EvmHost.Of("PUSH1 1 PUSH1 5 SSTORE");
        Assert.Equal(VmStatus.OutOfGas, host.Call(gas: 2000).Status);
        Assert.DoesNotContain(host.Reads, read => read.StartsWith("slot", StringComparison.Ordinal));
    }

    [Fact]
    public void Warmth_OfAFailedCall_IsUndone()
    {
        // The callee reads the balance of 0xDEAD and reverts; afterwards it is cold again (EIP-2929).
        EvmHost host = EvmHost.Of(
                "PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH2 0x07E5 GAS DELEGATECALL POP GAS PUSH2 0xDEAD BALANCE POP GAS "
                    + "SWAP1 SUB" + EvmHost.LogTop)
            .With(EvmHost.Other, "PUSH2 0xDEAD BALANCE PUSH1 0 PUSH1 0 REVERT");
        Assert.Equal(3 + 2600 + 2 + 2, host.Call().Logged);
    }

    [Fact]
    public void Warmth_OfTheLastTransaction_IsForgotten()
    {
        EvmHost host = EvmHost.Of("PUSH1 0 SLOAD PUSH2 0xDEAD BALANCE");
        long first = host.Begin().Call().GasUsed;
        Assert.Equal(6 + 2100 + 2600, first);
        Assert.Equal(6 + 200, host.Call().GasUsed);
        Assert.Equal(first, host.Begin().Call().GasUsed);
    }

    [Fact]
    public void SStore_OriginalValue_IsThatOfTheTransaction()
    {
        // Set in the first transaction, cleared in the second: the refund of clearing, not of restoring.
        EvmHost host = EvmHost.Of("PUSH1 0 CALLDATALOAD PUSH1 0 SSTORE");
        byte[] one = new byte[32];
        one[31] = 1;
        host.Begin().Call(input: one);
        host.World.EndTransaction();
        Assert.Equal(0, host.World.Refund);
        host.Begin().Call(input: new byte[32]);
        Assert.Equal(4800, host.World.Refund);
    }

    [Fact]
    public void Refund_OfAFailedCall_IsUndone()
    {
        EvmHost host = EvmHost.Of("PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH2 0x07E5 GAS CALL")
            .With(EvmHost.Other, "PUSH1 0 PUSH1 0 SSTORE PUSH1 0 PUSH1 0 REVERT", storage: (0, 1));
        Assert.Equal(VmStatus.Success, host.Call().Status);
        Assert.Equal(0, host.World.Refund);
        Assert.Equal(UInt256.One, host.Storage(EvmHost.Other, 0));
    }

    // EIP-1153.
    [Fact]
    public void TStore_SameTransaction_IsReadBackAt100GasEach()
    {
        Assert.Equal(42, EvmHost.Top("PUSH1 42 PUSH1 1 TSTORE PUSH1 1 TLOAD"));
        Assert.Equal(0, EvmHost.Top("PUSH1 42 PUSH1 1 TSTORE PUSH1 2 TLOAD"));
        Assert.Equal(6 + 100 + 3 + 100, EvmHost.Gas("PUSH1 42 PUSH1 1 TSTORE PUSH1 1 TLOAD"));
    }

    [Fact]
    public void TStore_NextTransaction_IsForgotten_AndStorageUntouched()
    {
        EvmHost host = EvmHost.Of("PUSH1 1 TLOAD PUSH1 42 PUSH1 1 TSTORE" + EvmHost.LogTop);
        Assert.Equal(0, host.Begin().Call().Logged);
        host.Begin();
        Assert.Equal(0, host.Call().Logged);
        Assert.True(host.Storage(EvmHost.Main, 1).IsZero);
    }

    [Fact]
    public void TStore_Reverted_IsUndone_AndOtherContractsHaveTheirOwn()
    {
        const string CallOther = "PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH2 0x07E5 GAS CALL POP ";
        const string DelegateOther = "PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH2 0x07E5 GAS DELEGATECALL POP ";
        const string Mine = "PUSH1 7 PUSH1 1 TSTORE ";
        const string Read = "PUSH1 1 TLOAD" + EvmHost.LogTop;
        const string Reverting = "PUSH1 9 PUSH1 1 TSTORE PUSH1 0 PUSH1 0 REVERT";
        Assert.Equal(
            7, EvmHost.Of(Mine + CallOther + Read).With(EvmHost.Other, "PUSH1 9 PUSH1 1 TSTORE").Call().Logged);
        Assert.Equal(
            9, EvmHost.Of(Mine + DelegateOther + Read).With(EvmHost.Other, "PUSH1 9 PUSH1 1 TSTORE").Call().Logged);
        Assert.Equal(7, EvmHost.Of(Mine + DelegateOther + Read).With(EvmHost.Other, Reverting).Call().Logged);
    }
}
