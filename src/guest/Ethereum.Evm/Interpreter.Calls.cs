using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>The CALL family: prices, checks, transfer and the start of the callee.</summary>
public sealed partial class Interpreter
{
    private bool BeginCall(Frame frame, int opcode, out VmStatus status)
    {
        status = VmStatus.OutOfGas;
        UInt256[] stack = frame.Stack;
        int top = frame.Height - 1;
        bool hasValue = opcode is Opcode.Call or Opcode.CallCode;
        UInt256 requested = stack[top];
        Address address = Address.FromUInt256(in stack[top - 1]);
        UInt256 value = hasValue ? stack[top - 2] : default;
        int inputAt = hasValue ? top - 3 : top - 2;
        frame.Height = inputAt - 3;
        if (opcode == Opcode.Call && frame.IsStatic && !value.IsZero)
        {
            status = VmStatus.StaticViolation;
            return false;
        }

        if (!frame.TryExpand(
                in stack[inputAt], in stack[inputAt - 1], out int start, out int count)
            || !frame.TryExpand(
                in stack[inputAt - 2],
                in stack[inputAt - 3],
                out frame.ResultOffset,
                out frame.ResultLength))
        {
            return false;
        }

        Account target = _world.Find(in address);
        bool isPrecompile = _rules.Precompiles.TryGetNumber(in address, out int number);
        if ((!isPrecompile && !ChargeCold(frame, target, _rules.Gas.ColdAccount))
            || !ChargeTransfer(frame, target, opcode, in value))
        {
            return false;
        }

        Account codeOwner = target;
        if (_rules.HasDelegation && !isPrecompile
            && !ChargeDelegation(frame, target, ref codeOwner))
        {
            return false;
        }

        if (!TryTakeGas(frame, in requested, out long gas))
        {
            return false;
        }

        gas += value.IsZero ? 0 : GasCost.CallStipend;
        frame.ReturnData = default;
        if (frame.Depth >= Frame.StackLimit || !CanPay(frame.Self, in value))
        {
            frame.Gas += gas;
            frame.Push(default);
            return true;
        }

        var input = new ByteSlice(frame.Memory, start, count);
        StateSnapshot snapshot = _world.Snapshot();
        if (opcode == Opcode.Call)
        {
            Transfer(frame.Self, target, in value);
        }
        else if (opcode == Opcode.StaticCall)
        {
            _world.Touch(target);
        }

        if (isPrecompile)
        {
            RunPrecompile(frame, number, in input, gas, in snapshot);
            return true;
        }

        ContractCode code = CodeToRun(target, codeOwner);
        if (code.Length == 0)
        {
            frame.Gas += gas;
            frame.Push(UInt256.One);
            return true;
        }

        Frame callee = FrameAt(frame.Depth + 1);
        callee.Code = code;
        callee.Gas = gas;
        callee.Input = input;
        callee.Snapshot = snapshot;
        callee.IsCreation = false;
        callee.IsStatic = frame.IsStatic || opcode == Opcode.StaticCall;
        bool isForeign = opcode is Opcode.Call or Opcode.StaticCall;
        callee.Self = isForeign ? target : frame.Self;
        bool isDelegate = opcode == Opcode.DelegateCall;
        callee.Caller = isDelegate ? frame.Caller : frame.Self.Address;
        callee.Value = isDelegate ? frame.Value : value;
        status = VmStatus.Calling;
        return false;
    }

    private bool ChargeTransfer(Frame frame, Account target, int opcode, in UInt256 value)
    {
        if (!value.IsZero && !frame.Charge(GasCost.CallValue))
        {
            return false;
        }

        if (opcode != Opcode.Call || (value.IsZero && _rules.HasStateClearing))
        {
            return true;
        }

        _world.EnsureLoaded(target);
        return !IsNew(target) || frame.Charge(GasCost.NewAccount);
    }

    // EIP-161; before it, only accounts that the state does not hold are new.
    private bool IsNew(Account account) =>
        _rules.HasStateClearing ? account.IsEmpty : !account.Exists;

    // EIP-7702: pays for the access to the account whose code the target runs.
    private bool ChargeDelegation(Frame frame, Account target, ref Account codeOwner)
    {
        ContractCode code = _world.CodeOf(target);
        if (!code.IsDelegation)
        {
            return true;
        }

        Address address = code.Delegate;
        codeOwner = _world.Find(in address);
        return frame.Charge(GasCost.Warm)
            && ChargeAccess(frame, codeOwner, _rules.Gas.ColdAccount);
    }

    // A delegation to a precompiled contract runs no code (EIP-7702).
    private ContractCode CodeToRun(Account target, Account codeOwner) =>
        codeOwner != target && _rules.Precompiles.TryGetNumber(in codeOwner.Address, out _)
            ? ContractCode.Empty
            : _world.CodeOf(codeOwner);

    // EIP-150: at most all but one 64th; before it, exactly what is asked for.
    private bool TryTakeGas(Frame frame, in UInt256 requested, out long gas)
    {
        long most = frame.Gas - (frame.Gas >> _rules.KeptGasShift);
        gas = (long)requested.Saturate((ulong)most);
        frame.Gas -= gas;
        return !_rules.IsCallGasExact || requested == (ulong)gas;
    }

    private bool CanPay(Account account, in UInt256 value)
    {
        if (value.IsZero)
        {
            return true;
        }

        _world.EnsureLoaded(account);
        return account.Balance >= value;
    }

    private void Transfer(Account from, Account to, in UInt256 value)
    {
        _world.Touch(to);
        if (!value.IsZero)
        {
            _world.SubtractBalance(from, in value);
            _world.AddBalance(to, in value);
        }
    }

    private void RunPrecompile(
        Frame frame, int number, in ByteSlice input, long gas, in StateSnapshot snapshot)
    {
        PrecompileStatus result = PrecompiledContract.Run(
            number, input.Span, in _rules.Precompiles, ref gas, out ReadOnlySpan<byte> output);
        if (result != PrecompileStatus.Success)
        {
            _world.Restore(in snapshot);
            frame.Push(default);
            return;
        }

        // The identity contract returns the caller's own memory, which may change.
        byte[] copy = output.ToArray();
        frame.Gas += gas;
        frame.ReturnData = new ByteSlice(copy, 0, copy.Length);
        WriteResult(frame, copy);
        frame.Push(UInt256.One);
    }

    private static void WriteResult(Frame frame, ReadOnlySpan<byte> result)
    {
        int count = Math.Min(frame.ResultLength, result.Length);
        result[..count].CopyTo(frame.Memory.AsSpan(frame.ResultOffset, count));
    }

    // Gives a finished call's result to its caller.
    private static void EndCall(Frame caller, Frame callee, VmStatus status)
    {
        if (status is VmStatus.Success or VmStatus.Revert)
        {
            caller.Gas += callee.Gas;
            caller.ReturnData = callee.Output;
            WriteResult(caller, callee.Output.Span);
        }

        caller.Push(status == VmStatus.Success ? UInt256.One : default);
    }
}
