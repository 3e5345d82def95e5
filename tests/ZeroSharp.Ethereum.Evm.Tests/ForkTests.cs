using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm.Tests;

/// <summary>What changed from fork to fork before Paris.</summary>
public sealed class ForkTests
{
    private const string NoData = "PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 ";

    // The first fork of each opcode that Frontier lacks.
    [Theory]
    [InlineData(NoData + "PUSH1 0 PUSH1 0 DELEGATECALL", Fork.Homestead)]
    [InlineData("PUSH1 0 PUSH1 0 REVERT", Fork.Byzantium)]
    [InlineData("RETURNDATASIZE", Fork.Byzantium)]
    [InlineData("PUSH1 0 PUSH1 0 PUSH1 0 RETURNDATACOPY", Fork.Byzantium)]
    [InlineData(NoData + "PUSH1 0 PUSH1 0 STATICCALL", Fork.Byzantium)]
    [InlineData("PUSH1 1 PUSH1 1 SHL", Fork.Constantinople)]
    [InlineData("PUSH1 1 PUSH1 1 SHR", Fork.Constantinople)]
    [InlineData("PUSH1 1 PUSH1 1 SAR", Fork.Constantinople)]
    [InlineData(NoData + "CREATE2", Fork.Constantinople)]
    [InlineData("PUSH1 1 EXTCODEHASH", Fork.Constantinople)]
    [InlineData("CHAINID", Fork.Istanbul)]
    [InlineData("SELFBALANCE", Fork.Istanbul)]
    [InlineData("BASEFEE", Fork.London)]
    [InlineData("PUSH0", Fork.Shanghai)]
    [InlineData("PUSH1 0 BLOBHASH", Fork.Cancun)]
    [InlineData("BLOBBASEFEE", Fork.Cancun)]
    [InlineData("PUSH1 0 TLOAD", Fork.Cancun)]
    [InlineData("PUSH1 0 PUSH1 0 TSTORE", Fork.Cancun)]
    [InlineData("PUSH1 0 PUSH1 0 PUSH1 0 MCOPY", Fork.Cancun)]
    [InlineData("PUSH1 0 CLZ", Fork.Osaka)]
    public void Run_NewOpcode_IsDefinedFromItsForkOn(string program, Fork first)
    {
        for (Fork fork = Fork.Frontier; fork <= Fork.Osaka; fork++)
        {
            Assert.Equal(fork < first, EvmHost.End(program, fork) == VmStatus.BadInstruction);
        }
    }

    // EIP-150, EIP-1884 and, for what is cold, EIP-2929.
    [Theory]
    [InlineData("PUSH2 0xDEAD BALANCE", new long[] { 20, 20, 400, 400, 400, 400, 400, 700, 2600 })]
    [InlineData("PUSH2 0xDEAD EXTCODESIZE", new long[] { 20, 20, 700, 700, 700, 700, 700, 700, 2600 })]
    [InlineData("PUSH1 0 SLOAD", new long[] { 50, 50, 200, 200, 200, 200, 200, 800, 2100 })]
    public void Run_Access_CostsWhatItsForkSays(string program, long[] gas)
    {
        for (int i = 0; i < gas.Length; i++)
        {
            Assert.Equal(3 + gas[i], EvmHost.Gas(program, Fork.Frontier + (uint)i));
        }
    }

    // EIP-150 and EIP-161: what is new, and what it costs.
    [Theory]
    [InlineData(Fork.Homestead, 0, 40 + 25_000)]
    [InlineData(Fork.TangerineWhistle, 0, 700 + 25_000)]
    [InlineData(Fork.SpuriousDragon, 0, 700)]
    [InlineData(Fork.Homestead, 1, 40 + 9000 + 25_000 - 2300)]
    [InlineData(Fork.SpuriousDragon, 1, 700 + 9000 + 25_000 - 2300)]
    public void Call_NoAccount_CostsWhatItsForkSays(Fork fork, int value, long gas)
    {
        EvmHost host = new EvmHost(fork).With(
            EvmHost.Main, NoData + $"PUSH1 {value} PUSH2 0xDEAD PUSH1 0 CALL", balance: 1);
        Assert.Equal((7 * 3) + gas, host.Call().GasUsed);
        host.World.EndTransaction();
        Assert.Equal(fork < Fork.SpuriousDragon || value > 0, host.Account(EvmHost.Nobody).Exists);
    }

    [Theory]
    [InlineData(Fork.Homestead, 0, 0)]
    [InlineData(Fork.TangerineWhistle, 0, 5000 + 25_000)]
    [InlineData(Fork.SpuriousDragon, 0, 5000)]
    [InlineData(Fork.SpuriousDragon, 1, 5000 + 25_000)]
    [InlineData(Fork.Berlin, 1, 5000 + 25_000 + 2600)]
    public void SelfDestruct_NoHeir_CostsWhatItsForkSays(Fork fork, int balance, long gas)
    {
        EvmHost host = new EvmHost(fork).With(
            EvmHost.Main, "PUSH2 0xDEAD SELFDESTRUCT", balance: balance);
        Assert.Equal(3 + gas, host.Call().GasUsed);
        Assert.Equal(24_000, host.World.Refund);
    }

    [Fact]
    public void SelfDestruct_Twice_RefundsOnce_AndNothingFromLondonOn()
    {
        const string CallTwice = NoData + "PUSH1 0 PUSH2 0x07E5 PUSH3 50000 CALL POP "
            + NoData + "PUSH1 0 PUSH2 0x07E5 PUSH3 50000 CALL";
        foreach ((Fork fork, long refund) in new[] { (Fork.Berlin, 24_000L), (Fork.London, 0) })
        {
            EvmHost host = EvmHost.Of(CallTwice, fork).With(EvmHost.Other, "CALLER SELFDESTRUCT");
            Assert.Equal(VmStatus.Success, host.Call().Status);
            Assert.Equal(refund, host.World.Refund);
        }
    }

    // EIP-150: before it, a call that asks for more gas than there is fails.
    [Theory]
    [InlineData(Fork.Homestead, VmStatus.OutOfGas)]
    [InlineData(Fork.TangerineWhistle, VmStatus.Success)]
    public void Call_MoreGasThanThereIs_FailsBeforeEip150(Fork fork, VmStatus expected) => Assert.Equal(
        expected, EvmHost.End(NoData + "PUSH1 0 PUSH1 4 PUSH4 0x7fffffff CALL", fork, gas: 100_000));

    [Theory]
    [InlineData(Fork.Homestead, 0)]
    [InlineData(Fork.TangerineWhistle, 1)]
    public void Create_Gas_IsAllBeforeEip150(Fork fork, int keeps)
    {
        // The init code logs the gas that it has.
        const string InitCode = "GAS PUSH1 0 MSTORE PUSH1 32 PUSH1 0 LOG0";
        byte[] code = Assembler.Assemble(InitCode);
        EvmHost host = EvmHost.Of(
            $"PUSH {"0x" + Convert.ToHexStringLower(code)} PUSH1 0 MSTORE "
                + $"PUSH1 {code.Length} PUSH1 {32 - code.Length} PUSH1 0 CREATE",
            fork);
        const long Gas = 1_000_000;
        long left = Gas - 3 - 3 - 3 - 3 - 9 - 32_000;
        Assert.Equal(left - (keeps * (left / 64)) - 2, host.Call(Gas).Logged);
    }

    // EIP-2: Frontier makes a contract without code.
    [Theory]
    [InlineData(Fork.Frontier, VmStatus.Success)]
    [InlineData(Fork.Homestead, VmStatus.OutOfGas)]
    public void Create_NoGasForTheCode_FailsFromHomesteadOn(Fork fork, VmStatus expected)
    {
        EvmHost host = new(fork);
        Outcome outcome = host.Create("PUSH1 10 PUSH1 0 RETURN", gas: 1000);
        Assert.Equal(expected, outcome.Status);
        Assert.Equal(fork == Fork.Frontier ? 9 : 1000, outcome.GasUsed);
        Address sender = EvmHost.Sender;
        Account created = host.Account(Interpreter.NextAddress(in sender, 0));
        Assert.Equal(fork == Fork.Frontier, created.Exists);
        Assert.Equal(Hash256.EmptyKeccak, created.CodeHash);
    }

    // EIP-161, EIP-170 and EIP-3541.
    [Theory]
    [InlineData("PUSH2 24577 PUSH1 0 RETURN", Fork.SpuriousDragon)]
    [InlineData("PUSH1 0xef PUSH1 0 MSTORE8 PUSH1 1 PUSH1 0 RETURN", Fork.London)]
    public void Create_CodeRule_HoldsFromItsForkOn(string initCode, Fork first)
    {
        Assert.Equal(VmStatus.Success, new EvmHost(first - 1).Create(initCode).Status);
        Assert.Equal(VmStatus.RejectedCode, new EvmHost(first).Create(initCode).Status);
    }

    [Theory]
    [InlineData(Fork.TangerineWhistle, 0UL)]
    [InlineData(Fork.SpuriousDragon, 1UL)]
    public void Create_NonceOfTheContract_IsOneFromSpuriousDragonOn(Fork fork, ulong nonce)
    {
        EvmHost host = new(fork);
        Assert.Equal(VmStatus.Success, host.Create("STOP").Status);
        Address sender = EvmHost.Sender;
        Assert.Equal(nonce, host.Account(Interpreter.NextAddress(in sender, 0)).Nonce);
    }

    // Code 60xx600055 60yy600055 on a slot with an original value: gas and refund.
    [Theory]
    [InlineData(Fork.Frontier, "60016000556000600055", 0, 12 + 20_000 + 5000, 15_000)]
    [InlineData(Fork.Frontier, "60026000556001600055", 1, 12 + 5000 + 5000, 0)]
    [InlineData(Fork.Petersburg, "60006000556001600055", 1, 12 + 5000 + 20_000, 15_000)]
    [InlineData(Fork.Constantinople, "60016000556000600055", 0, 12 + 20_000 + 200, 19_800)]
    [InlineData(Fork.Constantinople, "60026000556001600055", 1, 12 + 5000 + 200, 4800)]
    [InlineData(Fork.Constantinople, "60006000556001600055", 1, 12 + 5000 + 200, 4800)]
    [InlineData(Fork.Constantinople, "60006000556002600055", 1, 12 + 5000 + 200, 0)]
    [InlineData(Fork.Istanbul, "60016000556000600055", 0, 12 + 20_000 + 800, 19_200)]
    [InlineData(Fork.Istanbul, "60026000556001600055", 1, 12 + 5000 + 800, 4200)]
    [InlineData(Fork.Istanbul, "60006000556003600055", 1, 12 + 5000 + 800, 0)]
    [InlineData(Fork.Berlin, "60016000556000600055", 0, 12 + 22_100 + 100, 19_900)]
    [InlineData(Fork.Berlin, "60006000556000600055", 1, 12 + 5000 + 100, 15_000)]
    [InlineData(Fork.London, "60006000556000600055", 1, 12 + 5000 + 100, 4800)]
    public void SStore_Eras_CostAndRefundAsTheirRulesSay(
        Fork fork, string code, ulong original, long gas, long refund)
    {
        EvmHost host = new EvmHost(fork).With(EvmHost.Main, "#" + code, storage: (0, original));
        Assert.Equal(gas, host.Call().GasUsed);
        Assert.Equal(refund, host.World.Refund);
    }

    // EIP-1706, which became a part of EIP-2200.
    [Theory]
    [InlineData(Fork.Constantinople, VmStatus.Success)]
    [InlineData(Fork.Istanbul, VmStatus.OutOfGas)]
    public void SStore_WithTheStipend_FailsFromIstanbulOn(Fork fork, VmStatus expected) =>
        Assert.Equal(expected, EvmHost.End("PUSH1 0 PUSH1 0 SSTORE", fork, gas: 2306));

    [Theory]
    [InlineData(Fork.TangerineWhistle, 10)]
    [InlineData(Fork.SpuriousDragon, 50)]
    public void Exp_Byte_CostsWhatItsForkSays(Fork fork, long gas) =>
        Assert.Equal(6 + 10 + (2 * gas), EvmHost.Gas("PUSH2 256 PUSH1 3 EXP", fork));

    [Fact]
    public void Run_Opcode44_IsTheDifficultyBeforeParis()
    {
        foreach ((Fork fork, int expected) in new[] { (Fork.London, 5), (Fork.Paris, 6) })
        {
            EvmHost host = EvmHost.Of("PREVRANDAO" + EvmHost.LogTop, fork);
            host.Block.Difficulty = 5UL;
            host.Block.PrevRandao = 6UL;
            Assert.Equal(expected, host.Call().Logged);
        }
    }

    // EIP-161: touched empty accounts disappear, but not where the touch was undone; only account 3 is
    // an exception (mainnet, block 2675119).
    [Theory]
    [InlineData(Fork.TangerineWhistle, 3, true)]
    [InlineData(Fork.SpuriousDragon, 3, false)]
    [InlineData(Fork.SpuriousDragon, 2, true)]
    public void Touch_OfAFailedPrecompile_IsUndoneExceptForAccount3(Fork fork, ulong number, bool exists)
    {
        Address precompile = Address.FromNumber(number);
        EvmHost host = EvmHost.Of(NoData + $"PUSH1 0 PUSH1 {number} PUSH1 1 CALL" + EvmHost.LogTop, fork)
            .With(precompile);
        Assert.Equal(0, host.Call().Logged);
        host.World.EndTransaction();
        Assert.Equal(exists, host.Account(precompile).Exists);
    }

    [Theory]
    [InlineData(Fork.TangerineWhistle, true)]
    [InlineData(Fork.SpuriousDragon, false)]
    public void Call_EmptyAccount_DisappearsFromSpuriousDragonOn(Fork fork, bool exists)
    {
        EvmHost host = EvmHost.Of(NoData + "PUSH1 0 PUSH2 0xDEAD PUSH1 0 CALL", fork).With(EvmHost.Nobody);
        Assert.Equal(VmStatus.Success, host.Call().Status);
        host.World.EndTransaction();
        Assert.Equal(exists, host.Account(EvmHost.Nobody).Exists);
    }
}
