using System.Runtime.InteropServices;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>The state of a run: registers, pc and memory; see docs/internals/machine.md.</summary>
public sealed unsafe partial class Machine : IDisposable
{
    private const int RegisterCount = 32;

    // One slot more than there are registers: what an instruction writes to x0 goes there.
    private const int DiscardSlot = 32;

    private readonly ProgramImage _program;
    private readonly GuestMemory _memory;
    private readonly Operation[] _operations;
    private ulong* _registers;
    private uint _pc;

    public Machine(ProgramImage program, ReadOnlySpan<byte> input)
    {
        _program = program;
        _memory = new GuestMemory(program, input);
        _operations = Operation.FromProgram(program);
        _registers = (ulong*)NativeMemory.AlignedAlloc((RegisterCount + 1) * sizeof(ulong), 64);
        NativeMemory.Clear(_registers, (RegisterCount + 1) * sizeof(ulong));
        _pc = program.EntryPc;
    }

    ~Machine() => Release();

    public ProgramImage Program => _program;

    public GuestMemory Memory => _memory;

    /// <summary>Address of the next instruction; after a trap, of the one that trapped.</summary>
    public uint Pc => _pc;

    /// <summary>Instructions executed so far; one that traps does not count.</summary>
    public ulong Cycles { get; private set; }

    /// <summary>The argument of the halt call, its low 32 bits.</summary>
    public uint ExitCode { get; private set; }

    /// <summary>The value of register x0 to x31.</summary>
    public ulong Register(int index)
    {
        ObjectDisposedException.ThrowIf(_registers is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)RegisterCount);
        return _registers[index];
    }

    /// <summary>Runs without an observer.</summary>
    public RunStatus Run(ulong maxSteps = ulong.MaxValue)
    {
        NoObserver none = default;
        return Run(ref none, maxSteps);
    }

    public void Dispose()
    {
        Release();
        _memory.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        NativeMemory.AlignedFree(_registers);
        _registers = null;
    }

    /// <summary>An instruction in the form that the interpreter reads: 16 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Operation
    {
        public Opcode Opcode;
        public byte Rd;
        public byte Rs1;
        public byte Rs2;
        public long Immediate;

        public static Operation[] FromProgram(ProgramImage program)
        {
            Operation[] operations = new Operation[program.Instructions.Length];
            for (int i = 0; i < operations.Length; i++)
            {
                Instruction instruction = program.Instructions[i];
                operations[i].Opcode = instruction.Opcode;
                operations[i].Rd = instruction.WritesRd ? instruction.Rd : (byte)DiscardSlot;
                operations[i].Rs1 = instruction.Rs1;
                operations[i].Rs2 = instruction.Rs2;
                operations[i].Immediate = instruction.Immediate;
            }

            return operations;
        }
    }
}
