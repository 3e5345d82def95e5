using System.Numerics;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm.Tests;

/// <summary>The CALL family: gas, value, context, depth, static calls and return data.</summary>
public sealed class CallTests
{
    private const string NoData = "PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 ";
    private const string CallOther = NoData + "PUSH1 0 PUSH2 0x07E5 GAS CALL ";
    private const string StaticCallOther = NoData + "PUSH2 0x07E5 GAS STATICCALL ";

    // EIP-150: a call that asks for all gas gets all but one 64th of what is left after its own price.
    [Fact]
    public void Call_AllGas_GivesAllButOne64th()
    {
        EvmHost host = EvmHost.Of(CallOther + "POP").With(EvmHost.Other, "GAS" + EvmHost.LogTop);
        const long Gas = 1_000_000;
        long left = Gas - (5 * 3) - 3 - 2 - 2600;
        Assert.Equal(left - (left / 64) - 2, host.Call(Gas).Logged);
    }

    [Fact]
    public void Call_LessGas_GivesWhatIsAskedFor()
    {
        EvmHost host = EvmHost.Of(NoData + "PUSH1 0 PUSH2 0x07E5 PUSH2 1000 CALL")
            .With(EvmHost.Other, "GAS" + EvmHost.LogTop);
        Assert.Equal(998, host.Call().Logged);
    }

    // Seven pushes, then: access, 9000 for a value, 25000 for a new account (EIP-161), less the stipend,
    // which comes back unused.
    [Theory]
    [InlineData("PUSH1 0 PUSH2 0xDEAD PUSH1 0 CALL", 2600)]
    [InlineData("PUSH1 1 PUSH2 0xDEAD PUSH1 0 CALL", 2600 + 9000 + 25_000 - 2300)]
    [InlineData("PUSH1 1 PUSH2 0x07E5 PUSH1 0 CALL", 2600 + 9000 - 2300)]
    [InlineData("PUSH1 1 PUSH2 0xDEAD PUSH1 0 CALLCODE", 2600 + 9000 - 2300)]
    [InlineData("PUSH1 0 PUSH1 4 PUSH1 15 CALL", 100 + 15)]
    public void Call_ValueAndAccess_CostAsTheEipsSay(string call, long gas)
    {
        EvmHost host = new EvmHost().With(EvmHost.Main, NoData + call, balance: 10).With(EvmHost.Other, balance: 1);
        Outcome outcome = host.Call();
        Assert.Equal(VmStatus.Success, outcome.Status);
        Assert.Equal((7 * 3) + gas, outcome.GasUsed);
    }

    [Fact]
    public void Call_Value_MovesIt_AndTheCalleeSeesIt()
    {
        EvmHost host = new EvmHost()
            .With(EvmHost.Main, NoData + "PUSH1 7 PUSH2 0x07E5 GAS CALL", balance: 10)
            .With(EvmHost.Other, "CALLVALUE" + EvmHost.LogTop);
        Assert.Equal(7, host.Call().Logged);
        Assert.Equal((UInt256)3UL, host.Account(EvmHost.Main).Balance);
        Assert.Equal((UInt256)7UL, host.Account(EvmHost.Other).Balance);
    }

    [Fact]
    public void Call_MoreThanTheBalance_PushesZero_AndReturnsTheGas()
    {
        EvmHost host = new EvmHost()
            .With(EvmHost.Main, NoData + "PUSH1 11 PUSH2 0x07E5 GAS CALL" + EvmHost.LogTop, balance: 10)
            .With(EvmHost.Other, "INVALID");
        Outcome outcome = host.Call();
        Assert.Equal(0, outcome.Logged);
        Assert.True(outcome.GasUsed < 20_000);
        Assert.Equal((UInt256)10UL, host.Account(EvmHost.Main).Balance);
    }

    [Fact]
    public void Call_CalleeFails_LosesItsGas_AndItsChanges()
    {
        EvmHost host = new EvmHost()
            .With(EvmHost.Main, NoData + "PUSH1 5 PUSH2 0x07E5 PUSH3 100000 CALL" + EvmHost.LogTop, balance: 10)
            .With(EvmHost.Other, "PUSH1 1 PUSH1 0 SSTORE INVALID");
        Outcome outcome = host.Call();
        Assert.Equal(0, outcome.Logged);
        Assert.True(outcome.GasUsed > 100_000);
        Assert.True(host.Storage(EvmHost.Other, 0).IsZero);
        Assert.Equal((UInt256)10UL, host.Account(EvmHost.Main).Balance);
        Assert.True(host.Account(EvmHost.Other).Balance.IsZero);
    }

    [Fact]
    public void Call_CalleeReverts_KeepsItsGas_AndItsData()
    {
        EvmHost host = EvmHost.Of(
                CallOther + "POP RETURNDATASIZE PUSH1 0 PUSH1 0 RETURNDATACOPY PUSH1 0 MLOAD" + EvmHost.LogTop)
            .With(EvmHost.Other, "PUSH1 42 PUSH1 0 MSTORE PUSH1 32 PUSH1 0 REVERT");
        Outcome outcome = host.Call();
        Assert.Equal(42, outcome.Logged);
        Assert.True(outcome.GasUsed < 5000);
    }

    [Theory]
    [InlineData("CALL", 0x07E5UL, 0xC0DEUL, 0UL)]
    [InlineData("CALLCODE", 0xC0DEUL, 0xC0DEUL, 0UL)]
    [InlineData("DELEGATECALL", 0xC0DEUL, 0x5E11DE5UL, 3UL)]
    [InlineData("STATICCALL", 0x07E5UL, 0xC0DEUL, 0UL)]
    public void Call_Kind_DecidesAddressCallerAndValue(string kind, ulong address, ulong caller, ulong value)
    {
        const string Callee = "ADDRESS PUSH1 0 MSTORE CALLER PUSH1 32 MSTORE CALLVALUE PUSH1 64 MSTORE "
            + "PUSH1 96 PUSH1 0 RETURN";
        string operands = "PUSH1 96 PUSH1 0 PUSH1 0 PUSH1 0 " + (kind is "CALL" or "CALLCODE" ? "PUSH1 0 " : "");
        EvmHost host = EvmHost.Of($"{operands}PUSH2 0x07E5 GAS {kind} PUSH1 96 PUSH1 0 LOG0")
            .With(EvmHost.Other, Callee);
        Outcome outcome = host.Call(value: 3);
        byte[] data = outcome.World.LogAt(0).Data;
        Assert.Equal(
            [address, caller, value],
            Enumerable.Range(0, 3).Select(i => UInt256.FromBigEndian(data.AsSpan(32 * i, 32)).U0));
    }

    [Fact]
    public void DelegateCall_Storage_IsTheCallers()
    {
        EvmHost host = EvmHost.Of(NoData + "PUSH2 0x07E5 GAS DELEGATECALL")
            .With(EvmHost.Other, "PUSH1 42 PUSH1 0 SSTORE");
        host.Call();
        Assert.Equal((UInt256)42UL, host.Storage(EvmHost.Main, 0));
        Assert.True(host.Storage(EvmHost.Other, 0).IsZero);
    }

    // EIP-214.
    [Theory]
    [InlineData("PUSH1 1 PUSH1 0 SSTORE")]
    [InlineData("PUSH1 0 PUSH1 0 LOG0")]
    [InlineData("PUSH1 0 PUSH1 0 PUSH1 0 CREATE")]
    [InlineData("PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 CREATE2")]
    [InlineData("PUSH1 0 SELFDESTRUCT")]
    [InlineData("PUSH1 1 PUSH1 0 TSTORE")]
    [InlineData(NoData + "PUSH1 1 PUSH2 0xDEAD GAS CALL")]
    [InlineData(NoData + "PUSH1 0 PUSH2 0xDEAD GAS CALL POP PUSH1 1 PUSH1 0 SSTORE")]
    public void StaticCall_ChangeOfState_Fails(string callee)
    {
        EvmHost host = EvmHost.Of(StaticCallOther + "PUSH1 0 SSTORE").With(EvmHost.Other, callee, balance: 5);
        Assert.Equal(VmStatus.Success, host.Call(gas: 200_000).Status);
        Assert.True(host.Storage(EvmHost.Main, 0).IsZero);
        Assert.True(host.Storage(EvmHost.Other, 0).IsZero);
        Assert.Equal((UInt256)5UL, host.Account(EvmHost.Other).Balance);
    }

    [Theory]
    [InlineData("PUSH1 0 SLOAD")]
    [InlineData("PUSH1 0 TLOAD")]
    [InlineData(NoData + "PUSH1 0 PUSH2 0xDEAD GAS CALL")]
    [InlineData("PUSH2 0xDEAD BALANCE")]
    public void StaticCall_NoChangeOfState_Succeeds(string callee)
    {
        EvmHost host = EvmHost.Of(StaticCallOther + EvmHost.LogTop).With(EvmHost.Other, callee);
        Assert.Equal(1, host.Call().Logged);
    }

    [Fact]
    public void StaticCall_InnerCalls_StayStatic()
    {
        // Main calls Other statically, which calls the storing contract 0xDEAD plainly.
        EvmHost host = EvmHost.Of(StaticCallOther + "POP")
            .With(EvmHost.Other, NoData + "PUSH1 0 PUSH2 0xDEAD GAS CALL")
            .With(EvmHost.Nobody, "PUSH1 1 PUSH1 0 SSTORE");
        Assert.Equal(VmStatus.Success, host.Call().Status);
        Assert.True(host.Storage(EvmHost.Nobody, 0).IsZero);
    }

    // Yellow Paper, equation 9: 1024 frames below the first one; the 1025th call fails at once.
    [Fact]
    public void Call_Recursion_EndsAtDepth1024()
    {
        // slot[0]++ and call itself with the depth that remains; gas shrinks by 1/64 a level.
        EvmHost host = EvmHost.Of(
            "PUSH1 0 TLOAD PUSH1 1 ADD PUSH1 0 TSTORE " + NoData + "PUSH1 0 ADDRESS GAS CALL");
        Outcome outcome = host.Call(gas: long.MaxValue / 4);
        Assert.Equal(VmStatus.Success, outcome.Status);
        Address main = EvmHost.Main;
        UInt256 slot = default;
        Assert.Equal((UInt256)1025UL, host.World.ReadTransient(in main, in slot));
    }

    // EIP-211.
    [Theory]
    [InlineData("PUSH1 33 PUSH1 0 PUSH1 0 RETURNDATACOPY")]
    [InlineData("PUSH1 0 PUSH1 33 PUSH1 0 RETURNDATACOPY")]
    [InlineData("PUSH1 32 PUSH1 1 PUSH1 0 RETURNDATACOPY")]
    [InlineData("PUSH1 1 PUSH9 0x010000000000000000 PUSH1 0 RETURNDATACOPY")]
    public void ReturnDataCopy_PastTheEnd_Fails(string copy)
    {
        EvmHost host = EvmHost.Of(CallOther + "POP " + copy)
            .With(EvmHost.Other, "PUSH1 32 PUSH1 0 RETURN");
        Assert.Equal(VmStatus.ReturnDataOutOfBounds, host.Call().Status);
    }

    [Fact]
    public void ReturnData_LongerThanItsRoom_IsCut_ButStaysReadable()
    {
        const string Call = "PUSH1 4 PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH2 0x07E5 GAS CALL POP ";
        const string Callee = "PUSH0 NOT PUSH1 0 MSTORE PUSH1 32 PUSH1 0 RETURN";
        Outcome memory = EvmHost.Of(Call + "PUSH1 0 MLOAD" + EvmHost.LogTop).With(EvmHost.Other, Callee).Call();
        Assert.Equal((BigInteger)0xFFFFFFFF << 224, memory.Logged);
        Outcome size = EvmHost.Of(Call + "RETURNDATASIZE" + EvmHost.LogTop).With(EvmHost.Other, Callee).Call();
        Assert.Equal(32, size.Logged);
    }

    [Fact]
    public void ReturnData_AfterACallThatDoesNotRun_IsEmpty()
    {
        EvmHost host = EvmHost.Of(
                CallOther + "POP " + NoData + "PUSH1 0 PUSH2 0xDEAD GAS CALL POP RETURNDATASIZE" + EvmHost.LogTop)
            .With(EvmHost.Other, "PUSH1 32 PUSH1 0 RETURN");
        Assert.Equal(0, host.Call().Logged);
    }

    [Fact]
    public void Call_Precompile_ReturnsItsOutput()
    {
        // sha256 of nothing.
        EvmHost host = EvmHost.Of(
            "PUSH1 32 PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 2 GAS CALL POP PUSH1 0 MLOAD" + EvmHost.LogTop);
        Assert.Equal(
            new BigInteger(
                System.Security.Cryptography.SHA256.HashData([]), isUnsigned: true, isBigEndian: true),
            host.Call().Logged);
    }

    [Fact]
    public void Call_PrecompileRefuses_TakesTheGivenGas()
    {
        // bn254 addition of a point that is not on the curve: x = 1, y = 0.
        EvmHost host = EvmHost.Of("PUSH1 1 PUSH1 0 MSTORE PUSH1 0 PUSH1 0 PUSH1 64 PUSH1 0 PUSH1 0 PUSH1 6 "
            + "PUSH2 50000 CALL" + EvmHost.LogTop);
        Outcome outcome = host.Call();
        Assert.Equal(0, outcome.Logged);
        Assert.True(outcome.GasUsed > 50_000);
    }

    [Fact]
    public void Memory_OfACallee_IsItsOwn_AndStartsEmpty()
    {
        EvmHost host = EvmHost.Of("PUSH0 NOT PUSH1 0 MSTORE " + CallOther + "POP " + CallOther)
            .With(EvmHost.Other, "MSIZE PUSH1 0 MLOAD OR PUSH1 0 SLOAD OR PUSH1 0 SSTORE PUSH0 NOT PUSH1 0 MSTORE");
        Assert.Equal(VmStatus.Success, host.Call().Status);
        Assert.True(host.Storage(EvmHost.Other, 0).IsZero);
    }
}
