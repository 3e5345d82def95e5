using ZeroSharp.Ethereum.Core;
using ZeroSharp.Ethereum.Evm;

namespace ZeroSharp.Ethereum.Stateless;

/// <summary>Runs the transactions of a block, one after another.</summary>
public sealed class TransactionExecutor
{
    // EIP-4788, EIP-2935, EIP-7002 and EIP-7251.
    private const long SystemGas = 30_000_000;

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
        TransactionStatus status = TransactionCheck.Check(
            transaction, _rules, _block, out IntrinsicGas intrinsic);
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

        if (!transaction.TryRecoverSender(_rules.IsHighSRefused, out Address address))
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
        long gas = (long)(transaction.GasLimit - intrinsic.Standard);
        Run(transaction, sender, in price, ref gas);
        Settle(transaction, sender, in price, in tip, UsedGas(transaction, gas, in intrinsic));
        return _world.HasFault ? TransactionStatus.IncompleteWitness : TransactionStatus.Ok;
    }

    /// <summary>
    /// Runs a call of the protocol itself (EIP-4788, EIP-2935, EIP-7002, EIP-7251): from the system
    /// address, with 30 million gas, no value, no fee and no nonce.
    /// </summary>
    /// <param name="contract">The called contract.</param>
    /// <param name="input">Call data.</param>
    /// <param name="status">How the call ended; any status but Success has undone its changes.</param>
    /// <param name="output">What the contract returned or reverted with.</param>
    /// <returns>Whether there is code to call; if not, nothing happened.</returns>
    public bool TryCallSystem(
        in Address contract, byte[] input, out VmStatus status, out byte[] output)
    {
        _world.BeginTransaction();
        status = VmStatus.Success;
        output = [];
        Account target = _world.Load(in contract);
        if (_world.CodeOf(target).Length == 0)
        {
            return false;
        }

        // 0xfffffffffffffffffffffffffffffffffffffffe.
        UInt256 caller = new(~0UL << 1, ~0UL, 0xffff_ffff, 0);
        Account system = _world.Find(Address.FromUInt256(in caller));
        long gas = SystemGas;
        _interpreter.SetTransaction(in system.Address, default, []);
        status = _interpreter.Call(system, target, default, input, ref gas);
        if (status is VmStatus.Success or VmStatus.Revert)
        {
            output = _interpreter.Output.ToArray();
        }

        _world.EndTransaction();
        return true;
    }

    private TransactionStatus CheckSender(Transaction transaction, Account sender)
    {
        if (sender.CodeHash != Hash256.EmptyKeccak
            && !(_rules.HasDelegation && _world.CodeOf(sender).IsDelegation))
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

    private void Run(Transaction transaction, Account sender, in UInt256 price, ref long gas)
    {
        WarmAccessList(transaction);
        _world.Warm(sender);
        if (_rules.IsBeneficiaryWarm)
        {
            _world.Warm(_world.Find(in _block.Beneficiary));
        }

        ulong nonce = sender.Nonce;
        _world.SetNonce(sender, nonce + 1);
        _interpreter.SetTransaction(in sender.Address, in price, transaction.BlobHashes);
        for (int i = 0; i < transaction.Authorizations.Length; i++)
        {
            transaction.Authorizations[i].Apply(_world, _block.ChainId);
        }

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

    // After the refund, and at least the floor (EIP-7623).
    private ulong UsedGas(Transaction transaction, long gasLeft, in IntrinsicGas intrinsic)
    {
        ulong used = transaction.GasLimit - (ulong)gasLeft;
        ulong refund = _world.Refund > 0 ? (ulong)_world.Refund : 0;
        used -= Math.Min(refund, used / _rules.Gas.RefundQuotient);
        return Math.Max(used, intrinsic.Floor);
    }

    private void Settle(
        Transaction transaction, Account sender, in UInt256 price, in UInt256 tip, ulong used)
    {
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
