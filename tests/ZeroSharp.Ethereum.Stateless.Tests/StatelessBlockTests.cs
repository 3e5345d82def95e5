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
        BlockDraft draft = TestBlock.With([]);
        draft.Withdrawals.Add(Withdrawal(1, 2, TestBlock.Receiver, 3));
        draft.Withdrawals.Add(Withdrawal(2, 2, TestBlock.Receiver, 4));
        draft.Withdrawals.Add(Withdrawal(3, 9, TestBlock.Beneficiary, 0));
        BlockResult result = draft.Complete().RunAsIs();
        Assert.Equal(BlockStatus.Ok, result.Status);
        Assert.Equal(7_000_000_000UL, TestBlock.After(result, TestBlock.Receiver).Balance.U0);

        // An amount of zero touches an empty account, which stays away (EIP-161).
        Assert.True(TestBlock.After(result, TestBlock.Beneficiary).IsEmpty);
        Assert.Equal(0UL, result.Statement.GasUsed);
        Assert.Equal(BlockDraft.RootOf(draft.Withdrawals), result.Statement.WithdrawalsRoot);

        draft.Withdrawals[0].Index++;
        Assert.Equal(BlockStatus.WithdrawalsRootMismatch, draft.RunAsIs().Status);
        draft.Input.IsHeaderPartial = true;
        BlockResult partial = draft.RunAsIs();
        Assert.Equal(BlockStatus.Ok, partial.Status);
        Assert.True(partial.Statement.WithdrawalsRoot.IsZero);
        Assert.Equal(result.Statement.PostStateRoot, partial.Statement.PostStateRoot);
    }

    // EIP-4788, with the contract's code of the EIP.
    [Fact]
    public void Run_BeaconRoot_IsStoredBeforeTransactions()
    {
        byte[] code = Convert.FromHexString(
            "3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff8106"
                + "90815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500");
        BlockDraft content = TestBlock.With([], (TestBlock.BeaconRoots, new TestAccount(Nonce: 1, Code: code)));
        content.Header.ParentBeaconBlockRoot = new Hash256(TestBlock.Word(0xBEAC));
        BlockResult result = TestBlock.Run(content);
        Assert.Equal(BlockStatus.Ok, result.Status);
        BigInteger slot = content.Header.Timestamp % 8191;
        Assert.Equal(content.Header.Timestamp, TestBlock.Slot(result, TestBlock.BeaconRoots, slot));
        Assert.Equal(0xBEAC, TestBlock.Slot(result, TestBlock.BeaconRoots, slot + 8191));

        content.Fork = Fork.Shanghai;
        BlockResult before = TestBlock.Run(content);
        Assert.Equal(0, TestBlock.Slot(before, TestBlock.BeaconRoots, slot));
        Assert.Equal(new Hash256(content.Input.PreStateRoot), before.Statement.PostStateRoot);
    }

    [Fact]
    public void Run_BlockHash_ComesFromTheHistory()
    {
        // PUSH2 number BLOCKHASH PUSH1 0 SSTORE
        byte[] code = [0x61, 499 >> 8, 499 & 255, 0x40, 0x60, 0, 0x55];
        BlockDraft content = TestBlock.With(
            [new TestTransaction().Sign()], (TestBlock.Receiver, new TestAccount(Code: code)));
        BlockResult result = TestBlock.Run(content);
        Assert.Equal(1000, TestBlock.Slot(result, TestBlock.Receiver, 0));

        content.Input.Ancestors.Clear();
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
        BlockDraft content = TestBlock.With([new TestTransaction().Sign()], accounts);
        BlockResult whole = TestBlock.Run(content);
        Assert.Equal(BlockStatus.Ok, whole.Status);
        int missing = 0;
        foreach (byte[] node in content.Input.Nodes.ToArray())
        {
            content.Input.Nodes.Remove(node);
            BlockResult result = TestBlock.Run(content);
            content.Input.Nodes.Add(node);
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

        Assert.InRange(missing, 3, content.Input.Nodes.Count - 1);
    }

    [Fact]
    public void Run_MissingCode_IsNamed()
    {
        byte[] code = [0x60, 1, 0x50];
        BlockDraft content = TestBlock.With(
            [new TestTransaction().Sign()], (TestBlock.Receiver, new TestAccount(Code: code)));
        content.Input.Codes.RemoveAll(item => item.AsSpan().SequenceEqual(code));
        BlockResult result = TestBlock.Run(content);
        Assert.Equal(BlockStatus.MissingCode, result.Status);
        Assert.Equal(0, result.TransactionIndex);
        Assert.Equal(Keccak256.Hash(code), result.MissingHash);
    }

    [Fact]
    public void Run_OtherCodeUnderAHash_IsNotRun()
    {
        byte[] code = [0x60, 1, 0x60, 2, 0x60, 3, 0x50, 0x50];
        byte[] input = TestBlock.With(
            [new TestTransaction().Sign()], (TestBlock.Receiver, new TestAccount(Code: code))).Write();
        int at = input.AsSpan().IndexOf(code);
        input[at + 1] ^= 1;
        Assert.Equal(BlockStatus.MissingCode, StatelessBlock.Run(input).Status);
    }

    [Fact]
    public void Run_OtherPreStateRoot_NamesItsNode()
    {
        BlockDraft content = TestBlock.With([new TestTransaction().Sign()]);
        content.Input.PreStateRoot[7] ^= 1;
        BlockResult result = TestBlock.Run(content);
        Assert.Equal(BlockStatus.IncompleteState, result.Status);
        Assert.Equal(new Hash256(content.Input.PreStateRoot), result.MissingHash);
    }

    [Fact]
    public void Run_FalseClaims_AreTold()
    {
        Hash256 wrong = new(TestBlock.Word(1));
        Claim(BlockStatus.Ok, _ => { });
        Claim(BlockStatus.StateRootMismatch, d => d.Header.StateRoot = wrong);
        Claim(BlockStatus.ReceiptsRootMismatch, d => d.Header.ReceiptsRoot = wrong);
        Claim(BlockStatus.TransactionsRootMismatch, d => d.Header.TransactionsRoot = wrong);
        Claim(BlockStatus.WithdrawalsRootMismatch, d => d.Header.WithdrawalsRoot = wrong);
        Claim(BlockStatus.OmmersHashMismatch, d => d.Ommers.Add(d.Header.Encode()));
        Claim(BlockStatus.NotProofOfStake, d => d.Header.OmmersHash = wrong);
        Claim(BlockStatus.NotProofOfStake, d => d.Header.Difficulty = 1u);
        Claim(BlockStatus.NotProofOfStake, d => d.Header.Nonce = 1);
        Claim(BlockStatus.ExtraDataTooLong, d => d.Header.ExtraData = new byte[33]);
        Claim(BlockStatus.GasUsedMismatch, d => d.Header.GasUsed = 21_001);
        Claim(BlockStatus.GasUsedAboveLimit, d => d.Header.GasUsed = 30_000_001);
        Claim(BlockStatus.WrongGasLimit, d => d.Header.GasLimit = 4999);
        Claim(BlockStatus.BlobGasMismatch, d => d.Header.BlobGasUsed = 131_072);
        Claim(BlockStatus.LogsBloomMismatch, d => d.Header.LogsBloom = [1, .. new byte[255]]);
        Claim(BlockStatus.UnknownFork, d => d.Input.Fork = (Fork)99);
        Claim(BlockStatus.WrongAncestor, d => d.Input.AncestorHeaders.Add(d.Header.Encode()));

        static void Claim(BlockStatus expected, Action<BlockDraft> change)
        {
            BlockDraft draft = TestBlock.With([new TestTransaction().Sign()]).Complete();
            change(draft);
            BlockResult result = draft.RunAsIs();
            Assert.Equal(expected, result.Status);
            Assert.Equal(expected, result.Statement.Status);
            Assert.False(result.Statement.IsParentChecked);
        }
    }

    [Fact]
    public void Statement_NextBlock_FollowsTheFirst()
    {
        BlockDraft first = TestBlock.With([]);
        first.Input.BlockHash = TestBlock.Word(4711);
        BlockDraft second = TestBlock.With([]);
        second.Header.Number++;
        second.Input.Ancestors.Insert(0, first.Input.BlockHash);
        second.Input.Ancestors.RemoveAt(256);
        Statement before = TestBlock.Run(first).Statement;
        Statement after = TestBlock.Run(second).Statement;
        Assert.Equal(before.HistoryAfter, after.HistoryBefore);
        Assert.NotEqual(before.HistoryBefore, after.HistoryBefore);
        Assert.Equal(before.PostStateRoot, after.PreStateRoot);

        second.Input.Ancestors[0] = TestBlock.Word(4712);
        Assert.NotEqual(before.HistoryAfter, TestBlock.Run(second).Statement.HistoryBefore);
    }

    // docs/reference/statement.md.
    [Fact]
    public void Statement_Encoding_RoundTripsAtTheDocumentedOffsets()
    {
        Statement statement = TestBlock.Run(TestBlock.With([new TestTransaction().Sign()])).Statement;
        byte[] bytes = new byte[Statement.ByteLength];
        statement.Write(bytes);
        Assert.Equal(376, bytes.Length);
        Assert.Equal(2U, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        Assert.Equal(0U, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)));
        Assert.Equal(500UL, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(16)));
        Assert.Equal(21_000UL, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(32)));
        Assert.Equal(statement.PostStateRoot.AsSpan().ToArray(), bytes[120..152]);
        Assert.Equal(statement.BlockHash.AsSpan().ToArray(), bytes[344..]);
        Assert.True(Statement.TryRead(bytes, out Statement read));
        byte[] again = new byte[Statement.ByteLength];
        read.Write(again);
        Assert.Equal(bytes, again);

        Assert.False(Statement.TryRead(bytes.AsSpan(1), out _));
        Assert.False(Statement.TryRead([.. bytes, 0], out _));
        bytes[44] = 8;
        Assert.False(Statement.TryRead(bytes, out _));
        bytes[44] = 0;
        bytes[0] = 1;
        Assert.False(Statement.TryRead(bytes, out _));
    }

    private static Withdrawal Withdrawal(ulong index, ulong validator, byte[] address, ulong amount) => new()
    {
        Index = index, Validator = validator, Address = new Address(address), Amount = amount,
    };
}
