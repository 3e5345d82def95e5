using System.Numerics;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless.Tests;

/// <summary>What single transactions may do, and pay, in each fork.</summary>
public sealed class ForkTransactionTests
{
    private static readonly byte[] BlobHash = [1, .. new byte[31]];

    [Theory]
    [InlineData(Transaction.AccessListType, Fork.Berlin)]
    [InlineData(Transaction.DynamicFee, Fork.London)]
    [InlineData(Transaction.Blob, Fork.Cancun)]
    [InlineData(Transaction.SetCode, Fork.Prague)]
    public void Execute_Type_IsKnownFromItsForkOn(int type, Fork first)
    {
        byte[] raw = new TestTransaction
        {
            Type = type, BlobHashes = [BlobHash], Authorizations = [new TestAuthorization()],
        }.Sign();
        Assert.Equal(TransactionStatus.UnknownType, At(first - 1, [raw]).Execute(raw));
        Assert.Equal(TransactionStatus.Ok, At(first, [raw]).Execute(raw));
    }

    [Fact]
    public void Execute_ReplayProtection_IsKnownFromSpuriousDragonOn()
    {
        byte[] raw = new TestTransaction { Type = Transaction.Legacy }.Sign();
        Assert.Equal(TransactionStatus.InvalidSignature, At(Fork.TangerineWhistle, [raw]).Execute(raw));
        Assert.Equal(TransactionStatus.Ok, At(Fork.SpuriousDragon, [raw]).Execute(raw));
    }

    // EIP-2028 and EIP-2; the data runs as init code, which is a STOP.
    [Theory]
    [InlineData(Fork.SpuriousDragon, false, 21_000 + 4 + 68)]
    [InlineData(Fork.SpuriousDragon, true, 21_000 + 32_000 + 4 + 68)]
    [InlineData(Fork.Istanbul, false, 21_000 + 4 + 16)]
    [InlineData(Fork.Shanghai, true, 21_000 + 32_000 + 4 + 16 + 2)]
    public void Execute_IntrinsicGas_IsWhatItsForkSays(Fork fork, bool isCreation, ulong gas)
    {
        TestTransaction transaction = new()
        {
            Type = Transaction.Legacy, Data = [0, 1], To = isCreation ? [] : TestBlock.Receiver, GasLimit = gas,
        };
        byte[] raw = transaction.Sign();
        TestExecution execution = At(fork, [raw]);
        Assert.Equal(TransactionStatus.Ok, execution.Execute(raw));
        Assert.Equal(gas, execution.Executor.LastGasUsed);
        byte[] less = (transaction with { GasLimit = gas - 1 }).Sign();
        Assert.Equal(TransactionStatus.IntrinsicGas, At(fork, [less]).Execute(less));
    }

    // EIP-7623: 10 gas a token, of which a zero byte is one and any other four.
    [Fact]
    public void Execute_DataFloor_IsTheLeastPrice()
    {
        TestTransaction transaction = new() { Data = [0, 0, 1, 2, 3], GasLimit = 21_000 + (10 * 14) };
        byte[] raw = transaction.Sign();
        TestExecution prague = At(Fork.Prague, [raw]);
        Assert.Equal(TransactionStatus.Ok, prague.Execute(raw));
        Assert.Equal(21_140UL, prague.Executor.LastGasUsed);
        TestExecution cancun = At(Fork.Cancun, [raw]);
        Assert.Equal(TransactionStatus.Ok, cancun.Execute(raw));
        Assert.Equal(21_056UL, cancun.Executor.LastGasUsed);
        byte[] less = (transaction with { GasLimit = 21_139 }).Sign();
        Assert.Equal(TransactionStatus.FloorGas, At(Fork.Prague, [less]).Execute(less));
    }

    // The refund is subtracted first (EIP-7623): here what is left is below the floor.
    [Fact]
    public void Execute_DataFloor_HoldsAfterTheRefund()
    {
        byte[] clears = [0x60, 0, 0x60, 0, 0x55];
        byte[] raw = new TestTransaction { Data = [.. Enumerable.Repeat((byte)1, 100)] }.Sign();
        TestExecution execution = At(
            Fork.Prague, [raw], (TestBlock.Receiver, new TestAccount(Code: clears, Storage: [(0, 1)])));
        Assert.Equal(TransactionStatus.Ok, execution.Execute(raw));
        Assert.Equal(21_000UL + 4000, execution.Executor.LastGasUsed);
    }

    // EIP-7825.
    [Fact]
    public void Execute_GasLimit_IsCappedFromOsakaOn()
    {
        byte[] most = new TestTransaction { GasLimit = 1 << 24 }.Sign();
        byte[] more = new TestTransaction { GasLimit = (1 << 24) + 1 }.Sign();
        Assert.Equal(TransactionStatus.Ok, At(Fork.Prague, [more]).Execute(more));
        Assert.Equal(TransactionStatus.Ok, At(Fork.Osaka, [most]).Execute(most));
        Assert.Equal(TransactionStatus.GasLimitAboveCap, At(Fork.Osaka, [more]).Execute(more));
    }

    // EIP-7691 and EIP-7594.
    [Theory]
    [InlineData(Fork.Cancun, 6)]
    [InlineData(Fork.Prague, 9)]
    [InlineData(Fork.Osaka, 6)]
    public void Execute_Blobs_AreBounded(Fork fork, int most)
    {
        TestTransaction transaction = new()
        {
            Type = Transaction.Blob, BlobHashes = [.. Enumerable.Repeat(BlobHash, most)],
        };
        byte[] raw = transaction.Sign();
        Assert.Equal(TransactionStatus.Ok, At(fork, [raw]).Execute(raw));
        byte[] more = (transaction with { BlobHashes = [BlobHash, .. transaction.BlobHashes] }).Sign();
        Assert.Equal(TransactionStatus.TooManyBlobs, At(fork, [more]).Execute(more));
    }

    // EIP-3529: before it, half of the gas used may come back.
    [Theory]
    [InlineData(Fork.Berlin, 2UL)]
    [InlineData(Fork.London, 5UL)]
    public void Execute_Refund_HasItsForksBound(Fork fork, ulong quotient)
    {
        byte[] clears = [.. Enumerable.Range(0, 10).SelectMany(i => new byte[] { 0x60, 0, 0x60, (byte)i, 0x55 })];
        TestAccount contract = new(
            Code: clears, Storage: [.. Enumerable.Range(0, 10).Select(i => ((BigInteger)i, (BigInteger)1))]);
        byte[] raw = new TestTransaction { Type = Transaction.Legacy, GasLimit = 200_000 }.Sign();
        TestExecution execution = At(fork, [raw], (TestBlock.Receiver, contract));
        Assert.Equal(TransactionStatus.Ok, execution.Execute(raw));
        const ulong Used = 21_000 + (10 * (6 + 5000));
        Assert.Equal(Used - (Used / quotient), execution.Executor.LastGasUsed);
    }

    [Fact]
    public void CallSystem_Contract_GivesItsOutput()
    {
        // Returns CALLER and the first word of the input; the third contract fails.
        byte[] echo = [0x33, 0x5f, 0x52, 0x5f, 0x35, 0x60, 0x20, 0x52, 0x60, 0x40, 0x5f, 0xf3];
        byte[] other = [.. new byte[19], 0x43];
        TestExecution execution = At(
            Fork.Prague, [], (TestBlock.Receiver, new TestAccount(Code: echo)), (other, new TestAccount(Code: [0xfe])));
        byte[] input = TestBlock.Word(77);
        Assert.True(execution.Executor.TryCallSystem(
            new Address(TestBlock.Receiver), input, out VmStatus status, out byte[] output));
        Assert.Equal(VmStatus.Success, status);
        BigInteger caller = (BigInteger.One << 160) - 2;
        Assert.Equal([.. TestBlock.Word(caller), .. input], output);

        Assert.True(execution.Executor.TryCallSystem(new Address(other), input, out status, out output));
        Assert.NotEqual(VmStatus.Success, status);
        Assert.Empty(output);
        Assert.False(execution.Executor.TryCallSystem(
            new Address(TestBlock.Beneficiary), input, out _, out _));
    }

    private static TestExecution At(
        Fork fork, byte[][] transactions, params (byte[] Address, TestAccount Account)[] accounts)
    {
        BlockDraft draft = TestBlock.With(transactions, accounts);
        draft.Fork = fork;
        return new TestExecution(draft);
    }
}
