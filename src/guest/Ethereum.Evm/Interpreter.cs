using System.Buffers.Binary;
using ZeroSharp.Ethereum.Core;

namespace ZeroSharp.Ethereum.Evm;

/// <summary>
/// The instruction loop. It keeps the machine's registers in locals; instructions that touch state,
/// memory of any length or other frames go through the frame.
/// </summary>
public sealed partial class Interpreter
{
    private readonly ForkRules _rules;
    private readonly WorldState _world;
    private readonly BlockContext _block;

    public Interpreter(ForkRules rules, WorldState world, BlockContext block)
    {
        _rules = rules;
        _world = world;
        _block = block;
    }

    private VmStatus Run(Frame frame)
    {
        UInt256[] stack = frame.Stack;
        byte[] code = frame.Code.Bytes;
        uint[] table = _rules.Opcodes;
        int height = frame.Height;
        int position = frame.Position;
        long gas = frame.Gas;
        while (true)
        {
            int opcode = code[position];
            uint entry = table[opcode];
            if (height < (int)(entry & 2047) || height > (int)((entry >> 11) & 2047))
            {
                return VmStatus.BadInstruction;
            }

            gas -= entry >> 22;
            if (gas < 0)
            {
                return VmStatus.OutOfGas;
            }

            position++;
            switch (opcode)
            {
                case Opcode.Stop:
                    frame.Gas = gas;
                    return VmStatus.Success;
                case Opcode.Add:
                    height--;
                    stack[height - 1] = stack[height] + stack[height - 1];
                    break;
                case Opcode.Mul:
                    height--;
                    stack[height - 1] = stack[height] * stack[height - 1];
                    break;
                case Opcode.Sub:
                    height--;
                    stack[height - 1] = stack[height] - stack[height - 1];
                    break;
                case Opcode.Div:
                    height--;
                    stack[height - 1] = stack[height] / stack[height - 1];
                    break;
                case Opcode.Mod:
                    height--;
                    stack[height - 1] = stack[height] % stack[height - 1];
                    break;
                case Opcode.Lt:
                    height--;
                    stack[height - 1] = FromBool(stack[height] < stack[height - 1]);
                    break;
                case Opcode.Gt:
                    height--;
                    stack[height - 1] = FromBool(stack[height] > stack[height - 1]);
                    break;
                case Opcode.Slt:
                    height--;
                    stack[height - 1] =
                        FromBool(UInt256.SignedLess(in stack[height], in stack[height - 1]));
                    break;
                case Opcode.Sgt:
                    height--;
                    stack[height - 1] =
                        FromBool(UInt256.SignedLess(in stack[height - 1], in stack[height]));
                    break;
                case Opcode.Eq:
                    height--;
                    stack[height - 1] = FromBool(stack[height] == stack[height - 1]);
                    break;
                case Opcode.IsZero:
                    stack[height - 1] = FromBool(stack[height - 1].IsZero);
                    break;
                case Opcode.And:
                    height--;
                    stack[height - 1] = stack[height] & stack[height - 1];
                    break;
                case Opcode.Or:
                    height--;
                    stack[height - 1] = stack[height] | stack[height - 1];
                    break;
                case Opcode.Xor:
                    height--;
                    stack[height - 1] = stack[height] ^ stack[height - 1];
                    break;
                case Opcode.Not:
                    stack[height - 1] = ~stack[height - 1];
                    break;
                case Opcode.Shl:
                    height--;
                    stack[height - 1] = UInt256.Shl(in stack[height - 1], in stack[height]);
                    break;
                case Opcode.Shr:
                    height--;
                    stack[height - 1] = UInt256.Shr(in stack[height - 1], in stack[height]);
                    break;
                case Opcode.Clz:
                    stack[height - 1] = UInt256.CountLeadingZeros(in stack[height - 1]);
                    break;
                case Opcode.CallDataSize:
                    stack[height++] = (uint)frame.Input.Length;
                    break;
                case Opcode.CallDataLoad:
                    stack[height - 1] = LoadWord(frame.Input.Span, in stack[height - 1]);
                    break;
                case Opcode.CallValue:
                    stack[height++] = frame.Value;
                    break;
                case Opcode.Caller:
                    stack[height++] = frame.Caller.ToUInt256();
                    break;
                case Opcode.Pop:
                    height--;
                    break;
                case Opcode.MLoad:
                {
                    UInt256 offset = stack[height - 1];
                    if (!IsInMemory(frame, in offset, 32) && !TryGrow(frame, in offset, 32, ref gas))
                    {
                        return VmStatus.OutOfGas;
                    }

                    stack[height - 1] =
                        UInt256.FromBigEndian(frame.Memory.AsSpan((int)offset.U0, 32));
                    break;
                }
                case Opcode.MStore:
                {
                    UInt256 offset = stack[height - 1];
                    if (!IsInMemory(frame, in offset, 32) && !TryGrow(frame, in offset, 32, ref gas))
                    {
                        return VmStatus.OutOfGas;
                    }

                    stack[height - 2].ToBigEndian(frame.Memory.AsSpan((int)offset.U0, 32));
                    height -= 2;
                    break;
                }
                case Opcode.MStore8:
                {
                    UInt256 offset = stack[height - 1];
                    if (!IsInMemory(frame, in offset, 1) && !TryGrow(frame, in offset, 1, ref gas))
                    {
                        return VmStatus.OutOfGas;
                    }

                    frame.Memory[(int)offset.U0] = (byte)stack[height - 2].U0;
                    height -= 2;
                    break;
                }
                case Opcode.Jump:
                    height--;
                    if (!TryJump(frame.Code, in stack[height], ref position))
                    {
                        return VmStatus.InvalidJump;
                    }

                    break;
                case Opcode.JumpI:
                    height -= 2;
                    if (!stack[height].IsZero
                        && !TryJump(frame.Code, in stack[height + 1], ref position))
                    {
                        return VmStatus.InvalidJump;
                    }

                    break;
                case Opcode.JumpDest:
                    break;
                case Opcode.Pc:
                    stack[height++] = (uint)(position - 1);
                    break;
                case Opcode.Gas:
                    stack[height++] = (ulong)gas;
                    break;
                case Opcode.Push0:
                    stack[height++] = default;
                    break;
                case Opcode.Push1:
                    stack[height++] = (uint)code[position++];
                    break;
                case Opcode.Push1 + 1:
                    stack[height++] =
                        (uint)BinaryPrimitives.ReadUInt16BigEndian(code.AsSpan(position, 2));
                    position += 2;
                    break;
                case >= Opcode.Push1 + 2 and < Opcode.Dup1:
                {
                    int length = opcode - Opcode.Push1 + 1;
                    stack[height++] = UInt256.FromBigEndian(code.AsSpan(position, length));
                    position += length;
                    break;
                }
                case >= Opcode.Dup1 and < Opcode.Swap1:
                    stack[height] = stack[height - (opcode - Opcode.Dup1 + 1)];
                    height++;
                    break;
                case >= Opcode.Swap1 and < Opcode.Log0:
                {
                    ref UInt256 top = ref stack[height - 1];
                    ref UInt256 other = ref stack[height - 1 - (opcode - Opcode.Swap1 + 1)];
                    UInt256 kept = top;
                    top = other;
                    other = kept;
                    break;
                }
                case Opcode.Return:
                case Opcode.Revert:
                {
                    frame.Gas = gas;
                    if (!frame.TryExpand(
                        in stack[height - 1], in stack[height - 2], out int start, out int count))
                    {
                        return VmStatus.OutOfGas;
                    }

                    frame.Output = new ByteSlice(frame.Memory, start, count);
                    return opcode == Opcode.Return ? VmStatus.Success : VmStatus.Revert;
                }
                default:
                {
                    frame.Gas = gas;
                    frame.Height = height;
                    frame.Position = position;
                    bool goesOn = Execute(frame, opcode, out VmStatus status);
                    if (!goesOn)
                    {
                        return status;
                    }

                    gas = frame.Gas;
                    height = frame.Height;
                    break;
                }
            }
        }
    }

    private static UInt256 FromBool(bool value) => value ? 1u : 0u;

    private static bool IsInMemory(Frame frame, in UInt256 offset, int length) =>
        offset.FitsUInt64 && offset.U0 <= int.MaxValue
        && (long)offset.U0 + length <= frame.MemorySize;

    private static bool TryGrow(Frame frame, in UInt256 offset, uint length, ref long gas)
    {
        UInt256 count = length;
        frame.Gas = gas;
        bool done = frame.TryExpand(in offset, in count, out _, out _);
        gas = frame.Gas;
        return done;
    }

    private static bool TryJump(ContractCode code, in UInt256 target, ref int position)
    {
        if (!target.FitsUInt64 || target.U0 > int.MaxValue || !code.IsTarget((uint)target.U0))
        {
            return false;
        }

        position = (int)target.U0;
        return true;
    }

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
