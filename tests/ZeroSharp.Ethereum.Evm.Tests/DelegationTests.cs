using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm.Tests;

/// <summary>Accounts that run the code of others (EIP-7702).</summary>
public sealed class DelegationTests
{
    private const string NoData = "PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 ";
    private const string CallOther = NoData + "PUSH1 0 PUSH2 0x07E5 GAS CALL ";

    // The designator of an account whose address has two bytes.
    private static string To(string address) => $"#ef0100{new string('0', 36)}{address}";

    private static EvmHost Delegated(string program, string code, Fork fork = Fork.Prague) =>
        EvmHost.Of(program, fork).With(EvmHost.Other, To("dead"), nonce: 1).With(EvmHost.Nobody, code);

    [Theory]
    [InlineData("PUSH1 0 ", "CALL", 0x07E5)]
    [InlineData("PUSH1 0 ", "CALLCODE", 0xC0DE)]
    [InlineData("", "DELEGATECALL", 0xC0DE)]
    public void Call_Delegation_RunsTheCodeInItsCallersContext(string value, string kind, long self) =>
        Assert.Equal(
            self,
            Delegated(NoData + value + $"PUSH2 0x07E5 GAS {kind}", "ADDRESS" + EvmHost.LogTop)
                .Call().Logged);

    [Fact]
    public void Call_FromOutside_RunsTheCode_AndItsTargetIsWarm()
    {
        EvmHost host = new EvmHost(Fork.Prague)
            .With(EvmHost.Main, To("dead"), nonce: 1)
            .With(EvmHost.Nobody, "PUSH2 0xDEAD BALANCE POP CODESIZE" + EvmHost.LogTop);
        Outcome outcome = host.Call();
        Assert.Equal(14, outcome.Logged);
        long gas = 3 + 100 + 2 + 2 + (3 + 3 + 3) + (3 + 3 + 375 + (8 * 32));
        Assert.Equal(gas, outcome.GasUsed);
    }

    [Fact]
    public void Call_Delegation_PaysForBothAccounts()
    {
        // Six pushes and GAS, then both accounts cold; the second call finds both warm.
        const long Pushes = (6 * 3) + 2;
        Assert.Equal(Pushes + 5200, Delegated(CallOther, "STOP").Call().GasUsed);
        Assert.Equal(
            (2 * Pushes) + 2 + 5200 + 200, Delegated(CallOther + "POP " + CallOther, "STOP").Call().GasUsed);
        Assert.Equal(
            (6 * 3) + 2 + 2600 + 100,
            EvmHost.Of(CallOther, Fork.Prague).With(EvmHost.Other, To("0004"), nonce: 1).Call().GasUsed);
    }

    [Fact]
    public void Call_OutOfGasForTheDelegation_DoesNotReadItsCode()
    {
        EvmHost host = Delegated(CallOther, "STOP");
        Assert.Equal(VmStatus.OutOfGas, host.Call(gas: (6 * 3) + 2 + 5199).Status);
        Assert.DoesNotContain("account dead", host.Reads);
    }

    [Fact]
    public void Call_DelegationToADelegation_IsNotFollowed()
    {
        EvmHost host = EvmHost.Of(CallOther + EvmHost.LogTop, Fork.Prague)
            .With(EvmHost.Other, To("dead"))
            .With(EvmHost.Nobody, To("c0de"));
        Assert.Equal(0, host.Call().Logged);
    }

    [Theory]
    [InlineData("0004")]
    [InlineData("0011")]
    public void Call_DelegationToAPrecompile_RunsNothing(string address)
    {
        // The identity contract would return its input.
        EvmHost host = EvmHost.Of(
                "PUSH1 0 PUSH1 0 PUSH1 32 PUSH1 0 PUSH1 0 PUSH2 0x07E5 GAS CALL RETURNDATASIZE ADD"
                    + EvmHost.LogTop,
                Fork.Prague)
            .With(EvmHost.Other, To(address));
        Assert.Equal(1, host.Call().Logged);
    }

    [Fact]
    public void ExtCode_Delegation_IsTheDesignator()
    {
        Assert.Equal(23, Delegated("PUSH2 0x07E5 EXTCODESIZE" + EvmHost.LogTop, "STOP").Call().Logged);
        Assert.Equal(
            0xef0100,
            Delegated(
                "PUSH1 3 PUSH1 0 PUSH1 29 PUSH2 0x07E5 EXTCODECOPY PUSH1 0 MLOAD" + EvmHost.LogTop, "STOP")
                .Call().Logged);
        UInt256 hash = Keccak256.Hash(Assembler.Assemble(To("dead"))).ToUInt256();
        Assert.Equal(
            TestModels.WordGen.Big(in hash),
            Delegated("PUSH2 0x07E5 EXTCODEHASH" + EvmHost.LogTop, "STOP").Call().Logged);
    }

    [Fact]
    public void Call_BeforePrague_RunsTheDesignatorAsCode() =>
        Assert.Equal(0, Delegated(CallOther + EvmHost.LogTop, "STOP", Fork.Cancun).Call().Logged);
}
