using System.Runtime.CompilerServices;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

public sealed unsafe partial class Machine
{
    /// <summary>
    /// Executes instructions until the program halts or traps, the observer pauses it, or
    /// <paramref name="maxSteps"/> are done.
    /// </summary>
    [SkipLocalsInit]
    public RunStatus Run<TObserver>(ref TObserver observer, ulong maxSteps)
        where TObserver : struct, IStepObserver
    {
        ObjectDisposedException.ThrowIf(_registers is null, this);
        ulong* x = _registers;
        byte* memory = _memory.Base;
        uint textBase = _program.TextBase;
        uint pc = _pc;
        ulong steps = 0;
        RunStatus status = RunStatus.Paused;
        fixed (Operation* operations = _operations)
        {
            uint count = (uint)_operations.Length;
            while (steps < maxSteps)
            {
                if (TObserver.IsActive && observer.ShouldPause)
                {
                    break;
                }

                uint index = (pc - textBase) >> 2;
                if (index >= count || (pc & 3) != 0)
                {
                    status = RunStatus.FetchTrap;
                    break;
                }

                Operation* op = operations + index;
                ulong a = x[op->Rs1];
                ulong b = x[op->Rs2];
                ulong immediate = (ulong)op->Immediate;
                uint next = pc + 4;
                ulong result;
                ulong address = 0;
                ulong memoryOld = 0;
                ulong memoryNew = 0;
                switch (op->Opcode)
                {
                    case Opcode.Add:
                        result = a + b;
                        break;
                    case Opcode.Add | Opcode.Immediate:
                        result = a + immediate;
                        break;
                    case Opcode.Sub:
                        result = a - b;
                        break;
                    case Opcode.AddW:
                        result = (ulong)(int)(a + b);
                        break;
                    case Opcode.AddW | Opcode.Immediate:
                        result = (ulong)(int)(a + immediate);
                        break;
                    case Opcode.SubW:
                        result = (ulong)(int)(a - b);
                        break;
                    case Opcode.And:
                        result = a & b;
                        break;
                    case Opcode.And | Opcode.Immediate:
                        result = a & immediate;
                        break;
                    case Opcode.Or:
                        result = a | b;
                        break;
                    case Opcode.Or | Opcode.Immediate:
                        result = a | immediate;
                        break;
                    case Opcode.Xor:
                        result = a ^ b;
                        break;
                    case Opcode.Xor | Opcode.Immediate:
                        result = a ^ immediate;
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
                        result = (long)a < (long)immediate ? 1UL : 0;
                        break;
                    case Opcode.Sltu:
                        result = a < b ? 1UL : 0;
                        break;
                    case Opcode.Sltu | Opcode.Immediate:
                        result = a < immediate ? 1UL : 0;
                        break;
                    case Opcode.Beq:
                        result = 0;
                        next = a == b ? (uint)immediate : next;
                        break;
                    case Opcode.Bne:
                        result = 0;
                        next = a != b ? (uint)immediate : next;
                        break;
                    case Opcode.Blt:
                        result = 0;
                        next = (long)a < (long)b ? (uint)immediate : next;
                        break;
                    case Opcode.Bge:
                        result = 0;
                        next = (long)a >= (long)b ? (uint)immediate : next;
                        break;
                    case Opcode.Bltu:
                        result = 0;
                        next = a < b ? (uint)immediate : next;
                        break;
                    case Opcode.Bgeu:
                        result = 0;
                        next = a >= b ? (uint)immediate : next;
                        break;
                    case Opcode.Jal:
                        result = next;
                        next = (uint)immediate;
                        break;
                    case Opcode.Jalr:
                        address = (a + immediate) & ~1UL;
                        if (address - textBase >= 4UL * count || (address & 3) != 0)
                        {
                            status = RunStatus.FetchTrap;
                            goto Stop;
                        }

                        result = next;
                        next = (uint)address;
                        address = 0;
                        break;
                    case Opcode.LoadImmediate:
                        result = immediate;
                        break;
                    case Opcode.Lb:
                        address = a + immediate;
                        if (address >> 32 != 0)
                        {
                            goto BadAddress;
                        }

                        result = (ulong)(sbyte)memory[address];
                        goto Loaded;
                    case Opcode.Lbu:
                        address = a + immediate;
                        if (address >> 32 != 0)
                        {
                            goto BadAddress;
                        }

                        result = memory[address];
                        goto Loaded;
                    case Opcode.Lh:
                        address = a + immediate;
                        if (address >> 32 != 0 || (address & 1) != 0)
                        {
                            goto BadAddress;
                        }

                        result = (ulong)*(short*)(memory + address);
                        goto Loaded;
                    case Opcode.Lhu:
                        address = a + immediate;
                        if (address >> 32 != 0 || (address & 1) != 0)
                        {
                            goto BadAddress;
                        }

                        result = *(ushort*)(memory + address);
                        goto Loaded;
                    case Opcode.Lw:
                        address = a + immediate;
                        if (address >> 32 != 0 || (address & 3) != 0)
                        {
                            goto BadAddress;
                        }

                        result = (ulong)*(int*)(memory + address);
                        goto Loaded;
                    case Opcode.Lwu:
                        address = a + immediate;
                        if (address >> 32 != 0 || (address & 3) != 0)
                        {
                            goto BadAddress;
                        }

                        result = *(uint*)(memory + address);
                        goto Loaded;
                    case Opcode.Ld:
                        address = a + immediate;
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
                        address = a + immediate;
                        if (address >> 32 != 0)
                        {
                            goto BadAddress;
                        }

                        memoryOld = TObserver.IsActive ? *(ulong*)(memory + (address & ~7UL)) : 0;
                        memory[address] = (byte)b;
                        goto Stored;
                    case Opcode.Sh:
                        address = a + immediate;
                        if (address >> 32 != 0 || (address & 1) != 0)
                        {
                            goto BadAddress;
                        }

                        memoryOld = TObserver.IsActive ? *(ulong*)(memory + (address & ~7UL)) : 0;
                        *(ushort*)(memory + address) = (ushort)b;
                        goto Stored;
                    case Opcode.Sw:
                        address = a + immediate;
                        if (address >> 32 != 0 || (address & 3) != 0)
                        {
                            goto BadAddress;
                        }

                        memoryOld = TObserver.IsActive ? *(ulong*)(memory + (address & ~7UL)) : 0;
                        *(uint*)(memory + address) = (uint)b;
                        goto Stored;
                    case Opcode.Sd:
                        address = a + immediate;
                        if (address >> 32 != 0 || (address & 7) != 0)
                        {
                            goto BadAddress;
                        }

                        memoryOld = TObserver.IsActive ? *(ulong*)(memory + address) : 0;
                        *(ulong*)(memory + address) = b;
                    Stored:
                        memoryNew = TObserver.IsActive ? *(ulong*)(memory + (address & ~7UL)) : 0;
                        result = 0;
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
                        status = Call(ref observer, pc, (uint)Math.Min(a, uint.MaxValue), b);
                        if (status != RunStatus.Paused)
                        {
                            steps += status == RunStatus.Halted ? 1UL : 0;
                            goto Stop;
                        }

                        pc = next;
                        steps++;
                        continue;
                    default:
                        status = RunStatus.IllegalInstruction;
                        goto Stop;
                    BadAddress:
                        status = address >> 32 != 0
                            ? RunStatus.AccessOutOfRange
                            : RunStatus.MisalignedAccess;
                        goto Stop;
                }

                if (TObserver.IsActive)
                {
                    observer.OnStep(new StepEvent
                    {
                        Instruction = _program.Instructions[index],
                        Pc = pc,
                        NextPc = next,
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
                pc = next;
                steps++;
            }

        Stop:
            _pc = pc;
            Cycles += steps;
            return status;
        }
    }
}
