using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless.Tests;

/// <summary>Transactions that let accounts run the code of others (EIP-7702).</summary>
public sealed class SetCodeTests
{
    private const ulong Base = 21_000;
    private const ulong Tuple = 25_000;

    private static readonly byte[] Nobody = [.. new byte[19], 0x99];

    private static byte[] AuthorityAddress => TestBlock.Bytes(TestBlock.Authority.Address);

    private static byte[] Designator(byte[] target) => [0xef, 0x01, 0x00, .. target];

    [Fact]
    public void Execute_Authorization_SetsTheDesignator_AndCountsTheNonce()
    {
        TestExecution execution = Run(new TestAuthorization());
        Account authority = execution.Account(AuthorityAddress);
        Assert.Equal(Designator(TestBlock.Receiver), authority.Code!.Span.ToArray());
        Assert.Equal(1UL, authority.Nonce);
        Assert.Equal(Base + Tuple, execution.Executor.LastGasUsed);
    }

    // 12500 of 25000 come back for an account that exists, and at most a fifth of all.
    [Fact]
    public void Execute_ExistingAuthority_RefundsAPart()
    {
        TestExecution execution = Run(
            [new TestAuthorization()], Nobody, (AuthorityAddress, new TestAccount(Balance: 1)));
        Assert.Equal(Base + Tuple - ((Base + Tuple) / 5), execution.Executor.LastGasUsed);
    }

    [Fact]
    public void Execute_ZeroTarget_EndsTheDelegation()
    {
        TestExecution execution = Run(
            [new TestAuthorization { Target = new byte[20], Nonce = 4 }],
            Nobody,
            (AuthorityAddress, new TestAccount(1, 4, Designator(TestBlock.Receiver))));
        Account authority = execution.Account(AuthorityAddress);
        Assert.Equal(Hash256.EmptyKeccak, authority.CodeHash);
        Assert.Equal(5UL, authority.Nonce);
    }

    [Fact]
    public void Execute_InvalidTuples_AreSkipped()
    {
        IsSkipped(new TestAuthorization { ChainId = 2 });
        IsSkipped(new TestAuthorization { Nonce = 1 });
        IsSkipped(new TestAuthorization { Nonce = ulong.MaxValue });
        TestExecution any = Run(new TestAuthorization { ChainId = 0 });
        Assert.Equal(1UL, any.Account(AuthorityAddress).Nonce);

        // An account with other code keeps it.
        TestExecution contract = Run(
            [new TestAuthorization()], Nobody, (AuthorityAddress, new TestAccount(Code: [0])));
        Assert.Equal(0UL, contract.Account(AuthorityAddress).Nonce);
        Assert.Equal(Base + Tuple, contract.Executor.LastGasUsed);
    }

    [Fact]
    public void Execute_TwoTuplesOfOneSigner_CountUp()
    {
        TestExecution execution = Run(
            [new TestAuthorization(), new TestAuthorization { Nonce = 1, Target = Nobody }], Nobody);
        Account authority = execution.Account(AuthorityAddress);
        Assert.Equal(Designator(Nobody), authority.Code!.Span.ToArray());
        Assert.Equal(2UL, authority.Nonce);
    }

    // The sender's nonce counts before its own tuple is looked at.
    [Fact]
    public void Execute_SenderAsAuthority_NeedsTheNextNonce()
    {
        TestExecution execution = Run(
            new TestAuthorization { Signer = TestBlock.Sender, Nonce = 1 });
        Assert.Equal(2UL, execution.Account(TestBlock.SenderAddress).Nonce);
    }

    [Fact]
    public void Execute_FailedCall_KeepsTheDelegation()
    {
        TestExecution execution = Run(
            [new TestAuthorization()], TestBlock.Receiver, (TestBlock.Receiver, new TestAccount(Code: [0xfe])));
        Assert.Equal(VmStatus.BadInstruction, execution.Executor.LastStatus);
        Assert.Equal(1UL, execution.Account(AuthorityAddress).Nonce);
    }

    // PUSH1 42 PUSH1 0 SSTORE.
    [Fact]
    public void Execute_TargetIsTheAuthority_RunsTheCodeOnIts()
    {
        TestExecution execution = Run(
            [new TestAuthorization()],
            AuthorityAddress,
            (TestBlock.Receiver, new TestAccount(Code: [0x60, 42, 0x60, 0, 0x55])));
        UInt256 key = default;
        Assert.Equal(42UL, execution.World.Slot(execution.Account(AuthorityAddress), in key).Current.U0);
        Assert.Equal(Base + Tuple + 6 + 22_100, execution.Executor.LastGasUsed);
    }

    // EIP-3607 lets an account that delegates send.
    [Fact]
    public void Execute_DelegatedSender_MaySend()
    {
        byte[] raw = new TestTransaction { To = Nobody }.Sign();
        (byte[], TestAccount) sender = (
            TestBlock.SenderAddress, new TestAccount(TestBlock.Ether, Code: Designator(TestBlock.Receiver)));
        Assert.Equal(TransactionStatus.Ok, At(Fork.Prague, raw, sender).Execute(raw));
        Assert.Equal(TransactionStatus.SenderIsContract, At(Fork.Cancun, raw, sender).Execute(raw));
    }

    [Fact]
    public void Execute_ListOrTargetMissing_IsRefused()
    {
        TestTransaction transaction = new() { Type = Transaction.SetCode };
        byte[] raw = transaction.Sign();
        Assert.Equal(TransactionStatus.NoAuthorizations, At(Fork.Prague, raw).Execute(raw));
        raw = (transaction with { To = [], Authorizations = [new TestAuthorization()] }).Sign();
        Assert.Equal(TransactionStatus.AuthorizationCreation, At(Fork.Prague, raw).Execute(raw));
        raw = (transaction with { GasLimit = 45_999, Authorizations = [new TestAuthorization()] }).Sign();
        Assert.Equal(TransactionStatus.IntrinsicGas, At(Fork.Prague, raw).Execute(raw));
    }

    private static void IsSkipped(TestAuthorization authorization)
    {
        Account authority = Run(authorization).Account(AuthorityAddress);
        Assert.Equal(0UL, authority.Nonce);
        Assert.Equal(Hash256.EmptyKeccak, authority.CodeHash);
        Assert.False(authority.Exists);
    }

    private static TestExecution Run(TestAuthorization authorization) => Run([authorization], Nobody);

    private static TestExecution Run(
        TestAuthorization[] authorizations,
        byte[] target,
        params (byte[] Address, TestAccount Account)[] accounts)
    {
        byte[] raw = new TestTransaction
        {
            Type = Transaction.SetCode, To = target, Authorizations = authorizations,
        }.Sign();
        TestExecution execution = At(Fork.Prague, raw, accounts);
        Assert.Equal(TransactionStatus.Ok, execution.Execute(raw));
        return execution;
    }

    private static TestExecution At(
        Fork fork, byte[] raw, params (byte[] Address, TestAccount Account)[] accounts)
    {
        BlockDraft draft = TestBlock.With([raw], accounts);
        draft.Fork = fork;
        return new TestExecution(draft);
    }
}
