using System.Buffers.Binary;
using System.Numerics;
using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless.Tests;

/// <summary>Withdrawals, the beacon root call, BLOCKHASH, missing parts of the witness, and claims.</summary>
public sealed class StatelessBlockTests
{
    // EIP-4895.
    [Fact]
    public void Run_Withdrawals_AddGweiWithoutGas()
    {
        BlockInputContent content = TestBlock.With([]);
        content.Withdrawals.Add(new WithdrawalContent(1, 2, TestBlock.Receiver, 3));
        content.Withdrawals.Add(new WithdrawalContent(2, 2, TestBlock.Receiver, 4));
        content.Withdrawals.Add(new WithdrawalContent(3, 9, TestBlock.Beneficiary, 0));
        BlockResult result = TestBlock.Run(content);
        Assert.Equal(BlockStatus.Ok, result.Status);
        Assert.Equal(7_000_000_000UL, TestBlock.After(result, TestBlock.Receiver).Balance.U0);

        // An amount of zero touches an empty account, which stays away (EIP-161).
        Assert.True(TestBlock.After(result, TestBlock.Beneficiary).IsEmpty);
        Assert.Equal(0UL, result.Statement.GasUsed);
        Assert.Equal(Root(content.Withdrawals), result.Statement.WithdrawalsRoot);

        content.WithdrawalsComplete = false;
        BlockResult incomplete = TestBlock.Run(content);
        Assert.Equal(BlockStatus.Ok, incomplete.Status);
        Assert.True(incomplete.Statement.WithdrawalsRoot.IsZero);
        Assert.Equal(result.Statement.PostStateRoot, incomplete.Statement.PostStateRoot);
    }

    // EIP-4788, with the contract's code of the EIP.
    [Fact]
    public void Run_BeaconRoot_IsStoredBeforeTransactions()
    {
        byte[] code = Convert.FromHexString(
            "3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff8106"
                + "90815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500");
        BlockInputContent content = TestBlock.With([], (TestBlock.BeaconRoots, new TestAccount(Nonce: 1, Code: code)));
        content.ParentBeaconBlockRoot = TestBlock.Word(0xBEAC);
        BlockResult result = TestBlock.Run(content);
        Assert.Equal(BlockStatus.Ok, result.Status);
        BigInteger slot = content.Timestamp % 8191;
        Assert.Equal(content.Timestamp, TestBlock.Slot(result, TestBlock.BeaconRoots, slot));
        Assert.Equal(0xBEAC, TestBlock.Slot(result, TestBlock.BeaconRoots, slot + 8191));

        content.Fork = Fork.Shanghai;
        BlockResult before = TestBlock.Run(content);
        Assert.Equal(0, TestBlock.Slot(before, TestBlock.BeaconRoots, slot));
        Assert.Equal(new Hash256(content.PreStateRoot), before.Statement.PostStateRoot);
    }

    [Fact]
    public void Run_BlockHash_ComesFromTheHistory()
    {
        // PUSH2 number BLOCKHASH PUSH1 0 SSTORE
        byte[] code = [0x61, 499 >> 8, 499 & 255, 0x40, 0x60, 0, 0x55];
        BlockInputContent content = TestBlock.With(
            [new TestTransaction().Sign()], (TestBlock.Receiver, new TestAccount(Code: code)));
        BlockResult result = TestBlock.Run(content);
        Assert.Equal(1000, TestBlock.Slot(result, TestBlock.Receiver, 0));

        content.Ancestors.Clear();
        BlockResult missing = TestBlock.Run(content);
        Assert.Equal(BlockStatus.MissingAncestor, missing.Status);
        Assert.Equal(0, missing.TransactionIndex);
    }

    [Fact]
    public void Run_OneNodeLess_NamesItOrDoesNotNeedIt()
    {
        byte[] code = [0x60, 1, 0x60, 2, 0x55, 0x60, 3, 0x54, 0x50];
        (byte[], TestAccount)[] accounts =
        [
            (TestBlock.Receiver, new TestAccount(
                Code: code, Storage: [.. Enumerable.Range(1, 20).Select(i => ((BigInteger)i, (BigInteger)i))])),
            .. Enumerable.Range(1, 30).Select(i => (TestBlock.Word(i)[12..], new TestAccount(i))),
        ];
        BlockInputContent content = TestBlock.With([new TestTransaction().Sign()], accounts);
        BlockResult whole = TestBlock.Run(content);
        Assert.Equal(BlockStatus.Ok, whole.Status);
        int missing = 0;
        foreach (byte[] node in content.Nodes.ToArray())
        {
            content.Nodes.Remove(node);
            BlockResult result = TestBlock.Run(content);
            content.Nodes.Add(node);
            if (result.Status == BlockStatus.Ok)
            {
                Assert.Equal(whole.Statement.PostStateRoot, result.Statement.PostStateRoot);
                continue;
            }

            missing++;
            Assert.Equal(BlockStatus.IncompleteState, result.Status);
            Assert.Equal(WitnessFault.MissingNode, result.WitnessFault);
            Assert.Equal(Keccak256.Hash(node), result.MissingHash);
        }

        Assert.InRange(missing, 3, content.Nodes.Count - 1);
    }

    [Fact]
    public void Run_MissingCode_IsNamed()
    {
        byte[] code = [0x60, 1, 0x50];
        BlockInputContent content = TestBlock.With(
            [new TestTransaction().Sign()], (TestBlock.Receiver, new TestAccount(Code: code)));
        content.Codes.RemoveAll(item => item.AsSpan().SequenceEqual(code));
        BlockResult result = TestBlock.Run(content);
        Assert.Equal(BlockStatus.MissingCode, result.Status);
        Assert.Equal(0, result.TransactionIndex);
        Assert.Equal(Keccak256.Hash(code), result.MissingHash);
    }

    [Fact]
    public void Run_OtherCodeUnderAHash_IsNotRun()
    {
        byte[] code = [0x60, 1, 0x60, 2, 0x60, 3, 0x50, 0x50];
        byte[] input = BlockInputWriter.Write(TestBlock.With(
            [new TestTransaction().Sign()], (TestBlock.Receiver, new TestAccount(Code: code))));
        int at = input.AsSpan().IndexOf(code);
        input[at + 1] ^= 1;
        Assert.Equal(BlockStatus.MissingCode, StatelessBlock.Run(input).Status);
    }

    [Fact]
    public void Run_OtherPreStateRoot_NamesItsNode()
    {
        BlockInputContent content = TestBlock.With([new TestTransaction().Sign()]);
        content.PreStateRoot[7] ^= 1;
        BlockResult result = TestBlock.Run(content);
        Assert.Equal(BlockStatus.IncompleteState, result.Status);
        Assert.Equal(new Hash256(content.PreStateRoot), result.MissingHash);
    }

    [Fact]
    public void Run_FalseClaims_AreTold()
    {
        BlockInputContent content = TestBlock.With([new TestTransaction().Sign()]);
        Statement truth = TestBlock.Run(content).Statement;
        byte[] wrong = TestBlock.Word(1);
        Claim(BlockStatus.StateRootMismatch, c => c.ExpectedStateRoot = wrong);
        Claim(BlockStatus.ReceiptsRootMismatch, c => c.ExpectedReceiptsRoot = wrong);
        Claim(BlockStatus.TransactionsRootMismatch, c => c.ExpectedTransactionsRoot = wrong);
        Claim(BlockStatus.GasUsedMismatch, c => c.ExpectedGasUsed = 21_001);
        Claim(BlockStatus.LogsBloomMismatch, c => c.ExpectedLogsBloom = [1, .. new byte[255]]);
        Claim(BlockStatus.BlockHashMismatch, c => c.ExtraData = []);
        Claim(BlockStatus.UnknownFork, c => c.Fork = (Fork)99);
        Claim(BlockStatus.Ok, c =>
        {
            c.ExpectedStateRoot = truth.PostStateRoot.AsSpan().ToArray();
            c.ExpectedReceiptsRoot = truth.ReceiptsRoot.AsSpan().ToArray();
            c.ExpectedTransactionsRoot = truth.TransactionsRoot.AsSpan().ToArray();
            c.ExpectedGasUsed = 21_000;
            c.ExpectedLogsBloom = new byte[256];
        });

        static void Claim(BlockStatus expected, Action<BlockInputContent> change)
        {
            BlockInputContent claimed = TestBlock.With([new TestTransaction().Sign()]);
            change(claimed);
            BlockResult result = TestBlock.Run(claimed);
            Assert.Equal(expected, result.Status);
            Assert.Equal(expected, result.Statement.Status);
            Assert.False(result.Statement.IsHeaderChecked);
        }
    }

    [Fact]
    public void Statement_NextBlock_FollowsTheFirst()
    {
        BlockInputContent first = TestBlock.With([]);
        first.BlockHash = TestBlock.Word(4711);
        BlockInputContent second = TestBlock.With([]);
        second.Number++;
        second.Ancestors.Insert(0, first.BlockHash);
        second.Ancestors.RemoveAt(256);
        Statement before = TestBlock.Run(first).Statement;
        Statement after = TestBlock.Run(second).Statement;
        Assert.Equal(before.HistoryAfter, after.HistoryBefore);
        Assert.NotEqual(before.HistoryBefore, after.HistoryBefore);
        Assert.Equal(before.PostStateRoot, after.PreStateRoot);

        second.Ancestors[0] = TestBlock.Word(4712);
        Assert.NotEqual(before.HistoryAfter, TestBlock.Run(second).Statement.HistoryBefore);
    }

    // docs/reference/statement.md.
    [Fact]
    public void Statement_Encoding_RoundTripsAtTheDocumentedOffsets()
    {
        Statement statement = TestBlock.Run(TestBlock.With([new TestTransaction().Sign()])).Statement;
        byte[] bytes = new byte[Statement.ByteLength];
        statement.Write(bytes);
        Assert.Equal(336, bytes.Length);
        Assert.Equal(1U, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        Assert.Equal(0U, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)));
        Assert.Equal(500UL, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(16)));
        Assert.Equal(21_000UL, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(32)));
        Assert.Equal(statement.PostStateRoot.AsSpan().ToArray(), bytes[80..112]);
        Assert.Equal(statement.BlockHash.AsSpan().ToArray(), bytes[304..]);
        Assert.True(Statement.TryRead(bytes, out Statement read));
        byte[] again = new byte[Statement.ByteLength];
        read.Write(again);
        Assert.Equal(bytes, again);

        Assert.False(Statement.TryRead(bytes.AsSpan(1), out _));
        Assert.False(Statement.TryRead([.. bytes, 0], out _));
        bytes[44] = 2;
        Assert.False(Statement.TryRead(bytes, out _));
        bytes[44] = 0;
        bytes[0] = 2;
        Assert.False(Statement.TryRead(bytes, out _));
    }

    private static Hash256 Root(List<WithdrawalContent> withdrawals)
    {
        List<KeyValuePair<byte[], byte[]>> entries =
        [
            .. withdrawals.Select((withdrawal, i) => KeyValuePair.Create(
                TestTransaction.Int(i),
                TestTransaction.List(
                    TestTransaction.Int(withdrawal.Index),
                    TestTransaction.Int(withdrawal.Validator),
                    TestTransaction.Str(withdrawal.Address),
                    TestTransaction.Int(withdrawal.AmountGwei)))),
        ];
        return TestModels.NaiveTrie.Build(entries, []);
    }
}
