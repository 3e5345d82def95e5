using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>Instructions off the hot path: rare arithmetic, environment, copies, logs.</summary>
public sealed partial class Interpreter
{
    // Returns false with a status if the frame ends or waits for another one.
    private bool Execute(Frame frame, int opcode, out VmStatus status)
    {
        status = VmStatus.Success;
        switch (opcode)
        {
            case Opcode.SLoad:
                return LoadSlot(frame, out status);
            case Opcode.SStore:
                return StoreSlot(frame, out status);
            case Opcode.Keccak:
                return HashMemory(frame, out status);
            case Opcode.CallDataCopy:
                return CopyToMemory(frame, frame.Input.Span, out status);
            case Opcode.CodeCopy:
                return CopyToMemory(frame, frame.Code.Span, out status);
            case Opcode.ReturnDataCopy:
                return CopyReturnData(frame, out status);
            case Opcode.MCopy:
                return CopyMemory(frame, out status);
            case Opcode.ExtCodeCopy:
                return CopyExternalCode(frame, out status);
            case Opcode.Balance:
            case Opcode.ExtCodeSize:
            case Opcode.ExtCodeHash:
                return ReadAccount(frame, opcode, out status);
            case Opcode.TLoad:
                ReadTransient(frame);
                return true;
            case Opcode.TStore:
                return WriteTransient(frame, out status);
            case >= Opcode.Log0 and <= Opcode.Log0 + 4:
                return Log(frame, opcode - Opcode.Log0, out status);
            case Opcode.Call:
            case Opcode.CallCode:
            case Opcode.DelegateCall:
            case Opcode.StaticCall:
                return BeginCall(frame, opcode, out status);
            case Opcode.Create:
            case Opcode.Create2:
                return BeginCreate(frame, opcode, out status);
            case Opcode.Return:
            case Opcode.Revert:
                status = Return(frame, opcode);
                return false;
            case Opcode.SelfDestruct:
                status = SelfDestruct(frame);
                return false;
            case <= Opcode.Exp:
                return Calculate(frame, opcode, out status);
            default:
                frame.Push(Environment(frame, opcode));
                return true;
        }
    }

    private static VmStatus Return(Frame frame, int opcode)
    {
        int height = frame.Height;
        if (!frame.TryExpand(
            in frame.Stack[height - 1],
            in frame.Stack[height - 2],
            out int start,
            out int count))
        {
            return VmStatus.OutOfGas;
        }

        frame.Output = new ByteSlice(frame.Memory, start, count);
        return opcode == Opcode.Return ? VmStatus.Success : VmStatus.Revert;
    }

    private bool Calculate(Frame frame, int opcode, out VmStatus status)
    {
        status = VmStatus.OutOfGas;
        UInt256[] stack = frame.Stack;
        int height = --frame.Height;
        ref readonly UInt256 a = ref stack[height];
        ref UInt256 b = ref stack[height - 1];
        switch (opcode)
        {
            case Opcode.SDiv:
                b = UInt256.SignedDivide(in a, in b);
                break;
            case Opcode.SMod:
                b = UInt256.SignedModulo(in a, in b);
                break;
            case Opcode.Exp:
                if (!frame.Charge(_rules.Gas.ExpByte * b.ByteLength))
                {
                    return false;
                }

                b = UInt256.Exp(in a, in b);
                break;
            case Opcode.AddMod:
                stack[height - 2] = UInt256.AddMod(in a, in b, in stack[height - 2]);
                frame.Height--;
                break;
            case Opcode.MulMod:
                stack[height - 2] = UInt256.MulMod(in a, in b, in stack[height - 2]);
                frame.Height--;
                break;
        }

        return true;
    }

    private UInt256 Environment(Frame frame, int opcode)
    {
        switch (opcode)
        {
            case Opcode.Origin:
                return _origin.ToUInt256();
            case Opcode.CodeSize:
                return (uint)frame.Code.Length;
            case Opcode.GasPrice:
                return _gasPrice;
            case Opcode.BlockHash:
                return _block.HashOf(in frame.Stack[--frame.Height]).ToUInt256();
            case Opcode.Coinbase:
                return _block.Beneficiary.ToUInt256();
            case Opcode.Timestamp:
                return _block.Timestamp;
            case Opcode.Number:
                return _block.Number;
            case Opcode.PrevRandao:
                return _rules.HasPrevRandao ? _block.PrevRandao : _block.Difficulty;
            case Opcode.GasLimit:
                return _block.GasLimit;
            case Opcode.ChainId:
                return _block.ChainId;
            case Opcode.SelfBalance:
                _world.EnsureLoaded(frame.Self);
                return frame.Self.Balance;
            case Opcode.BaseFee:
                return _block.BaseFee;
            case Opcode.BlobBaseFee:
                return _block.BlobBaseFee;
            case Opcode.MSize:
                return (uint)frame.MemorySize;
            default:
                return BlobHash(in frame.Stack[--frame.Height]);
        }
    }

    private UInt256 BlobHash(in UInt256 index) =>
        index.FitsUInt64 && index.U0 < (ulong)_blobHashes.Length
            ? _blobHashes[(int)index.U0].ToUInt256()
            : default;

    private bool HashMemory(Frame frame, out VmStatus status)
    {
        status = VmStatus.OutOfGas;
        int height = --frame.Height;
        if (!frame.TryExpand(
                in frame.Stack[height], in frame.Stack[height - 1], out int start, out int count)
            || !frame.Charge(GasCost.KeccakWord * GasCost.Words(count)))
        {
            return false;
        }

        ReadOnlySpan<byte> message = frame.Memory.AsSpan(start, count);
        Hash256 hash = count == 64 ? _hashes.OfPair(message) : Keccak256.Hash(message);
        frame.Stack[height - 1] = hash.ToUInt256();
        return true;
    }

    // Stack from the top: target in memory, position in the source, length.
    private static bool CopyToMemory(
        Frame frame, ReadOnlySpan<byte> source, out VmStatus status)
    {
        status = VmStatus.OutOfGas;
        int height = frame.Height -= 3;
        ref readonly UInt256 target = ref frame.Stack[height + 2];
        ref readonly UInt256 length = ref frame.Stack[height];
        if (!frame.TryExpand(in target, in length, out int start, out int count)
            || !frame.Charge(GasCost.CopyWord * GasCost.Words(count)))
        {
            return false;
        }

        ByteSlice.CopyPadded(
            source, in frame.Stack[height + 1], frame.Memory.AsSpan(start, count));
        return true;
    }

    private static bool CopyReturnData(Frame frame, out VmStatus status)
    {
        int height = frame.Height;
        ref readonly UInt256 from = ref frame.Stack[height - 2];
        ref readonly UInt256 length = ref frame.Stack[height - 3];
        ulong available = (ulong)frame.ReturnData.Length;
        if (!from.FitsUInt64 || !length.FitsUInt64 || from.U0 > available
            || length.U0 > available - from.U0)
        {
            status = VmStatus.ReturnDataOutOfBounds;
            return false;
        }

        return CopyToMemory(frame, frame.ReturnData.Span, out status);
    }

    // EIP-5656.
    private static bool CopyMemory(Frame frame, out VmStatus status)
    {
        status = VmStatus.OutOfGas;
        int height = frame.Height -= 3;
        UInt256 target = frame.Stack[height + 2];
        UInt256 source = frame.Stack[height + 1];
        UInt256 length = frame.Stack[height];
        UInt256 furthest = target > source ? target : source;
        if (!frame.TryExpand(in furthest, in length, out _, out int count)
            || !frame.Charge(GasCost.CopyWord * GasCost.Words(count)))
        {
            return false;
        }

        if (count > 0)
        {
            frame.Memory.AsSpan((int)source.U0, count)
                .CopyTo(frame.Memory.AsSpan((int)target.U0, count));
        }

        return true;
    }

    private bool Log(Frame frame, int topicCount, out VmStatus status)
    {
        status = VmStatus.StaticViolation;
        if (frame.IsStatic)
        {
            return false;
        }

        status = VmStatus.OutOfGas;
        int height = frame.Height -= 2 + topicCount;
        UInt256[] stack = frame.Stack;
        int top = height + topicCount + 1;
        if (!frame.TryExpand(in stack[top], in stack[top - 1], out int start, out int count)
            || !frame.Charge(
                GasCost.Log + (GasCost.LogTopic * topicCount) + (GasCost.LogByte * count)))
        {
            return false;
        }

        var topics = new Hash256[topicCount];
        for (int i = 0; i < topics.Length; i++)
        {
            topics[i] = Hash256.FromUInt256(in stack[top - 2 - i]);
        }

        byte[] data = frame.Memory.AsSpan(start, count).ToArray();
        _world.AddLog(new LogEntry(in frame.Self.Address, topics, data));
        return true;
    }
}
