using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless.Tests;

/// <summary>A block before it is encoded: a test changes the parts and runs it.</summary>
internal sealed class BlockDraft
{
    public BlockInputContent Input { get; } = new() { IsHeaderPartial = true };

    public BlockHeader Header { get; } = new();

    public List<byte[]> Transactions { get; } = [];

    public List<byte[]> Ommers { get; } = [];

    public List<Withdrawal> Withdrawals { get; } = [];

    public Fork Fork
    {
        get => Input.Fork;
        set
        {
            Input.Fork = value;
            Input.Blobs = BlobSchedule.Of(value);
        }
    }

    /// <summary>Encodes the block and its witness.</summary>
    public byte[] Write()
    {
        Header.FieldCount = BlockHeader.FieldsOf(Fork);
        if (Input.Ancestors.Count > 0)
        {
            Header.ParentHash = new Core.Hash256(Input.Ancestors[0]);
        }

        Input.Block = Block.Encode(
            Header.Encode(), Transactions, Ommers, Fork >= Fork.Shanghai ? Withdrawals : null);
        return BlockInputWriter.Write(Input);
    }

    /// <summary>Runs the block as it stands.</summary>
    public BlockResult RunAsIs() => StatelessBlock.Run(Write());

    /// <summary>Runs the block after taking gas used and logs bloom from a first run.</summary>
    public BlockResult Run()
    {
        BlockResult first = RunAsIs();
        if (first.Status is not (BlockStatus.GasUsedMismatch or BlockStatus.LogsBloomMismatch))
        {
            return first;
        }

        Header.GasUsed = first.Statement.GasUsed;
        Header.LogsBloom = first.LogsBloom;
        return RunAsIs();
    }

    /// <summary>Takes the results of execution into the header, which is whole from then on.</summary>
    public BlockDraft Complete()
    {
        Input.IsHeaderPartial = true;
        BlockResult result = Run();
        Assert.Equal(BlockStatus.Ok, result.Status);
        Header.StateRoot = result.Statement.PostStateRoot;
        Header.ReceiptsRoot = result.Statement.ReceiptsRoot;
        Header.TransactionsRoot = result.Statement.TransactionsRoot;
        Header.WithdrawalsRoot = RootOf(Withdrawals);
        Input.IsHeaderPartial = false;
        return this;
    }

    public static Core.Hash256 RootOf(List<Withdrawal> withdrawals)
    {
        List<KeyValuePair<byte[], byte[]>> entries =
        [
            .. withdrawals.Select((withdrawal, i) => KeyValuePair.Create(
                TestTransaction.Int(i),
                TestTransaction.List(
                    TestTransaction.Int(withdrawal.Index),
                    TestTransaction.Int(withdrawal.Validator),
                    TestTransaction.Str(TestBlock.Bytes(withdrawal.Address)),
                    TestTransaction.Int(withdrawal.Amount)))),
        ];
        return TestModels.NaiveTrie.Build(entries, []);
    }
}
