using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>CREATE and CREATE2.</summary>
public sealed partial class Interpreter
{
    private bool BeginCreate(Frame frame, int opcode, out VmStatus status)
    {
        status = VmStatus.StaticViolation;
        if (frame.IsStatic)
        {
            return false;
        }

        status = VmStatus.OutOfGas;
        UInt256[] stack = frame.Stack;
        bool isSalted = opcode == Opcode.Create2;
        int top = frame.Height - 1;
        UInt256 value = stack[top];
        UInt256 salt = isSalted ? stack[top - 3] : default;
        frame.Height -= isSalted ? 4 : 3;
        if (stack[top - 2] > (uint)_rules.MaxInitCodeLength)
        {
            status = VmStatus.InitCodeTooLarge;
            return false;
        }

        if (!frame.TryExpand(in stack[top - 1], in stack[top - 2], out int start, out int count))
        {
            return false;
        }

        long wordCost = _rules.Gas.InitCodeWord + (isSalted ? GasCost.KeccakWord : 0);
        if (!frame.Charge(GasCost.Create + (wordCost * GasCost.Words(count))))
        {
            return false;
        }

        Account self = frame.Self;
        _world.EnsureLoaded(self);
        frame.ReturnData = default;
        if (frame.Depth >= Frame.StackLimit || !CanPay(self, in value)
            || self.Nonce == ulong.MaxValue)
        {
            frame.Push(default);
            return true;
        }

        long gas = frame.Gas - (frame.Gas >> _rules.KeptGasShift);
        frame.Gas -= gas;
        ReadOnlySpan<byte> initCode = frame.Memory.AsSpan(start, count);
        Address address = isSalted
            ? SaltedAddress(in self.Address, in salt, initCode)
            : NextAddress(in self.Address, self.Nonce);
        _world.SetNonce(self, self.Nonce + 1);
        Account created = _world.Find(in address);
        _world.Warm(created);
        if (IsTaken(created))
        {
            frame.Push(default);
            return true;
        }

        Frame callee = FrameAt(frame.Depth + 1);
        callee.Gas = gas;
        callee.Input = default;
        callee.Caller = self.Address;
        BeginContract(callee, self, created, in value, new ContractCode(initCode));
        status = VmStatus.Calling;
        return false;
    }

    // The part that transactions and instructions share.
    private void BeginContract(
        Frame callee, Account creator, Account created, in UInt256 value, ContractCode initCode)
    {
        callee.Snapshot = _world.Snapshot();
        _world.MarkCreated(created);
        _world.SetNonce(created, _rules.FirstNonce);
        Transfer(creator, created, in value);
        callee.Code = initCode;
        callee.IsCreation = true;
        callee.IsStatic = false;
        callee.Self = created;
        callee.Value = value;
    }

    // EIP-684 and EIP-7610.
    private bool IsTaken(Account account)
    {
        _world.EnsureLoaded(account);
        return account.Nonce != 0 || account.CodeHash != Hash256.EmptyKeccak
            || (!account.IsStorageWiped && account.StorageRoot != Hash256.EmptyTrieRoot);
    }

    // Pays for the code and stores it; any status but Success makes the creation fail.
    private VmStatus Deploy(Frame callee)
    {
        ReadOnlySpan<byte> code = callee.Output.Span;
        if (code.Length > _rules.MaxCodeLength
            || (_rules.IsPrefixReserved && code.Length > 0 && code[0] == 0xef))
        {
            return VmStatus.RejectedCode;
        }

        long cost = GasCost.CodeDepositByte * code.Length;
        if (cost > callee.Gas)
        {
            return _rules.MustPayForCode ? VmStatus.OutOfGas : VmStatus.Success;
        }

        callee.Gas -= cost;

        if (code.Length > 0)
        {
            _world.SetCode(callee.Self, code);
        }

        return VmStatus.Success;
    }

    private static void EndCreate(Frame creator, Frame callee, VmStatus status)
    {
        if (status is VmStatus.Success or VmStatus.Revert)
        {
            creator.Gas += callee.Gas;
        }

        if (status == VmStatus.Revert)
        {
            creator.ReturnData = callee.Output;
        }

        creator.Push(
            status == VmStatus.Success ? callee.Self.Address.ToUInt256() : default);
    }

    /// <summary>The address of a contract that an account creates with a nonce.</summary>
    public static Address NextAddress(in Address creator, ulong nonce)
    {
        var encoded = new ByteBuffer(32);
        int list = RlpWriter.BeginList(encoded);
        RlpWriter.Write(encoded, in creator);
        RlpWriter.Write(encoded, nonce);
        RlpWriter.EndList(encoded, list);
        Hash256 hash = Keccak256.Hash(encoded.Written);
        return Address.FromHash(in hash);
    }

    // EIP-1014.
    private static Address SaltedAddress(
        in Address creator, in UInt256 salt, ReadOnlySpan<byte> initCode)
    {
        Span<byte> message = stackalloc byte[85];
        message[0] = 0xff;
        creator.CopyTo(message.Slice(1, 20));
        salt.ToBigEndian(message.Slice(21, 32));
        Keccak256.Hash(initCode).CopyTo(message[53..]);
        Hash256 hash = Keccak256.Hash(message);
        return Address.FromHash(in hash);
    }
}
