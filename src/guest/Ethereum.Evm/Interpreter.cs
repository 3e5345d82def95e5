using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>
/// The instruction loop. It keeps the machine's registers in locals; instructions that touch state,
/// memory of any length or other frames go through the frame.
/// </summary>
/// <remarks>
/// The loop works on pointers without further checks. The stack: before each instruction its height is
/// compared with what <see cref="OpcodeTable"/> says of the opcode, so that an instruction finds its
/// operands and room for its result, and undefined opcodes do not get that far. The code: it ends in
/// <see cref="ContractCode.Padding"/> zero bytes, more than a PUSH at its end can pass over, so that the
/// position stops there; a jump goes to a checked target.
/// </remarks>
public sealed unsafe partial class Interpreter
{
    private readonly ForkRules _rules;
    private readonly WorldState _world;
    private readonly BlockContext _block;
    private readonly HashMemo _hashes = new();

    public Interpreter(ForkRules rules, WorldState world, BlockContext block)
    {
        _rules = rules;
        _world = world;
        _block = block;
    }

    private VmStatus Run(Frame frame)
    {
        fixed (UInt256* stack = frame.Stack)
        fixed (byte* code = frame.Code.Bytes)
        fixed (OpcodeEntry* table = _rules.Opcodes)
        {
            return Run(frame, stack - 1, code, table);
        }
    }

    // An empty stack has its top at `bottom`, below the array's first word.
    private VmStatus Run(Frame frame, UInt256* bottom, byte* code, OpcodeEntry* table)
    {
        UInt256* top = bottom + frame.Height;
        byte* next = code + frame.Position;
        long gas = frame.Gas;
        while (true)
        {
            byte opcode = *next++;
            OpcodeEntry* entry = table + opcode;
            ulong height = (ulong)((byte*)top - (byte*)bottom);
            if (height - entry->LeastHeight > entry->HeightRange)
            {
                return VmStatus.BadInstruction;
            }

            gas -= entry->Gas;
            if (gas < 0)
            {
                return VmStatus.OutOfGas;
            }

            switch (opcode)
            {
                case Opcode.Stop:
                    frame.Gas = gas;
                    return VmStatus.Success;
                case Opcode.Add:
                    top--;
                    top[0] = top[1] + top[0];
                    break;
                case Opcode.Mul:
                    top--;
                    top[0] = top[1] * top[0];
                    break;
                case Opcode.Sub:
                    top--;
                    top[0] = top[1] - top[0];
                    break;
                case Opcode.Div:
                    top--;
                    top[0] = top[1] / top[0];
                    break;
                case Opcode.Mod:
                    top--;
                    top[0] = top[1] % top[0];
                    break;
                case Opcode.SignExtend:
                    top--;
                    top[0] = UInt256.SignExtend(in top[1], in top[0]);
                    break;
                case Opcode.Lt:
                    top--;
                    top[0] = FromBool(top[1] < top[0]);
                    break;
                case Opcode.Gt:
                    top--;
                    top[0] = FromBool(top[1] > top[0]);
                    break;
                case Opcode.Slt:
                    top--;
                    top[0] = FromBool(UInt256.SignedLess(in top[1], in top[0]));
                    break;
                case Opcode.Sgt:
                    top--;
                    top[0] = FromBool(UInt256.SignedLess(in top[0], in top[1]));
                    break;
                case Opcode.Eq:
                    top--;
                    top[0] = FromBool(top[1] == top[0]);
                    break;
                case Opcode.IsZero:
                    top[0] = FromBool(top[0].IsZero);
                    break;
                case Opcode.And:
                    top--;
                    top[0] = top[1] & top[0];
                    break;
                case Opcode.Or:
                    top--;
                    top[0] = top[1] | top[0];
                    break;
                case Opcode.Xor:
                    top--;
                    top[0] = top[1] ^ top[0];
                    break;
                case Opcode.Not:
                    top[0] = ~top[0];
                    break;
                case Opcode.Byte:
                    top--;
                    top[0] = UInt256.Byte(in top[1], in top[0]);
                    break;
                case Opcode.Shl:
                    top--;
                    top[0] = UInt256.Shl(in top[0], in top[1]);
                    break;
                case Opcode.Shr:
                    top--;
                    top[0] = UInt256.Shr(in top[0], in top[1]);
                    break;
                case Opcode.Sar:
                    top--;
                    top[0] = UInt256.Sar(in top[0], in top[1]);
                    break;
                case Opcode.Clz:
                    top[0] = UInt256.CountLeadingZeros(in top[0]);
                    break;
                case Opcode.Address:
                    *++top = frame.Self.Address.ToUInt256();
                    break;
                case Opcode.CallDataSize:
                    *++top = (uint)frame.Input.Length;
                    break;
                case Opcode.CallDataLoad:
                    top[0] = LoadWord(frame.Input.Span, in top[0]);
                    break;
                case Opcode.CallValue:
                    *++top = frame.Value;
                    break;
                case Opcode.Caller:
                    *++top = frame.Caller.ToUInt256();
                    break;
                case Opcode.ReturnDataSize:
                    *++top = (uint)frame.ReturnData.Length;
                    break;
                case Opcode.Pop:
                    top--;
                    break;
                case Opcode.MLoad:
                    if (!IsInMemory(frame, in top[0], 32)
                        && !TryGrow(frame, in top[0], 32, ref gas))
                    {
                        return VmStatus.OutOfGas;
                    }

                    top[0] = UInt256.FromBigEndian(ActiveMemory(frame, top[0].U0, 32));
                    break;
                case Opcode.MStore:
                    if (!IsInMemory(frame, in top[0], 32)
                        && !TryGrow(frame, in top[0], 32, ref gas))
                    {
                        return VmStatus.OutOfGas;
                    }

                    top[-1].ToBigEndian(ActiveMemory(frame, top[0].U0, 32));
                    top -= 2;
                    break;
                case Opcode.MStore8:
                    if (!IsInMemory(frame, in top[0], 1)
                        && !TryGrow(frame, in top[0], 1, ref gas))
                    {
                        return VmStatus.OutOfGas;
                    }

                    ActiveMemory(frame, top[0].U0, 1)[0] = (byte)top[-1].U0;
                    top -= 2;
                    break;
                case Opcode.Jump:
                {
                    ref readonly UInt256 target = ref *top--;
                    if (!IsTarget(frame.Code, in target))
                    {
                        return VmStatus.InvalidJump;
                    }

                    // The JUMPDEST is done with the jump.
                    next = code + target.U0 + 1;
                    gas -= GasCost.JumpDest;
                    if (gas < 0)
                    {
                        return VmStatus.OutOfGas;
                    }

                    break;
                }
                case Opcode.JumpI:
                {
                    top -= 2;
                    if (top[1].IsZero)
                    {
                        break;
                    }

                    ref readonly UInt256 target = ref top[2];
                    if (!IsTarget(frame.Code, in target))
                    {
                        return VmStatus.InvalidJump;
                    }

                    next = code + target.U0 + 1;
                    gas -= GasCost.JumpDest;
                    if (gas < 0)
                    {
                        return VmStatus.OutOfGas;
                    }

                    break;
                }
                case Opcode.JumpDest:
                    break;
                case Opcode.Pc:
                    *++top = (uint)(next - code - 1);
                    break;
                case Opcode.Gas:
                    *++top = (ulong)gas;
                    break;
                case Opcode.Push0:
                    *++top = default;
                    break;
                case Opcode.Push1:
                    top = Push(top, next, 1);
                    next += 1;
                    break;
                case Opcode.Push1 + 1:
                {
                    // Jumps mostly follow the PUSH2 of their target, and are then done with it.
                    uint target = ((uint)next[0] << 8) | next[1];
                    next += 2;
                    if (*next == Opcode.JumpI && height != 0)
                    {
                        next++;
                        gas -= GasCost.JumpI;
                        top--;
                        if (top[1].IsZero)
                        {
                            if (gas < 0)
                            {
                                return VmStatus.OutOfGas;
                            }

                            break;
                        }
                    }
                    else if (*next == Opcode.Jump)
                    {
                        gas -= GasCost.Jump;
                    }
                    else
                    {
                        *++top = target;
                        break;
                    }

                    gas -= GasCost.JumpDest;
                    if (gas < 0)
                    {
                        return VmStatus.OutOfGas;
                    }

                    if (!IsTarget(frame.Code, target))
                    {
                        return VmStatus.InvalidJump;
                    }

                    next = code + target + 1;
                    break;
                }
                case Opcode.Push1 + 2:
                    top = Push(top, next, 3);
                    next += 3;
                    break;
                case Opcode.Push1 + 3:
                    top = Push(top, next, 4);
                    next += 4;
                    break;
                case Opcode.Push1 + 4:
                    top = Push(top, next, 5);
                    next += 5;
                    break;
                case Opcode.Push1 + 5:
                    top = Push(top, next, 6);
                    next += 6;
                    break;
                case Opcode.Push1 + 6:
                    top = Push(top, next, 7);
                    next += 7;
                    break;
                case Opcode.Push1 + 7:
                    top = Push(top, next, 8);
                    next += 8;
                    break;
                case Opcode.Push1 + 8:
                    top = Push(top, next, 9);
                    next += 9;
                    break;
                case Opcode.Push1 + 9:
                    top = Push(top, next, 10);
                    next += 10;
                    break;
                case Opcode.Push1 + 10:
                    top = Push(top, next, 11);
                    next += 11;
                    break;
                case Opcode.Push1 + 11:
                    top = Push(top, next, 12);
                    next += 12;
                    break;
                case Opcode.Push1 + 12:
                    top = Push(top, next, 13);
                    next += 13;
                    break;
                case Opcode.Push1 + 13:
                    top = Push(top, next, 14);
                    next += 14;
                    break;
                case Opcode.Push1 + 14:
                    top = Push(top, next, 15);
                    next += 15;
                    break;
                case Opcode.Push1 + 15:
                    top = Push(top, next, 16);
                    next += 16;
                    break;
                case Opcode.Push1 + 16:
                    top = Push(top, next, 17);
                    next += 17;
                    break;
                case Opcode.Push1 + 17:
                    top = Push(top, next, 18);
                    next += 18;
                    break;
                case Opcode.Push1 + 18:
                    top = Push(top, next, 19);
                    next += 19;
                    break;
                case Opcode.Push1 + 19:
                    top = Push(top, next, 20);
                    next += 20;
                    break;
                case Opcode.Push1 + 20:
                    top = Push(top, next, 21);
                    next += 21;
                    break;
                case Opcode.Push1 + 21:
                    top = Push(top, next, 22);
                    next += 22;
                    break;
                case Opcode.Push1 + 22:
                    top = Push(top, next, 23);
                    next += 23;
                    break;
                case Opcode.Push1 + 23:
                    top = Push(top, next, 24);
                    next += 24;
                    break;
                case Opcode.Push1 + 24:
                    top = Push(top, next, 25);
                    next += 25;
                    break;
                case Opcode.Push1 + 25:
                    top = Push(top, next, 26);
                    next += 26;
                    break;
                case Opcode.Push1 + 26:
                    top = Push(top, next, 27);
                    next += 27;
                    break;
                case Opcode.Push1 + 27:
                    top = Push(top, next, 28);
                    next += 28;
                    break;
                case Opcode.Push1 + 28:
                    top = Push(top, next, 29);
                    next += 29;
                    break;
                case Opcode.Push1 + 29:
                    top = Push(top, next, 30);
                    next += 30;
                    break;
                case Opcode.Push1 + 30:
                    top = Push(top, next, 31);
                    next += 31;
                    break;
                case Opcode.Push1 + 31:
                    top = Push(top, next, 32);
                    next += 32;
                    break;
                case Opcode.Dup1:
                    top = Duplicate(top, 1);
                    break;
                case Opcode.Dup1 + 1:
                    top = Duplicate(top, 2);
                    break;
                case Opcode.Dup1 + 2:
                    top = Duplicate(top, 3);
                    break;
                case Opcode.Dup1 + 3:
                    top = Duplicate(top, 4);
                    break;
                case Opcode.Dup1 + 4:
                    top = Duplicate(top, 5);
                    break;
                case Opcode.Dup1 + 5:
                    top = Duplicate(top, 6);
                    break;
                case Opcode.Dup1 + 6:
                    top = Duplicate(top, 7);
                    break;
                case Opcode.Dup1 + 7:
                    top = Duplicate(top, 8);
                    break;
                case Opcode.Dup1 + 8:
                    top = Duplicate(top, 9);
                    break;
                case Opcode.Dup1 + 9:
                    top = Duplicate(top, 10);
                    break;
                case Opcode.Dup1 + 10:
                    top = Duplicate(top, 11);
                    break;
                case Opcode.Dup1 + 11:
                    top = Duplicate(top, 12);
                    break;
                case Opcode.Dup1 + 12:
                    top = Duplicate(top, 13);
                    break;
                case Opcode.Dup1 + 13:
                    top = Duplicate(top, 14);
                    break;
                case Opcode.Dup1 + 14:
                    top = Duplicate(top, 15);
                    break;
                case Opcode.Dup1 + 15:
                    top = Duplicate(top, 16);
                    break;
                case Opcode.Swap1:
                    Swap(top, 1);
                    break;
                case Opcode.Swap1 + 1:
                    Swap(top, 2);
                    break;
                case Opcode.Swap1 + 2:
                    Swap(top, 3);
                    break;
                case Opcode.Swap1 + 3:
                    Swap(top, 4);
                    break;
                case Opcode.Swap1 + 4:
                    Swap(top, 5);
                    break;
                case Opcode.Swap1 + 5:
                    Swap(top, 6);
                    break;
                case Opcode.Swap1 + 6:
                    Swap(top, 7);
                    break;
                case Opcode.Swap1 + 7:
                    Swap(top, 8);
                    break;
                case Opcode.Swap1 + 8:
                    Swap(top, 9);
                    break;
                case Opcode.Swap1 + 9:
                    Swap(top, 10);
                    break;
                case Opcode.Swap1 + 10:
                    Swap(top, 11);
                    break;
                case Opcode.Swap1 + 11:
                    Swap(top, 12);
                    break;
                case Opcode.Swap1 + 12:
                    Swap(top, 13);
                    break;
                case Opcode.Swap1 + 13:
                    Swap(top, 14);
                    break;
                case Opcode.Swap1 + 14:
                    Swap(top, 15);
                    break;
                case Opcode.Swap1 + 15:
                    Swap(top, 16);
                    break;
                default:
                {
                    frame.Gas = gas;
                    frame.Height = (int)(top - bottom);
                    frame.Position = (int)(next - code);
                    bool goesOn = Execute(frame, opcode, out VmStatus status);
                    if (!goesOn)
                    {
                        return status;
                    }

                    gas = frame.Gas;
                    top = bottom + frame.Height;
                    break;
                }
            }
        }
    }

    private static UInt256 FromBool(bool value) => value ? 1u : 0u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt256* Push(UInt256* top, byte* data, int length)
    {
        top[1] = UInt256.FromBigEndian(new ReadOnlySpan<byte>(data, length));
        return top + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt256* Duplicate(UInt256* top, int depth)
    {
        top[1] = top[1 - depth];
        return top + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Swap(UInt256* top, int depth)
    {
        UInt256 kept = top[0];
        top[0] = top[-depth];
        top[-depth] = kept;
    }

    private static bool IsInMemory(Frame frame, in UInt256 offset, uint length)
    {
        ulong size = (uint)frame.MemorySize;
        return offset.FitsUInt64 && offset.U0 < size && offset.U0 + length <= size;
    }

    // A range that was found to be active.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Span<byte> ActiveMemory(Frame frame, ulong offset, int length) =>
        MemoryMarshal.CreateSpan(
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(frame.Memory), (nint)offset),
            length);

    private static bool TryGrow(Frame frame, in UInt256 offset, uint length, ref long gas)
    {
        UInt256 count = length;
        frame.Gas = gas;
        bool done = frame.TryExpand(in offset, in count, out _, out _);
        gas = frame.Gas;
        return done;
    }

    private static bool IsTarget(ContractCode code, in UInt256 target) =>
        target.FitsUInt64 && IsTarget(code, target.U0);

    private static bool IsTarget(ContractCode code, ulong target) =>
        target < (uint)code.Length && code.IsTarget((int)target);

    // 32 bytes of call data, zeros after its end.
    private static UInt256 LoadWord(ReadOnlySpan<byte> data, in UInt256 offset)
    {
        if (!offset.FitsUInt64 || offset.U0 >= (ulong)data.Length)
        {
            return default;
        }

        data = data[(int)offset.U0..];
        if (data.Length >= 32)
        {
            return UInt256.FromBigEndian(data[..32]);
        }

        return UInt256.FromBigEndian(data) << (8 * (32 - data.Length));
    }
}
