using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>Runs the transactions of a block, one after another.</summary>
public sealed class TransactionExecutor
{
    // EIP-3529: at most a fifth of the gas used is refunded.
    private const ulong RefundQuotient = 5;

    private readonly ForkRules _rules;
    private readonly WorldState _world;
    private readonly BlockContext _block;
    private readonly Interpreter _interpreter;

    public TransactionExecutor(ForkRules rules, WorldState world, BlockContext block)
    {
        _rules = rules;
        _world = world;
        _block = block;
        _interpreter = new Interpreter(rules, world, block);
    }

    /// <summary>Gas used by the transactions so far.</summary>
    public ulong GasUsed { get; private set; }

    /// <summary>Blob gas used by the transactions so far.</summary>
    public ulong BlobGasUsed { get; private set; }

    /// <summary>Gas used by the last transaction alone.</summary>
    public ulong LastGasUsed { get; private set; }

    /// <summary>How the last transaction's outermost frame ended.</summary>
    public VmStatus LastStatus { get; private set; }

    /// <summary>
    /// Runs a transaction; on any status but Ok the state is void. Its logs are in the world state
    /// until the next one begins.
    /// </summary>
    public TransactionStatus Execute(Transaction transaction)
    {
        _world.BeginTransaction();
        TransactionStatus status = TransactionCheck.Check(transaction, _rules, _block);
        if (status != TransactionStatus.Ok)
        {
            return status;
        }

        if (transaction.GasLimit > _block.GasLimit - GasUsed || transaction.GasLimit > long.MaxValue)
        {
            return TransactionStatus.GasLimitAboveBlock;
        }

        ulong blobLimit = _rules.Blobs.Max * Transaction.GasPerBlob;
        if (transaction.BlobGas > blobLimit - BlobGasUsed)
        {
            return TransactionStatus.TooManyBlobs;
        }

        if (!transaction.TryRecoverSender(out Address address))
        {
            return TransactionStatus.InvalidSignature;
        }

        Account sender = _world.Load(in address);
        if (_world.HasFault)
        {
            return TransactionStatus.IncompleteWitness;
        }

        status = CheckSender(transaction, sender);
        if (status != TransactionStatus.Ok)
        {
            return status;
        }

        UInt256 tip = transaction.MaxFee - _block.BaseFee;
        tip = tip < transaction.MaxPriorityFee ? tip : transaction.MaxPriorityFee;
        UInt256 price = _block.BaseFee + tip;
        UInt256 gasLimit = transaction.GasLimit;
        UInt256 blobGas = transaction.BlobGas;
        _world.SubtractBalance(sender, (price * gasLimit) + (_block.BlobBaseFee * blobGas));
        Run(transaction, sender, in price, out long gas);
        Settle(transaction, sender, in price, in tip, (ulong)gas);
        return _world.HasFault ? TransactionStatus.IncompleteWitness : TransactionStatus.Ok;
    }

    /// <summary>
    /// Runs a call of the protocol itself (EIP-4788): no fees, no nonce, 30 million gas.
    /// </summary>
    /// <returns>False, and nothing happens, if the contract has no code.</returns>
    public bool TryCallSystem(
        in Address contract, byte[] input, out VmStatus status, out byte[] output)
    {
        status = VmStatus.Success;
        output = [];
        _world.BeginTransaction();
        Account target = _world.Load(in contract);
        if (_world.CodeOf(target).Length == 0)
        {
            return false;
        }

        UInt256 caller = new(~0UL << 1, ~0UL, 0xffff_ffff, 0);
        Account system = _world.Find(Address.FromUInt256(in caller));
        long gas = 30_000_000;
        _interpreter.SetTransaction(in system.Address, default, []);
        status = _interpreter.Call(system, target, default, input, ref gas);
        output = _interpreter.Output;
        _world.EndTransaction();
        return true;
    }

    private TransactionStatus CheckSender(Transaction transaction, Account sender)
    {
        if (sender.CodeHash != Hash256.EmptyKeccak)
        {
            return TransactionStatus.SenderIsContract;
        }

        if (transaction.Nonce != sender.Nonce)
        {
            return transaction.Nonce < sender.Nonce
                ? TransactionStatus.NonceTooLow
                : TransactionStatus.NonceTooHigh;
        }

        return TransactionCheck.TryLargestCost(transaction, out UInt256 cost)
            && cost <= sender.Balance
            ? TransactionStatus.Ok
            : TransactionStatus.CannotPay;
    }

    private void Run(Transaction transaction, Account sender, in UInt256 price, out long gas)
    {
        WarmAccessList(transaction);
        _world.Warm(sender);
        if (_rules.IsShanghai)
        {
            // EIP-3651.
            _world.Warm(_world.Find(in _block.Beneficiary));
        }

        ulong nonce = sender.Nonce;
        _world.SetNonce(sender, nonce + 1);
        _interpreter.SetTransaction(in sender.Address, in price, transaction.BlobHashes);
        gas = (long)(transaction.GasLimit - TransactionCheck.IntrinsicGas(transaction, _rules));
        if (transaction.IsCreation)
        {
            Address created = Interpreter.NextAddress(in sender.Address, nonce);
            LastStatus = _interpreter.Create(
                sender, in created, in transaction.Value, transaction.Data, ref gas);
        }
        else
        {
            Account target = _world.Find(in transaction.To);
            _world.Warm(target);
            LastStatus = _interpreter.Call(
                sender, target, in transaction.Value, transaction.Data, ref gas);
        }
    }

    private void WarmAccessList(Transaction transaction)
    {
        int key = 0;
        for (int i = 0; i < transaction.AccessAddresses.Length; i++)
        {
            Account account = _world.Find(in transaction.AccessAddresses[i]);
            _world.Warm(account);
            int end = key + transaction.AccessKeyCounts[i];
            while (key < end)
            {
                _world.WarmKey(account, in transaction.AccessKeys[key++]);
            }
        }
    }

    private void Settle(
        Transaction transaction, Account sender, in UInt256 price, in UInt256 tip, ulong gasLeft)
    {
        ulong used = transaction.GasLimit - gasLeft;
        ulong refund = _world.Refund > 0 ? (ulong)_world.Refund : 0;
        used -= Math.Min(refund, used / RefundQuotient);
        UInt256 unused = transaction.GasLimit - used;
        _world.AddBalance(sender, price * unused);
        UInt256 usedWord = used;
        _world.AddBalance(_world.Find(in _block.Beneficiary), tip * usedWord);
        LastGasUsed = used;
        GasUsed += used;
        BlobGasUsed += transaction.BlobGas;
        _world.EndTransaction();
    }
}
