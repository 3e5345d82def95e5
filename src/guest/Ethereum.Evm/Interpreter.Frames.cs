using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>Entry points, and the stack of frames: calls do not use the stack of the host.</summary>
public sealed partial class Interpreter
{
    private Frame[] _frames = new Frame[8];
    private int _frameCount;
    private Address _origin;
    private UInt256 _gasPrice;
    private Hash256[] _blobHashes = [];

    /// <summary>What the last call from outside returned; valid until the next one.</summary>
    public ReadOnlySpan<byte> Output => _frames[0].Output.Span;

    /// <summary>What instructions report about the transaction that runs next.</summary>
    public void SetTransaction(
        in Address origin, in UInt256 gasPrice, Hash256[] blobHashes)
    {
        _origin = origin;
        _gasPrice = gasPrice;
        _blobHashes = blobHashes;
    }

    /// <summary>Runs a message call from outside; failure undoes its changes.</summary>
    /// <param name="caller">The account that pays the value.</param>
    /// <param name="to">The called account.</param>
    /// <param name="value">Wei to transfer; the caller has it.</param>
    /// <param name="input">Call data.</param>
    /// <param name="gas">Gas for the call; afterwards what is left.</param>
    public VmStatus Call(
        Account caller, Account to, in UInt256 value, byte[] input, ref long gas)
    {
        StateSnapshot snapshot = _world.Snapshot();
        Transfer(caller, to, in value);
        var slice = new ByteSlice(input, 0, input.Length);
        if (_rules.Precompiles.TryGetNumber(in to.Address, out int number))
        {
            PrecompileStatus result = PrecompiledContract.Run(
                number, slice.Span, in _rules.Precompiles, ref gas, out _);
            if (result != PrecompileStatus.Success)
            {
                _world.Restore(in snapshot);
                return VmStatus.PrecompileFailure;
            }

            return VmStatus.Success;
        }

        Frame frame = FrameAt(0);
        frame.Code = OuterCode(to);
        frame.Gas = gas;
        frame.Input = slice;
        frame.Snapshot = snapshot;
        frame.IsCreation = false;
        frame.IsStatic = false;
        frame.Self = to;
        frame.Caller = caller.Address;
        frame.Value = value;
        return RunAll(frame, out gas);
    }

    // EIP-7702: the target of a delegation is warm at no charge.
    private ContractCode OuterCode(Account to)
    {
        ContractCode code = _world.CodeOf(to);
        if (!_rules.HasDelegation || !code.IsDelegation)
        {
            return code;
        }

        Address address = code.Delegate;
        Account codeOwner = _world.Find(in address);
        _world.Warm(codeOwner);
        return CodeToRun(to, codeOwner);
    }

    /// <summary>Runs a creation from outside, whose nonce is already counted.</summary>
    public VmStatus Create(
        Account creator, in Address address, in UInt256 value, byte[] initCode, ref long gas)
    {
        Account created = _world.Find(in address);
        _world.Warm(created);
        if (IsTaken(created))
        {
            gas = 0;
            return VmStatus.Collision;
        }

        Frame frame = FrameAt(0);
        frame.Gas = gas;
        frame.Input = default;
        frame.Caller = creator.Address;
        BeginContract(frame, creator, created, in value, new ContractCode(initCode));
        return RunAll(frame, out gas);
    }

    private VmStatus RunAll(Frame frame, out long gas)
    {
        while (true)
        {
            VmStatus status = Run(frame);
            if (status == VmStatus.Calling)
            {
                frame = _frames[frame.Depth + 1];
                continue;
            }

            status = Finish(frame, status);
            if (frame.Depth == 0)
            {
                bool keepsGas = status is VmStatus.Success or VmStatus.Revert;
                gas = keepsGas ? frame.Gas : 0;
                return status;
            }

            Frame caller = _frames[frame.Depth - 1];
            if (frame.IsCreation)
            {
                EndCreate(caller, frame, status);
            }
            else
            {
                EndCall(caller, frame, status);
            }

            frame = caller;
        }
    }

    private VmStatus Finish(Frame frame, VmStatus status)
    {
        if (status == VmStatus.Success && frame.IsCreation)
        {
            status = Deploy(frame);
        }

        if (status != VmStatus.Success)
        {
            _world.Restore(in frame.Snapshot);
        }

        return status;
    }

    private Frame FrameAt(int depth)
    {
        if (depth == _frames.Length)
        {
            var grown = new Frame[2 * depth];
            _frames.AsSpan().CopyTo(grown);
            _frames = grown;
        }

        if (depth == _frameCount)
        {
            _frames[_frameCount++] = new Frame(depth);
        }

        Frame frame = _frames[depth];
        frame.Reset();
        return frame;
    }
}
