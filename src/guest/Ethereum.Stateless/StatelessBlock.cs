using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;
using ZeroSharp.Ethereum.Trie;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>
/// Validates a block on its witness: header, transactions, withdrawals, system calls, and every result against
/// the header. The guest program and hosts call the same code.
/// </summary>
public sealed class StatelessBlock
{
    // EIP-7934: 10 MiB less a margin of 2 MiB for the consensus layer.
    private const int MaxBlockLength = 8_388_608;

    private readonly BlockInput _input;
    private readonly ForkRules _rules;
    private readonly Block _content;
    private readonly BlockHeader _header;
    private readonly BlockResult _result;
    private readonly Statement _statement;
    private readonly BlockContext _block;
    private readonly WitnessState _source;
    private readonly WorldState _world;
    private readonly TransactionExecutor _executor;
    private readonly ExecutionRequests _requests = new();
    private readonly Address _depositContract;
    private int _provenAncestors;

    private StatelessBlock(BlockInput input, ForkRules rules, Block content, BlockResult result)
    {
        _input = input;
        _rules = rules;
        _content = content;
        _header = content.Header;
        _result = result;
        _statement = result.Statement;
        _block = BlockEnvironment.ContextOf(input, _header, rules);
        _source = new WitnessState(input);
        _world = new WorldState(_source, rules);
        _depositContract = _statement.DepositContract;
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
        result.Status = result.InputStatus == InputStatus.Ok
            ? Run(input, result)
            : BlockStatus.MalformedInput;
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

    private static BlockStatus Run(BlockInput input, BlockResult result)
    {
        Statement statement = result.Statement;
        statement.ChainId = input.ChainId;
        statement.Fork = input.Fork;
        statement.Blobs = input.Blobs;
        statement.DepositContract = new Address(input.DepositContract);
        statement.PreStateRoot = new Hash256(input.PreStateRoot);
        BlobSchedule blobs = input.Blobs;
        ForkRules? rules = ForkRules.Of(input.Fork, in blobs);
        if (rules is null)
        {
            return BlockStatus.UnknownFork;
        }

        if (!Block.TryDecode(input.Block, out Block block))
        {
            return BlockStatus.MalformedBlock;
        }

        return new StatelessBlock(input, rules, block, result).Run();
    }

    private BlockStatus Run()
    {
        BlockStatus status = Describe();
        if (status == BlockStatus.Ok)
        {
            status = CheckShape();
        }

        if (status == BlockStatus.Ok)
        {
            status = Execute();
        }

        if (_block.OldestAncestorRead <= _provenAncestors && !_input.IsHeaderPartial)
        {
            _statement.Flags |= StatementFlags.HistoryChecked;
        }

        return status;
    }

    // What the block is, and how it hangs on the chain.
    private BlockStatus Describe()
    {
        _statement.Number = _header.Number;
        _statement.Timestamp = _header.Timestamp;
        _statement.BlockHash = _input.IsHeaderPartial ? new Hash256(_input.BlockHash) : _content.Hash;
        BlockEnvironment.HashHistory(_block, _statement);
        if (!_input.IsHeaderPartial)
        {
            _statement.Flags |= StatementFlags.HeaderChecked;
        }

        if (!Ancestry.TryFollow(_input, _header, out Ancestry ancestry))
        {
            return BlockStatus.WrongAncestor;
        }

        _provenAncestors = ancestry.ProvenCount;
        BlockStatus status = HeaderRules.Check(_header, _rules);
        if (status != BlockStatus.Ok || ancestry.Parent is null)
        {
            return status;
        }

        if (ancestry.Parent.StateRoot != _statement.PreStateRoot)
        {
            return BlockStatus.WrongPreState;
        }

        _statement.Flags |= StatementFlags.ParentChecked;
        return HeaderRules.CheckSuccession(_header, ancestry.Parent, _rules);
    }

    // The body's form, and that it is the one that the header commits to.
    private BlockStatus CheckShape()
    {
        if (_rules.Fork >= Fork.Osaka && _content.Length > MaxBlockLength)
        {
            return BlockStatus.BlockTooLarge;
        }

        if (_content.HasWithdrawals != _rules.Fork >= Fork.Shanghai)
        {
            return BlockStatus.MalformedBlock;
        }

        var transactions = new IndexedTrie();
        for (int i = 0; i < _content.TransactionCount; i++)
        {
            transactions.Add(_content.Transaction(i));
        }

        _statement.TransactionsRoot = transactions.ComputeRoot();
        if (_input.IsHeaderPartial)
        {
            return BlockStatus.Ok;
        }

        if (_content.OmmersHash != _header.OmmersHash)
        {
            return BlockStatus.OmmersHashMismatch;
        }

        if (_statement.TransactionsRoot != _header.TransactionsRoot)
        {
            return BlockStatus.TransactionsRootMismatch;
        }

        if (_content.HasWithdrawals)
        {
            _statement.WithdrawalsRoot = WithdrawalsRoot();
            if (_statement.WithdrawalsRoot != _header.WithdrawalsRoot)
            {
                return BlockStatus.WithdrawalsRootMismatch;
            }
        }

        return BlockStatus.Ok;
    }

    private Hash256 WithdrawalsRoot()
    {
        var trie = new IndexedTrie();
        var encoded = new ByteBuffer(64);
        Withdrawal[] withdrawals = _content.Withdrawals;
        for (int i = 0; i < withdrawals.Length; i++)
        {
            encoded.Clear();
            withdrawals[i].Encode(encoded);
            trie.Add(encoded.Written);
        }

        return trie.ComputeRoot();
    }

    private BlockStatus Execute()
    {
        CallBeforeTransactions();
        BlockStatus status = RunTransactions();
        if (status == BlockStatus.Ok)
        {
            status = FinishBlock();
        }

        if (_source.Fault != WitnessFault.None)
        {
            return WitnessFailure();
        }

        if (_block.IsAncestorMissing)
        {
            return BlockStatus.MissingAncestor;
        }

        if (status == BlockStatus.Ok)
        {
            status = CompareResults();
        }

        if (status != BlockStatus.Ok)
        {
            return status;
        }

        if (!_source.TryComputeRoot(_world, out _statement.PostStateRoot))
        {
            return WitnessFailure();
        }

        return _input.IsHeaderPartial || _statement.PostStateRoot == _header.StateRoot
            ? BlockStatus.Ok
            : BlockStatus.StateRootMismatch;
    }

    // These calls may fail, and their contracts may be missing, without consequence.
    private void CallBeforeTransactions()
    {
        if (_rules.Fork >= Fork.Cancun)
        {
            // EIP-4788.
            Call(SystemContracts.BeaconRoots, _header.ParentBeaconBlockRoot.AsSpan().ToArray(), out _);
        }

        if (_rules.Fork >= Fork.Prague)
        {
            // EIP-2935.
            Call(SystemContracts.BlockHashes, _header.ParentHash.AsSpan().ToArray(), out _);
        }
    }

    private BlockStatus RunTransactions()
    {
        int count = _content.TransactionCount;
        var receipts = new IndexedTrie();
        _result.Receipts = new TransactionReceipt?[count];
        for (int i = 0; i < count; i++)
        {
            _result.TransactionIndex = i;
            TransactionStatus status = TransactionDecoder.Decode(
                _content.Transaction(i), out Transaction transaction);
            if (status == TransactionStatus.Ok)
            {
                status = _executor.Execute(transaction);
            }

            if (status != TransactionStatus.Ok || _world.HasFault || _block.IsAncestorMissing)
            {
                _result.TransactionStatus = status;
                return BlockStatus.InvalidTransaction;
            }

            Hash256? postRoot = null;
            if (_rules.HasReceiptRoot)
            {
                if (!_source.TryComputeRoot(_world, out Hash256 root))
                {
                    return BlockStatus.IncompleteState;
                }

                postRoot = root;
            }

            TransactionReceipt receipt = TransactionReceipt.Make(
                transaction, _executor, _world, _source.Hashes, _result.LogsBloom, postRoot);
            _result.Receipts[i] = receipt;
            receipts.Add(receipt.Encoded);
            if (_rules.Fork >= Fork.Prague && !_requests.TryAddDeposits(_world, in _depositContract))
            {
                return BlockStatus.MalformedDeposit;
            }
        }

        _result.TransactionIndex = -1;
        _statement.ReceiptsRoot = receipts.ComputeRoot();
        _statement.GasUsed = _executor.GasUsed;
        _statement.BloomDigest = Keccak256.Hash(_result.LogsBloom);
        return BlockStatus.Ok;
    }

    // What follows the transactions: withdrawals, rewards, requests.
    private BlockStatus FinishBlock()
    {
        _world.BeginTransaction();
        Withdrawal[] withdrawals = _content.Withdrawals;
        for (int i = 0; i < withdrawals.Length; i++)
        {
            // EIP-4895.
            UInt256 amount = withdrawals[i].Amount;
            UInt256 unit = 1_000_000_000UL;
            _world.AddBalance(_world.Load(in withdrawals[i].Address), amount * unit);
        }

        if (_rules.Fork < Fork.Paris && !BlockRewards.TryApply(_content, _rules, _world))
        {
            return BlockStatus.MalformedBlock;
        }

        _world.EndTransaction();
        return _rules.Fork >= Fork.Prague ? CollectRequests() : BlockStatus.Ok;
    }

    private BlockStatus CollectRequests()
    {
        BlockStatus status = Request(SystemContracts.Withdrawals, out byte[] withdrawals);
        if (status != BlockStatus.Ok)
        {
            return status;
        }

        status = Request(SystemContracts.Consolidations, out byte[] consolidations);
        if (status != BlockStatus.Ok)
        {
            return status;
        }

        return _requests.Hash(withdrawals, consolidations) == _header.RequestsHash || _input.IsHeaderPartial
            ? BlockStatus.Ok
            : BlockStatus.RequestsHashMismatch;
    }

    // A block is invalid where the contract has no code, and what it requests is in the header. Of a partial header
    // neither can be said, and chains for development have no such contract.
    private BlockStatus Request(Address contract, out byte[] requests)
    {
        BlockStatus status = Call(contract, [], out requests);
        if (status != BlockStatus.SystemContractEmpty || !_input.IsHeaderPartial)
        {
            return status;
        }

        requests = [];
        return BlockStatus.Ok;
    }

    private BlockStatus Call(Address contract, byte[] input, out byte[] output)
    {
        if (!_executor.TryCallSystem(in contract, input, out VmStatus status, out output))
        {
            return BlockStatus.SystemContractEmpty;
        }

        return status == VmStatus.Success ? BlockStatus.Ok : BlockStatus.SystemCallFailed;
    }

    private BlockStatus CompareResults()
    {
        if (_executor.BlobGasUsed != _header.BlobGasUsed)
        {
            return BlockStatus.BlobGasMismatch;
        }

        if (_statement.GasUsed != _header.GasUsed)
        {
            return BlockStatus.GasUsedMismatch;
        }

        if (!_result.LogsBloom.AsSpan().SequenceEqual(_header.LogsBloom))
        {
            return BlockStatus.LogsBloomMismatch;
        }

        return _input.IsHeaderPartial || _statement.ReceiptsRoot == _header.ReceiptsRoot
            ? BlockStatus.Ok
            : BlockStatus.ReceiptsRootMismatch;
    }

    private BlockStatus WitnessFailure()
    {
        _result.WitnessFault = _source.Fault;
        _result.MissingHash = _source.FaultHash;
        return _source.Fault == WitnessFault.MissingCode
            ? BlockStatus.MissingCode
            : BlockStatus.IncompleteState;
    }
}
