using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm.Tests;

/// <summary>CREATE, CREATE2 and SELFDESTRUCT.</summary>
public sealed class CreationTests
{
    // Init code in memory: the word's last bytes, at 32 - length.
    private static string InMemory(string code) => $"PUSH {Hex(code)} PUSH1 0 MSTORE ";

    private static string Hex(string code) => "0x" + Convert.ToHexStringLower(Assembler.Assemble(code));

    private static int Length(string code) => Assembler.Assemble(code).Length;

    private static string Create(string initCode, int value = 0) =>
        $"{InMemory(initCode)}PUSH1 {Length(initCode)} PUSH1 {32 - Length(initCode)} PUSH1 {value} CREATE ";

    // Known addresses of one account's first contracts.
    [Theory]
    [InlineData(0, "cd234a471b72ba2f1ccf0a70fcaba648a5eecd8d")]
    [InlineData(1, "343c43a37d37dff08ae8c4a11544c718abb4fcf8")]
    [InlineData(2, "f778b86fa74e846c4f0a1fbd1335fe81c00a0c91")]
    [InlineData(3, "fffd933a0bc612844eaf0c6fe3e5b8e9b6c1d19c")]
    public void NextAddress_KnownNonce_GivesTheKnownAddress(ulong nonce, string expected)
    {
        Address creator = new(Convert.FromHexString("6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0"));
        Assert.Equal(new Address(Convert.FromHexString(expected)), Interpreter.NextAddress(in creator, nonce));
    }

    // The examples of EIP-1014.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000", "00", "00", "4d1a2e2bb4f88f0250f26ffff098b0b30b26bf38")]
    [InlineData("deadbeef00000000000000000000000000000000", "00", "00", "b928f69bb1d91cd65274e3c79d8986362984fda3")]
    [InlineData(
        "deadbeef00000000000000000000000000000000",
        "000000000000000000000000feed000000000000000000000000000000000000",
        "00",
        "d04116cdd17bebe565eb2422f2497e06cc1c9833")]
    [InlineData(
        "0000000000000000000000000000000000000000",
        "00",
        "deadbeef",
        "70f2b2914a2a4b783faefb75f459a580616fcb5e")]
    [InlineData(
        "00000000000000000000000000000000deadbeef",
        "cafebabe",
        "deadbeef",
        "60f3f640a8508fc6a86d45df051962668e1e8ac7")]
    [InlineData("0000000000000000000000000000000000000000", "00", "", "e33c0c7f7df4809055c3eba6c09cfe4baf1bd9e0")]
    public void Create2_ExamplesOfEip1014_GiveTheListedAddress(
        string creator, string salt, string initCode, string expected)
    {
        // The contract at the creator's address is called by the main one, and logs what CREATE2 gives.
        string store = initCode.Length == 0 ? "" : $"PUSH 0x{initCode} PUSH1 0 MSTORE ";
        int length = initCode.Length / 2;
        EvmHost host = EvmHost.Of($"PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH20 0x{creator} GAS CALL")
            .With(
                new Address(Convert.FromHexString(creator)),
                $"{store}PUSH 0x{salt} PUSH1 {length} PUSH1 {32 - length} PUSH1 0 CREATE2" + EvmHost.LogTop);
        Outcome outcome = host.Call();
        Assert.Equal(VmStatus.Success, outcome.Status);

        // What the init code does is not the matter: deadbeef is no program, and the result then is zero.
        Address address = new(Convert.FromHexString(expected));
        UInt256 word = address.ToUInt256();
        Assert.Equal(initCode == "deadbeef" ? 0 : TestModels.WordGen.Big(in word), outcome.Logged);
        Assert.Contains($"account {word.U0:x}", host.Reads);
    }

    [Fact]
    public void Create_InitCodeReturnsCode_DeploysIt()
    {
        // MSTORE8(0, STOP-like 0x5b); RETURN(0, 1): code of one byte.
        const string Init = "PUSH1 0x5b PUSH1 0 MSTORE8 PUSH1 1 PUSH1 0 RETURN";
        EvmHost host = new EvmHost().With(EvmHost.Main, Create(Init, value: 3) + EvmHost.LogTop, balance: 10, nonce: 5);
        Outcome outcome = host.Call();
        Address main = EvmHost.Main;
        Address expected = Interpreter.NextAddress(in main, 5);
        UInt256 word = expected.ToUInt256();
        Assert.Equal(TestModels.WordGen.Big(in word), outcome.Logged);
        Account created = host.Account(expected);
        Assert.Equal(1UL, created.Nonce);
        Assert.Equal((UInt256)3UL, created.Balance);
        Assert.Equal(Keccak256.Hash([0x5b]), created.CodeHash);
        Assert.Equal(6UL, host.Account(EvmHost.Main).Nonce);
        Assert.Equal((UInt256)7UL, host.Account(EvmHost.Main).Balance);
    }

    // 32000, since EIP-3860 2 for each word of init code, 6 more for hashing it in CREATE2, 200 for each
    // byte deployed.
    [Fact]
    public void Create_Price_HasItsParts()
    {
        const string Empty = "PUSH1 0 PUSH1 0 PUSH1 0 CREATE";
        Assert.Equal(9 + 32_000, EvmHost.Gas(Empty));
        const string TwoWords = "PUSH1 33 PUSH1 0 PUSH1 0 CREATE";
        Assert.Equal(9 + 32_000 + 4 + 6, EvmHost.Gas(TwoWords));
        Assert.Equal(9 + 32_000 + 6, EvmHost.Gas(TwoWords, Fork.Paris));
        const string Salted = "PUSH1 0 PUSH1 33 PUSH1 0 PUSH1 0 CREATE2";
        Assert.Equal(12 + 32_000 + 4 + 12 + 6, EvmHost.Gas(Salted));

        const string Init = "PUSH1 10 PUSH1 0 RETURN";
        long gas = EvmHost.Gas(Create(Init));
        Assert.Equal(6 + 3 + 3 + 9 + 32_000 + 2 + (6 + 3) + 2000, gas);
    }

    [Theory]
    [InlineData("PUSH1 0xef PUSH1 0 MSTORE8 PUSH1 1 PUSH1 0 RETURN")]
    [InlineData("PUSH2 24577 PUSH1 0 RETURN")]
    [InlineData("INVALID")]
    public void Create_RefusedCode_PushesZero_AndLosesTheGas(string initCode)
    {
        EvmHost host = new EvmHost().With(EvmHost.Main, Create(initCode, value: 1) + EvmHost.LogTop, balance: 1);
        Outcome outcome = host.Call();
        Assert.Equal(0, outcome.Logged);
        Assert.True(outcome.GasUsed > 9_000_000);
        Assert.Equal(1UL, host.Account(EvmHost.Main).Nonce);
        Assert.Equal(UInt256.One, host.Account(EvmHost.Main).Balance);
    }

    [Fact]
    public void Create_LargestCode_IsDeployed()
    {
        Outcome outcome = EvmHost.Of(Create("PUSH2 24576 PUSH1 0 RETURN") + EvmHost.LogTop).Call();
        Assert.NotEqual(0, outcome.Logged);
    }

    [Fact]
    public void Create_InitCodeReverts_GivesItsData_AndKeepsTheGas()
    {
        EvmHost host = EvmHost.Of(Create("PUSH1 3 PUSH1 0 REVERT") + "POP RETURNDATASIZE" + EvmHost.LogTop);
        Outcome outcome = host.Call();
        Assert.Equal(3, outcome.Logged);
        Assert.True(outcome.GasUsed < 40_000);
    }

    [Fact]
    public void Create_Success_LeavesNoReturnData() => Assert.Equal(
        0, EvmHost.Of(Create("PUSH1 3 PUSH1 0 RETURN") + "POP RETURNDATASIZE" + EvmHost.LogTop).Call().Logged);

    // EIP-3860: 49152 bytes at most, and the frame that asks for more fails.
    [Theory]
    [InlineData(49_152, Fork.Cancun, VmStatus.Success)]
    [InlineData(49_153, Fork.Cancun, VmStatus.InitCodeTooLarge)]
    [InlineData(49_153, Fork.Paris, VmStatus.Success)]
    public void Create_LengthOfInitCode_IsBoundedFromShanghaiOn(int length, Fork fork, VmStatus expected) =>
        Assert.Equal(expected, EvmHost.End($"PUSH2 {length} PUSH1 0 PUSH1 0 CREATE", fork));

    [Fact]
    public void Create_MoreThanTheBalance_PushesZero_AndDoesNotCount()
    {
        EvmHost host = EvmHost.Of("PUSH1 0 PUSH1 0 PUSH1 1 CREATE" + EvmHost.LogTop);
        Assert.Equal(0, host.Call().Logged);
        Assert.Equal(0UL, host.Account(EvmHost.Main).Nonce);
    }

    [Fact]
    public void Create_NonceAtItsEnd_PushesZero()
    {
        EvmHost host = new EvmHost().With(
            EvmHost.Main, "PUSH1 0 PUSH1 0 PUSH1 0 CREATE" + EvmHost.LogTop, nonce: ulong.MaxValue);
        Outcome outcome = host.Call();
        Assert.Equal(0, outcome.Logged);
        Assert.True(outcome.GasUsed < 40_000);
    }

    // EIP-684 (nonce, code) and EIP-7610 (storage): the creation fails, its gas is gone, the nonce counts.
    [Theory]
    [InlineData("STOP", 0UL, false, true)]
    [InlineData("", 1UL, false, true)]
    [InlineData("", 0UL, true, true)]
    [InlineData("", 0UL, false, false)]
    public void Create_AddressTaken_Fails(string code, ulong nonce, bool hasStorage, bool isTaken)
    {
        Address main = EvmHost.Main;
        Address target = Interpreter.NextAddress(in main, 0);
        EvmHost host = EvmHost.Of("PUSH1 0 PUSH1 0 PUSH1 0 CREATE" + EvmHost.LogTop)
            .With(target, code, balance: 1, nonce: nonce, storage: hasStorage ? [(1, 1)] : []);
        Outcome outcome = host.Call();
        Assert.Equal(isTaken, outcome.Logged == 0);
        Assert.Equal(isTaken, outcome.GasUsed > 9_000_000);
        Assert.Equal(1UL, host.Account(EvmHost.Main).Nonce);
    }

    // EIP-6780: a contract of an earlier transaction only sends its balance away.
    [Theory]
    [InlineData(Fork.Cancun, false)]
    [InlineData(Fork.Shanghai, true)]
    public void SelfDestruct_OldContract_DisappearsOnlyBeforeCancun(Fork fork, bool disappears)
    {
        EvmHost host = new EvmHost(fork).With(EvmHost.Main, "PUSH2 0xDEAD SELFDESTRUCT", balance: 5, nonce: 1).Begin();
        Outcome outcome = host.Call();
        host.World.EndTransaction();
        Assert.Equal(VmStatus.Success, outcome.Status);
        Assert.Equal(3 + 5000 + 2600 + 25_000, outcome.GasUsed);
        Assert.Equal((UInt256)5UL, host.Account(EvmHost.Nobody).Balance);
        Assert.True(host.Account(EvmHost.Main).Balance.IsZero);
        Assert.Equal(disappears, host.Account(EvmHost.Main).CodeHash == Hash256.EmptyKeccak);
        Assert.Equal(disappears ? 0UL : 1UL, host.Account(EvmHost.Main).Nonce);
    }

    [Theory]
    [InlineData(Fork.Cancun, 5UL)]
    [InlineData(Fork.Shanghai, 0UL)]
    public void SelfDestruct_OldContractToItself_BurnsOnlyBeforeCancun(Fork fork, ulong left)
    {
        EvmHost host = new EvmHost(fork).With(EvmHost.Main, "ADDRESS SELFDESTRUCT", balance: 5).Begin();
        host.Call();
        host.World.EndTransaction();
        Assert.Equal((UInt256)left, host.Account(EvmHost.Main).Balance);
    }

    [Fact]
    public void SelfDestruct_ContractOfThisTransaction_Disappears()
    {
        Address main = EvmHost.Main;
        Address created = Interpreter.NextAddress(in main, 0);
        EvmHost host = new EvmHost()
            .With(EvmHost.Main, Create("PUSH1 1 PUSH1 0 SSTORE ADDRESS SELFDESTRUCT", value: 5), balance: 5).Begin();
        Assert.Equal(VmStatus.Success, host.Call().Status);
        Assert.Equal(1UL, host.Account(created).Nonce);
        host.World.EndTransaction();
        Assert.Equal(0UL, host.Account(created).Nonce);
        Assert.True(host.Account(created).Balance.IsZero);
        Assert.False(host.Account(created).Exists);
        Assert.True(host.Account(EvmHost.Main).Balance.IsZero);
    }

    [Fact]
    public void SelfDestruct_Reverted_DoesNotHappen()
    {
        EvmHost host = EvmHost.Of(
                "PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH1 0 PUSH2 0x07E5 GAS CALL PUSH1 0 PUSH1 0 REVERT",
                Fork.Shanghai)
            .With(EvmHost.Other, "PUSH2 0xDEAD SELFDESTRUCT", balance: 5, nonce: 1).Begin();
        Assert.Equal(VmStatus.Revert, host.Call().Status);
        host.World.EndTransaction();
        Assert.Equal((UInt256)5UL, host.Account(EvmHost.Other).Balance);
        Assert.Equal(1UL, host.Account(EvmHost.Other).Nonce);
    }

    [Fact]
    public void SelfDestruct_NoBalanceOrKnownHeir_PaysForNoNewAccount()
    {
        Assert.Equal(3 + 5000 + 2600, EvmHost.Gas("PUSH2 0xDEAD SELFDESTRUCT"));
        EvmHost host = new EvmHost().With(EvmHost.Main, "ADDRESS SELFDESTRUCT", balance: 5);
        Assert.Equal(2 + 5000 + 2600, host.Call().GasUsed);
    }

    [Fact]
    public void Create_DepthOfInitCode_SeesItsOwnAddress()
    {
        Address main = EvmHost.Main;
        UInt256 created = Interpreter.NextAddress(in main, 0).ToUInt256();
        EvmHost host = EvmHost.Of(Create("ADDRESS PUSH1 0 MSTORE PUSH1 32 PUSH1 0 LOG0 CODESIZE CALLDATASIZE"));
        Assert.Equal(TestModels.WordGen.Big(in created), host.Call().Logged);
    }
}
