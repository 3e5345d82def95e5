using System.Numerics;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.TestModels;

namespace ZeroSharp.Ethereum.Evm.Tests;

/// <summary>What a call from outside did.</summary>
internal sealed record Outcome(VmStatus Status, long GasUsed, WorldState World)
{
    /// <summary>The data of the only log, as an integer: where programs under test leave a result.</summary>
    public BigInteger Logged
    {
        get
        {
            Assert.Equal(VmStatus.Success, Status);
            Assert.Equal(1, World.LogCount);
            return new BigInteger(World.LogAt(0).Data, isUnsigned: true, isBigEndian: true);
        }
    }
}

/// <summary>A small state, a block, and calls into it.</summary>
internal sealed class EvmHost : IStateSource
{
    /// <summary>Logs the word on top of the stack.</summary>
    public const string LogTop = " PUSH1 0 MSTORE PUSH1 32 PUSH1 0 LOG0";

    public static readonly Address Sender = Address.FromNumber(0x5E11DE5);
    public static readonly Address Main = Address.FromNumber(0xC0DE);
    public static readonly Address Other = Address.FromNumber(0x07E5);
    public static readonly Address Nobody = Address.FromNumber(0xDEAD);

    private readonly Dictionary<Address, Entry> _accounts = [];
    private readonly Dictionary<Hash256, byte[]> _codes = [];
    private readonly Interpreter _interpreter;

    public EvmHost(Fork fork = Fork.Cancun)
    {
        Block = new BlockContext { ChainId = 1, Number = 1000, GasLimit = 30_000_000, BaseFee = 7UL };
        Rules = ForkRules.Of(fork)!;
        World = new WorldState(this, Rules);
        _interpreter = new Interpreter(Rules, World, Block);
        With(Sender, balance: BigInteger.Pow(10, 20));
    }

    public ForkRules Rules { get; }

    public BlockContext Block { get; }

    public WorldState World { get; }

    /// <summary>Slots, accounts and codes that were asked for, in order.</summary>
    public List<string> Reads { get; } = [];

    public EvmHost With(
        Address address,
        string program = "",
        BigInteger balance = default,
        ulong nonce = 0,
        params (ulong Slot, ulong Value)[] storage)
    {
        byte[] code = Assembler.Assemble(program);
        _codes[Keccak256.Hash(code)] = code;
        _accounts[address] = new Entry(
            nonce,
            WordGen.Word(balance),
            Keccak256.Hash(code),
            storage.ToDictionary(entry => (UInt256)entry.Slot, entry => (UInt256)entry.Value));
        return this;
    }

    /// <summary>Calls a contract's creation with the sender's nonce, in a new transaction.</summary>
    public Outcome Create(string initCode, long gas = 10_000_000)
    {
        Begin();
        long left = gas;
        Account sender = World.Load(in Sender);
        Address address = Interpreter.NextAddress(in Sender, sender.Nonce);
        VmStatus status = _interpreter.Create(
            sender, in address, default, Assembler.Assemble(initCode), ref left);
        return new Outcome(status, gas - left, World);
    }

    /// <summary>Begins a transaction: what is warm and transient is forgotten.</summary>
    public EvmHost Begin(Address? origin = null)
    {
        World.BeginTransaction();
        Address from = origin ?? Sender;
        UInt256 price = 9UL;
        _interpreter.SetTransaction(in from, in price, [new Hash256(1, 2, 3, 4)]);
        return this;
    }

    /// <summary>Calls the main contract in the running transaction, or in a new one if there is none.</summary>
    public Outcome Call(long gas = 10_000_000, byte[]? input = null, BigInteger value = default)
    {
        if (World.Stamp == 0)
        {
            Begin();
        }

        long left = gas;
        UInt256 wei = WordGen.Word(value);
        VmStatus status = _interpreter.Call(
            World.Load(in Sender), World.Load(in Main), in wei, input ?? [], ref left);
        return new Outcome(status, gas - left, World);
    }

    public UInt256 Storage(Address address, ulong slot)
    {
        UInt256 key = slot;
        return World.Slot(World.Load(in address), in key).Current;
    }

    public Account Account(Address address) => World.Load(in address);

    public static EvmHost Of(string program, Fork fork = Fork.Cancun) =>
        new EvmHost(fork).With(Main, program);

    /// <summary>Gas of a program that ends well.</summary>
    public static long Gas(string program, Fork fork = Fork.Cancun, byte[]? input = null)
    {
        Outcome outcome = Of(program, fork).Call(input: input);
        Assert.Equal(VmStatus.Success, outcome.Status);
        return outcome.GasUsed;
    }

    /// <summary>The word that a program leaves on the stack.</summary>
    public static BigInteger Top(string program, Fork fork = Fork.Cancun, byte[]? input = null) =>
        Of(program + LogTop, fork).Call(input: input).Logged;

    /// <summary>How a program ends; anything but success and revert takes all gas.</summary>
    public static VmStatus End(string program, Fork fork = Fork.Cancun, long gas = 10_000_000)
    {
        Outcome outcome = Of(program, fork).Call(gas);
        if (outcome.Status is not (VmStatus.Success or VmStatus.Revert))
        {
            Assert.Equal(gas, outcome.GasUsed);
        }

        return outcome.Status;
    }

    public bool LoadAccount(Account account)
    {
        Reads.Add($"account {account.Address.ToUInt256().U0:x}");
        if (_accounts.TryGetValue(account.Address, out Entry? entry))
        {
            account.ExistedBefore = true;
            account.Nonce = entry.Nonce;
            account.Balance = entry.Balance;
            account.CodeHash = entry.CodeHash;
            account.StorageRoot = entry.Storage.Count == 0 ? Hash256.EmptyTrieRoot : new Hash256(1, 1, 1, 1);
        }

        return true;
    }

    public bool LoadSlot(Account account, in UInt256 key, out UInt256 value)
    {
        Reads.Add($"slot {account.Address.ToUInt256().U0:x} {key.U0}");
        value = default;
        if (_accounts.TryGetValue(account.Address, out Entry? entry))
        {
            entry.Storage.TryGetValue(key, out value);
        }

        return true;
    }

    public bool LoadCode(in Hash256 codeHash, out ContractCode code)
    {
        Reads.Add("code");
        code = new ContractCode(_codes[codeHash]);
        return true;
    }

    private sealed record Entry(
        ulong Nonce, UInt256 Balance, Hash256 CodeHash, Dictionary<UInt256, UInt256> Storage);
}
