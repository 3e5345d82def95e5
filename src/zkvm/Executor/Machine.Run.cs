using System.Runtime.CompilerServices;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

public sealed unsafe partial class Machine
{
    /// <summary>
    /// Executes instructions until the program halts or traps, the observer pauses it, or
    /// <paramref name="maxSteps"/> are done.
    /// </summary>
    /// <remarks>
    /// Optimised at once: it runs for long from its first call, and what the runtime makes of it in tiers is
    /// slower.
    /// </remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public RunStatus Run<TObserver>(ref TObserver observer, ulong maxSteps)
        where TObserver : struct, IStepObserver
    {
        ObjectDisposedException.ThrowIf(_registers is null, this);
        ulong* x = _registers;
        byte* memory = _memory.Base;
        uint textBase = _program.TextBase;
        DecodedText.Operation* operations = _text.First;
        uint start = _pc - textBase;
        if (start / 4 >= _text.Count || start % 4 != 0)
        {
            return RunStatus.FetchTrap;
        }

        DecodedText.Operation* op = operations + (start / 4);
        RunStatus status = RunStatus.Paused;
        ulong left;
        for (left = maxSteps; left != 0; left--)
        {
            if (TObserver.IsActive && observer.ShouldPause)
            {
                break;
            }

            ulong a = x[op->Rs1];
            ulong b = x[op->Rs2];
            long immediate = op->Immediate;
            DecodedText.Operation* next = op + 1;
            ulong result = 0;
            ulong address = 0;
            ulong memoryOld = 0;
            ulong memoryNew = 0;
            switch (op->Opcode)
            {
                case Opcode.Add:
                    result = a + b;
                    break;
                case Opcode.Add | Opcode.Immediate:
                    result = a + (ulong)immediate;
                    break;
                case Opcode.Sub:
                    result = a - b;
                    break;
                case Opcode.AddW:
                    result = (ulong)(int)(a + b);
                    break;
                case Opcode.AddW | Opcode.Immediate:
                    result = (ulong)(int)(a + (ulong)immediate);
                    break;
                case Opcode.SubW:
                    result = (ulong)(int)(a - b);
                    break;
                case Opcode.And:
                    result = a & b;
                    break;
                case Opcode.And | Opcode.Immediate:
                    result = a & (ulong)immediate;
                    break;
                case Opcode.Or:
                    result = a | b;
                    break;
                case Opcode.Or | Opcode.Immediate:
                    result = a | (ulong)immediate;
                    break;
                case Opcode.Xor:
                    result = a ^ b;
                    break;
                case Opcode.Xor | Opcode.Immediate:
                    result = a ^ (ulong)immediate;
                    break;
                case Opcode.Sll:
                    result = a << (int)(b & 63);
                    break;
                case Opcode.Sll | Opcode.Immediate:
                    result = a << (int)immediate;
                    break;
                case Opcode.Srl:
                    result = a >> (int)(b & 63);
                    break;
                case Opcode.Srl | Opcode.Immediate:
                    result = a >> (int)immediate;
                    break;
                case Opcode.Sra:
                    result = (ulong)((long)a >> (int)(b & 63));
                    break;
                case Opcode.Sra | Opcode.Immediate:
                    result = (ulong)((long)a >> (int)immediate);
                    break;
                case Opcode.SllW:
                    result = (ulong)((int)a << (int)(b & 31));
                    break;
                case Opcode.SllW | Opcode.Immediate:
                    result = (ulong)((int)a << (int)immediate);
                    break;
                case Opcode.SrlW:
                    result = (ulong)(int)((uint)a >> (int)(b & 31));
                    break;
                case Opcode.SrlW | Opcode.Immediate:
                    result = (ulong)(int)((uint)a >> (int)immediate);
                    break;
                case Opcode.SraW:
                    result = (ulong)((int)a >> (int)(b & 31));
                    break;
                case Opcode.SraW | Opcode.Immediate:
                    result = (ulong)((int)a >> (int)immediate);
                    break;
                case Opcode.Slt:
                    result = (long)a < (long)b ? 1UL : 0;
                    break;
                case Opcode.Slt | Opcode.Immediate:
                    result = (long)a < immediate ? 1UL : 0;
                    break;
                case Opcode.Sltu:
                    result = a < b ? 1UL : 0;
                    break;
                case Opcode.Sltu | Opcode.Immediate:
                    result = a < (ulong)immediate ? 1UL : 0;
                    break;
                case Opcode.Beq:
                    next = a == b ? Jump(op) : next;
                    break;
                case Opcode.Bne:
                    next = a != b ? Jump(op) : next;
                    break;
                case Opcode.Blt:
                    next = (long)a < (long)b ? Jump(op) : next;
                    break;
                case Opcode.Bge:
                    next = (long)a >= (long)b ? Jump(op) : next;
                    break;
                case Opcode.Bltu:
                    next = a < b ? Jump(op) : next;
                    break;
                case Opcode.Bgeu:
                    next = a >= b ? Jump(op) : next;
                    break;
                case Opcode.Jal:
                    result = textBase + (4 * (ulong)(next - operations));
                    next = Jump(op);
                    break;
                case Opcode.Jalr:
                    ulong target = ((a + (ulong)immediate) & ~1UL) - textBase;
                    if (target >= 4UL * _text.Count || (target & 3) != 0)
                    {
                        status = RunStatus.FetchTrap;
                        goto Stop;
                    }

                    result = textBase + (4 * (ulong)(next - operations));
                    next = operations + (target / 4);
                    break;
                case Opcode.LoadImmediate:
                    result = (ulong)immediate;
                    break;
                case Opcode.Lb:
                    address = a + (ulong)immediate;
                    if (address >> 32 != 0)
                    {
                        goto BadAddress;
                    }

                    result = (ulong)(sbyte)memory[address];
                    goto Loaded;
                case Opcode.Lbu:
                    address = a + (ulong)immediate;
                    if (address >> 32 != 0)
                    {
                        goto BadAddress;
                    }

                    result = memory[address];
                    goto Loaded;
                case Opcode.Lh:
                    address = a + (ulong)immediate;
                    if (address >> 32 != 0 || (address & 1) != 0)
                    {
                        goto BadAddress;
                    }

                    result = (ulong)*(short*)(memory + address);
                    goto Loaded;
                case Opcode.Lhu:
                    address = a + (ulong)immediate;
                    if (address >> 32 != 0 || (address & 1) != 0)
                    {
                        goto BadAddress;
                    }

                    result = *(ushort*)(memory + address);
                    goto Loaded;
                case Opcode.Lw:
                    address = a + (ulong)immediate;
                    if (address >> 32 != 0 || (address & 3) != 0)
                    {
                        goto BadAddress;
                    }

                    result = (ulong)*(int*)(memory + address);
                    goto Loaded;
                case Opcode.Lwu:
                    address = a + (ulong)immediate;
                    if (address >> 32 != 0 || (address & 3) != 0)
                    {
                        goto BadAddress;
                    }

                    result = *(uint*)(memory + address);
                    goto Loaded;
                case Opcode.Ld:
                    address = a + (ulong)immediate;
                    if (address >> 32 != 0 || (address & 7) != 0)
                    {
                        goto BadAddress;
                    }

                    result = *(ulong*)(memory + address);
                Loaded:
                    if (TObserver.IsActive)
                    {
                        memoryOld = *(ulong*)(memory + (address & ~7UL));
                        memoryNew = memoryOld;
                    }

                    break;
                case Opcode.Sb:
                    address = a + (ulong)immediate;
                    if (address >> 32 != 0)
                    {
                        goto BadAddress;
                    }

                    memoryOld = TObserver.IsActive ? *(ulong*)(memory + (address & ~7UL)) : 0;
                    memory[address] = (byte)b;
                    goto Stored;
                case Opcode.Sh:
                    address = a + (ulong)immediate;
                    if (address >> 32 != 0 || (address & 1) != 0)
                    {
                        goto BadAddress;
                    }

                    memoryOld = TObserver.IsActive ? *(ulong*)(memory + (address & ~7UL)) : 0;
                    *(ushort*)(memory + address) = (ushort)b;
                    goto Stored;
                case Opcode.Sw:
                    address = a + (ulong)immediate;
                    if (address >> 32 != 0 || (address & 3) != 0)
                    {
                        goto BadAddress;
                    }

                    memoryOld = TObserver.IsActive ? *(ulong*)(memory + (address & ~7UL)) : 0;
                    *(uint*)(memory + address) = (uint)b;
                    goto Stored;
                case Opcode.Sd:
                    address = a + (ulong)immediate;
                    if (address >> 32 != 0 || (address & 7) != 0)
                    {
                        goto BadAddress;
                    }

                    memoryOld = TObserver.IsActive ? *(ulong*)(memory + address) : 0;
                    *(ulong*)(memory + address) = b;
                Stored:
                    memoryNew = TObserver.IsActive && TObserver.IsDetailed ? *(ulong*)(memory + (address & ~7UL)) : 0;
                    break;
                case Opcode.Mul:
                    result = a * b;
                    break;
                case Opcode.Mulh:
                    result = (ulong)Math.BigMul((long)a, (long)b, out _);
                    break;
                case Opcode.Mulhsu:
                    result = Math.BigMul(a, b, out _) - ((long)a < 0 ? b : 0);
                    break;
                case Opcode.Mulhu:
                    result = Math.BigMul(a, b, out _);
                    break;
                case Opcode.MulW:
                    result = (ulong)(int)(a * b);
                    break;
                case >= Opcode.Div and <= Opcode.RemuW:
                    result = Division.Compute(op->Opcode, a, b);
                    break;
                case Opcode.Ecall:
                    status = Call(ref observer, _text.AddressOf(op), (uint)Math.Min(a, uint.MaxValue), b);
                    if (status != RunStatus.Paused)
                    {
                        left -= status == RunStatus.Halted ? 1UL : 0;
                        goto Stop;
                    }

                    op = next;
                    continue;
                case DecodedText.LoadWide:
                    result = *(ulong*)((byte*)op + immediate);
                    break;
                case DecodedText.Outside:
                    status = RunStatus.FetchTrap;
                    goto Stop;
                default:
                    status = RunStatus.IllegalInstruction;
                    goto Stop;
                BadAddress:
                    status = address >> 32 != 0
                        ? RunStatus.AccessOutOfRange
                        : RunStatus.MisalignedAccess;
                    goto Stop;
            }

            if (TObserver.IsActive && !TObserver.IsDetailed)
            {
                observer.OnAccess((uint)(op - operations), (uint)address, memoryOld);
            }
            else if (TObserver.IsActive)
            {
                observer.OnStep(new StepEvent
                {
                    Instruction = _program.Instructions[op - operations],
                    Pc = _text.AddressOf(op),
                    NextPc = _text.AddressOf(next),
                    Rs1 = a,
                    Rs2 = b,
                    RdOld = x[op->Rd],
                    RdNew = result,
                    Address = (uint)address,
                    MemoryOld = memoryOld,
                    MemoryNew = memoryNew,
                });
            }

            x[op->Rd] = result;
            op = next;
        }

    Stop:
        _pc = _text.AddressOf(op);
        Cycles += maxSteps - left;
        return status;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DecodedText.Operation* Jump(DecodedText.Operation* op) =>
        (DecodedText.Operation*)((byte*)op + op->Immediate);
}
