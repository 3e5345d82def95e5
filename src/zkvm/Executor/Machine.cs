using System.Runtime.InteropServices;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>The state of a run: registers, pc and memory; see docs/internals/machine.md.</summary>
public sealed unsafe partial class Machine : IDisposable
{
    private const int RegisterCount = 32;
    private const int SlotCount = DecodedText.DiscardSlot + 1;

    private readonly ProgramImage _program;
    private readonly GuestMemory _memory;
    private readonly DecodedText _text;
    private ulong* _registers;
    private uint _pc;

    public Machine(ProgramImage program, ReadOnlySpan<byte> input)
    {
        _program = program;
        _memory = new GuestMemory(program, input);
        _text = new DecodedText(program);
        _registers = (ulong*)NativeMemory.AlignedAlloc(SlotCount * sizeof(ulong), 64);
        NativeMemory.Clear(_registers, SlotCount * sizeof(ulong));
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
}
