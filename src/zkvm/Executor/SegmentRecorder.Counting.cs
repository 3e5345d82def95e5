using System.Runtime.CompilerServices;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <remarks>
/// Here is how steps are counted that are not kept. A step's accesses come from a table, and the first access
/// of a word, or one after a long time, is the only branch that is seldom taken.
/// </remarks>
internal sealed unsafe partial class SegmentRecorder
{
    /// <summary>The register that stands for none in a table of accesses.</summary>
    private const byte NoRegister = 32;

    private const int RegisterSlots = NoRegister + 1;
    private const byte AccessesMemoryFlag = 1;
    private const byte MarkFlag = 2;

    // By instruction of the program; empty if steps are kept.
    private readonly Accesses[] _accesses;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnAccess(uint index, uint address, ulong memoryOld)
    {
        Accesses step = _accesses[index];
        uint time = _clock;
        CountRegister(step.Rs1, time);
        CountRegister(step.Rs2, time + 1);
        if ((step.Flags & AccessesMemoryFlag) != 0)
        {
            uint word = address >> 3;
            uint previous = _timestamps[word];
            _timestamps[word] = time + 2;
            if (IsFirstOrLate(previous, time + 2))
            {
                OnFirstOrLateMemory(word, previous, time + 2, memoryOld);
            }
        }

        CountRegister(step.Rd, time + 3);
        if ((step.Flags & MarkFlag) != 0)
        {
            Marks++;
        }

        StepCounts[step.Kind]++;
        _cost += _perStep[step.Kind];
        _clock = time + 4;
    }

    private static bool IsFirstOrLate(uint previous, uint time) =>
        previous == 0 || RefreshRecord.IsNeeded(time, previous);

    private static Accesses[] AccessesOf(ProgramImage program, uint? markPc)
    {
        Accesses[] accesses = new Accesses[program.Instructions.Length];
        for (int i = 0; i < accesses.Length; i++)
        {
            Instruction instruction = program.Instructions[i];
            if (instruction.Opcode == Opcode.None)
            {
                continue;
            }

            OpcodeClass kind = OpcodeClasses.Of(instruction.Opcode);
            bool isMarked = program.TextBase + (4 * (uint)i) == markPc;
            accesses[i] = new Accesses
            {
                Kind = (byte)kind,
                Rs1 = ReadsRs1(kind) ? instruction.Rs1 : NoRegister,
                Rs2 = ReadsRs2(kind, instruction.Opcode) ? instruction.Rs2 : NoRegister,
                Rd = instruction.WritesRd ? instruction.Rd : NoRegister,
                Flags = (byte)((AccessesMemory(kind) ? AccessesMemoryFlag : 0) | (isMarked ? MarkFlag : 0)),
            };
        }

        return accesses;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountRegister(byte register, uint time)
    {
        uint previous = _registerTimestamps[register];
        _registerTimestamps[register] = time;
        if (IsFirstOrLate(previous, time))
        {
            OnFirstOrLateRegister(register, previous, time);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnFirstOrLateRegister(byte register, uint previous, uint time)
    {
        if (register != NoRegister)
        {
            Refresh(isRegister: true, register, _machine.Register(register), previous, time);
            TouchRegisterLeaf(register);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnFirstOrLateMemory(uint word, uint previous, uint time, ulong valueBefore)
    {
        Refresh(isRegister: false, word, valueBefore, previous, time);
        TouchMemoryLeaf(word, valueBefore);
    }

    /// <summary>What an instruction accesses.</summary>
    private struct Accesses
    {
        public byte Kind;
        public byte Rs1;
        public byte Rs2;
        public byte Rd;
        public byte Flags;
    }
}
