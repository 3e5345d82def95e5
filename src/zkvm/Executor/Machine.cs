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
        : this(program, new GuestMemory(program, input), program.EntryPc)
    {
    }

    /// <summary>A machine before a segment, with the registers and the memory that the segment touches.</summary>
    public Machine(ProgramImage program, SegmentInput input)
        : this(program, new GuestMemory(input), input.FirstPc)
    {
        foreach (ref readonly SegmentLeaf leaf in input.Leaves.AsSpan())
        {
            if (leaf.Index is >= RegisterLeaves.First and < RegisterLeaves.First + RegisterLeaves.Count)
            {
                ((ReadOnlySpan<ulong>)leaf.Words).CopyTo(new Span<ulong>(
                    _registers + (LeafWords.Length * (leaf.Index - RegisterLeaves.First)), LeafWords.Length));
            }
        }
    }

    private Machine(ProgramImage program, GuestMemory memory, uint pc)
    {
        _program = program;
        _memory = memory;
        _text = new DecodedText(program);
        _registers = (ulong*)NativeMemory.AlignedAlloc(SlotCount * sizeof(ulong), 64);
        NativeMemory.Clear(_registers, SlotCount * sizeof(ulong));
        _pc = pc;
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
