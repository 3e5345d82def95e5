using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// Runs a block on its witness and compares the results with what the input claims. The guest
/// program and hosts call the same code.
/// </summary>
public sealed class StatelessBlock
{
    private readonly BlockInput _input;
    private readonly ForkRules _rules;
    private readonly BlockResult _result;
    private readonly Statement _statement;
    private readonly BlockContext _block;
    private readonly WitnessState _source;
    private readonly WorldState _world;
    private readonly TransactionExecutor _executor;

    private StatelessBlock(BlockInput input, ForkRules rules, BlockResult result)
    {
        _input = input;
        _rules = rules;
        _result = result;
        _statement = result.Statement;
        _block = BlockEnvironment.ContextOf(input, rules);
        _source = new WitnessState(input);
        _world = new WorldState(_source, rules);
        result.World = _world;
        _executor = new TransactionExecutor(rules, _world, _block);
    }

    /// <summary>Runs the block of an input that stays in place.</summary>
    /// <param name="data">A <c>BlockInput</c> encoding.</param>
    /// <returns>The outcome; never null, whatever the input holds.</returns>
    public static BlockResult Run(ByteRegion data)
    {
        var result = new BlockResult
        {
            InputStatus = BlockInput.Decode(data, out BlockInput input),
        };
        if (result.InputStatus != InputStatus.Ok)
        {
            result.Status = BlockStatus.MalformedInput;
        }
        else if (ForkRules.Of(input.Fork) is not { } rules)
        {
            result.Status = BlockStatus.UnknownFork;
        }
        else
        {
            result.Status = new StatelessBlock(input, rules, result).Run();
        }

        result.Statement.Status = result.Status;
        return result;
    }

    /// <summary>Runs the block of an input that the host holds in an array.</summary>
    public static unsafe BlockResult Run(byte[] data)
    {
        fixed (byte* start = data)
        {
            return Run(new ByteRegion(start, data.Length));
        }
    }

    /// <summary>
    /// Runs the block and writes its statement: the guest program. The output has
    /// <see cref="Statement.ByteLength"/> bytes.
    /// </summary>
    public static BlockResult Run(ByteRegion data, Span<byte> output)
    {
        BlockResult result = Run(data);
        result.Statement.Write(output);
        return result;
    }

    private BlockStatus Run()
    {
        DescribeBlock();
        if (_rules.IsCancun)
        {
            // EIP-4788.
            UInt256 contract = new(
                0xb8bb_8522_d0be_ac02, 0xd732_807e_f131_9fb7, 0x000f_3df6, 0);
            var root = new Hash256(_input.ParentBeaconBlockRoot);
            _executor.TryCallSystem(
                Address.FromUInt256(in contract), root.AsSpan().ToArray(), out _, out _);
        }

        BlockStatus status = RunTransactions();
        if (status != BlockStatus.Ok)
        {
            return status;
        }

        ApplyWithdrawals();
        if (_world.HasFault || !_source.TryComputeRoot(_world, out _statement.PostStateRoot))
        {
            return WitnessFailure();
        }

        return Compare();
    }

    private void DescribeBlock()
    {
        _statement.ChainId = _input.ChainId;
        _statement.Number = _input.Number;
        _statement.Timestamp = _input.Timestamp;
        _statement.Fork = _input.Fork;
        _statement.PreStateRoot = new Hash256(_input.PreStateRoot);
        _statement.BlockHash = new Hash256(_input.BlockHash);
        BlockEnvironment.HashHistory(_block, _statement);
    }

    private BlockStatus RunTransactions()
    {
        int count = _input.TransactionCount;
        var transactions = new IndexedTrie();
        var receipts = new IndexedTrie();
        _result.Receipts = new TransactionReceipt?[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> raw = _input.Transaction(i);
            TransactionStatus status = TransactionDecoder.Decode(raw, out Transaction transaction);
            if (status == TransactionStatus.Ok)
            {
                status = _executor.Execute(transaction);
            }

            if (status != TransactionStatus.Ok || _block.IsAncestorMissing)
            {
                _result.TransactionIndex = i;
                return TransactionFailure(status);
            }

            TransactionReceipt receipt = TransactionReceipt.Make(
                transaction, _executor, _world, _result.LogsBloom);
            _result.Receipts[i] = receipt;
            transactions.Add(raw);
            receipts.Add(receipt.Encoded);
        }

        _statement.TransactionsRoot = transactions.ComputeRoot();
        _statement.ReceiptsRoot = receipts.ComputeRoot();
        _statement.GasUsed = _executor.GasUsed;
        _statement.BloomDigest = Keccak256.Hash(_result.LogsBloom);
        return BlockStatus.Ok;
    }

    private BlockStatus TransactionFailure(TransactionStatus status)
    {
        _result.TransactionStatus = status;
        return status == TransactionStatus.IncompleteWitness ? WitnessFailure()
            : status == TransactionStatus.Ok ? BlockStatus.MissingAncestor
            : BlockStatus.InvalidTransaction;
    }

    private BlockStatus WitnessFailure()
    {
        _result.WitnessFault = _source.Fault;
        _result.MissingHash = _source.FaultHash;
        return _source.Fault == WitnessFault.MissingCode
            ? BlockStatus.MissingCode
            : BlockStatus.IncompleteState;
    }

    // EIP-4895.
    private void ApplyWithdrawals()
    {
        _world.BeginTransaction();
        bool isComplete = (_input.Flags & BlockInputFlags.WithdrawalsComplete) != 0;
        var trie = new IndexedTrie();
        var encoded = new ByteBuffer(64);
        for (int i = 0; i < _input.WithdrawalCount; i++)
        {
            var address = new Address(_input.WithdrawalAddress(i));
            ulong gwei = _input.WithdrawalAmount(i);
            UInt256 amount = gwei;
            UInt256 unit = 1_000_000_000UL;
            Account account = _world.Load(in address);
            _world.AddBalance(account, amount * unit);
            if (isComplete)
            {
                encoded.Clear();
                int list = RlpWriter.BeginList(encoded);
                RlpWriter.Write(encoded, _input.WithdrawalIndex(i));
                RlpWriter.Write(encoded, _input.WithdrawalValidator(i));
                RlpWriter.Write(encoded, in address);
                RlpWriter.Write(encoded, gwei);
                RlpWriter.EndList(encoded, list);
                trie.Add(encoded.Written);
            }
        }

        _world.EndTransaction();
        if (isComplete && _rules.IsShanghai)
        {
            _statement.WithdrawalsRoot = trie.ComputeRoot();
        }
    }

    private BlockStatus Compare()
    {
        BlockInputFlags flags = _input.Flags;
        if (_rules.IsCancun && _executor.BlobGasUsed != _input.BlobGasUsed)
        {
            return BlockStatus.BlobGasMismatch;
        }

        if ((flags & BlockInputFlags.HasGasUsed) != 0
            && _statement.GasUsed != _input.ExpectedGasUsed)
        {
            return BlockStatus.GasUsedMismatch;
        }

        if ((flags & BlockInputFlags.HasTransactionsRoot) != 0
            && _statement.TransactionsRoot != new Hash256(_input.ExpectedTransactionsRoot))
        {
            return BlockStatus.TransactionsRootMismatch;
        }

        if ((flags & BlockInputFlags.HasReceiptsRoot) != 0
            && _statement.ReceiptsRoot != new Hash256(_input.ExpectedReceiptsRoot))
        {
            return BlockStatus.ReceiptsRootMismatch;
        }

        if ((flags & BlockInputFlags.HasLogsBloom) != 0
            && !_input.ExpectedLogsBloom.SequenceEqual(_result.LogsBloom))
        {
            return BlockStatus.LogsBloomMismatch;
        }

        if ((flags & BlockInputFlags.HasStateRoot) != 0
            && _statement.PostStateRoot != new Hash256(_input.ExpectedStateRoot))
        {
            return BlockStatus.StateRootMismatch;
        }

        if ((flags & BlockInputFlags.HeaderComplete) == 0)
        {
            return BlockStatus.Ok;
        }

        return CheckHeader();
    }

    private BlockStatus CheckHeader()
    {
        if (_input.AncestorCount == 0 || (_input.Flags & BlockInputFlags.WithdrawalsComplete) == 0)
        {
            return BlockStatus.MissingAncestor;
        }

        Hash256 hash = BlockHeader.Hash(_input, _rules, _statement, _result.LogsBloom);
        _statement.IsHeaderChecked = hash == _statement.BlockHash;
        return _statement.IsHeaderChecked ? BlockStatus.Ok : BlockStatus.BlockHashMismatch;
    }
}
