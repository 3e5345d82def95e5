using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZeroSharp.Guest.Abi;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>
/// Records what the machine does in one segment, with the previous access of every word, and pauses the
/// machine at the segment's limits. One recorder serves all segments of a run.
/// </summary>
internal sealed unsafe partial class SegmentRecorder : IDisposable
{
    private const ulong WordCount = 1UL << 29;

    private readonly Machine _machine;
    private readonly SegmentLimits _limits;
    private readonly TraceCost[] _perStep;
    private readonly TraceCost _max;
    private readonly uint _maxClock;
    private readonly bool _keepsSteps;
    private readonly uint? _markPc;
    private readonly bool[] _registerLeafTouched = new bool[RegisterLeaves.Count];

    // Last access of each memory word in this segment, and of each leaf whether it was accessed at all.
    // Reserved address space; only what is touched takes memory.
    private uint* _timestamps;
    private uint* _registerTimestamps;
    private byte* _leafTouched;
    private TraceCost _cost;
    private uint _clock;
    private EcallRecord? _call;

    /// <param name="machine">What runs.</param>
    /// <param name="limits">When a segment is full.</param>
    /// <param name="keepsSteps">False to keep only the number of steps, in <see cref="StepCounts"/>.</param>
    /// <param name="markPc">An instruction that is counted in <see cref="Marks"/>, unless steps are kept.</param>
    public SegmentRecorder(Machine machine, SegmentLimits limits, bool keepsSteps = true, uint? markPc = null)
    {
        _markPc = markPc;
        _machine = machine;
        _limits = limits;
        _perStep = limits.PerStep;
        _max = limits.Max;
        _maxClock = 4 * (uint)limits.MaxSteps;
        _keepsSteps = keepsSteps;
        _accesses = keepsSteps ? [] : AccessesOf(machine.Program, _markPc);
        _timestamps = (uint*)NativeMemory.AllocZeroed((nuint)(WordCount * sizeof(uint)));
        _registerTimestamps = (uint*)NativeMemory.AllocZeroed(RegisterSlots * sizeof(uint));
        _leafTouched = (byte*)NativeMemory.AllocZeroed((nuint)(WordCount / LeafWords.Length));
        Segment = new SegmentRecord();
    }

    ~SegmentRecorder() => Release();

    /// <summary>The segment that is being recorded.</summary>
    public SegmentRecord Segment { get; private set; }

    /// <summary>Steps of all segments by <see cref="OpcodeClass"/>, unless the segments keep them.</summary>
    public long[] StepCounts { get; } = new long[OpcodeClasses.Count];

    /// <summary>Environment calls of all segments by <see cref="EcallNumber"/>.</summary>
    public long[] CallCounts { get; } = new long[EcallNumber.DivRem256 + 1];

    /// <summary>How often the marked instruction was executed in all segments.</summary>
    public ulong Marks { get; private set; }

    /// <summary>Whether the segment has reached a limit.</summary>
    public bool IsFull => _clock > _maxClock || _cost.Cells >= _max.Cells || _cost.Fractions >= _max.Fractions;

    /// <summary>Starts the next segment, which will be much like the last one, in an empty record.</summary>
    public void Begin(SegmentRecord segment)
    {
        SegmentRecord last = Segment;
        Segment = segment;
        Segment.FirstPc = _machine.Pc;
        if (_keepsSteps)
        {
            for (int i = 0; i < last.Steps.Length; i++)
            {
                Segment.Steps[i].Reserve(WithMargin(last.Steps[i].Count));
            }

            Segment.Leaves.Reserve(WithMargin(last.Leaves.Count));
            Segment.Nodes.Reserve(WithMargin(last.Nodes.Count));
        }

        _cost = default;
        _clock = 1;
        NativeMemory.Clear(_registerTimestamps, RegisterSlots * sizeof(uint));
        Array.Clear(_registerLeafTouched);
    }

    /// <summary>Runs the machine until the segment is full or the program ends.</summary>
    public RunStatus Run(ulong maxSteps = ulong.MaxValue)
    {
        if (_keepsSteps)
        {
            RecordingObserver recording = new(this);
            return _machine.Run(ref recording, maxSteps);
        }

        CountingObserver counting = new(this);
        return _machine.Run(ref counting, maxSteps);
    }

    /// <summary>Completes the leaves of the segment, and forgets its timestamps.</summary>
    public void End(RunStatus status)
    {
        Segment.LastPc = _machine.Pc;
        Segment.LastTimestamp = _clock;
        Segment.Halts = status == RunStatus.Halted;
        Segment.ExitCode = _machine.ExitCode;
        Span<LeafRecord> leaves = Segment.Leaves.Span;
        for (int i = 0; i < leaves.Length; i++)
        {
            ref LeafRecord leaf = ref leaves[i];
            uint word = (leaf.Index & (RegisterLeaves.First - 1)) * LeafWords.Length;
            bool isRegister = leaf.Index >= RegisterLeaves.First;
            for (uint j = 0; j < LeafWords.Length; j++)
            {
                leaf.Last[(int)j] = isRegister
                    ? _machine.Register((int)(word + j))
                    : _machine.Memory.ReadWord(8 * (word + j));
                leaf.Timestamps[(int)j] =
                    isRegister ? _registerTimestamps[word + j] : _timestamps[word + j];
                if (!isRegister)
                {
                    _timestamps[word + j] = 0;
                }
            }

            if (!isRegister)
            {
                _leafTouched[leaf.Index] = 0;
            }
        }

        leaves.Sort((a, b) => a.Index.CompareTo(b.Index));
    }

    public void OnStep(in StepEvent step)
    {
        Instruction instruction = step.Instruction;
        OpcodeClass kind = OpcodeClasses.Of(instruction.Opcode);
        ref StepRecord record = ref Segment.Steps[(int)kind].Add();
        record.Pc = step.Pc;
        record.NextPc = step.NextPc;
        record.Timestamp = _clock;
        record.Instruction = instruction;
        record.RdNew = step.RdNew;
        if (ReadsRs1(kind))
        {
            record.Rs1 = step.Rs1;
            record.Rs1PreviousTimestamp = TouchRegister(instruction.Rs1, _clock, step.Rs1);
        }

        if (ReadsRs2(kind, instruction.Opcode))
        {
            record.Rs2 = step.Rs2;
            record.Rs2PreviousTimestamp = TouchRegister(instruction.Rs2, _clock + 1, step.Rs2);
        }

        if (AccessesMemory(kind))
        {
            record.Address = step.Address;
            record.MemoryOld = step.MemoryOld;
            record.MemoryNew = step.MemoryNew;
            record.MemoryPreviousTimestamp =
                TouchMemory(step.Address >> 3, _clock + 2, step.MemoryOld);
            Refresh(
                isRegister: false,
                step.Address >> 3,
                step.MemoryOld,
                record.MemoryPreviousTimestamp,
                _clock + 2);
        }

        if (instruction.WritesRd)
        {
            record.RdOld = step.RdOld;
            record.RdPreviousTimestamp = TouchRegister(instruction.Rd, _clock + 3, step.RdOld);
        }

        _cost += _perStep[(int)kind];
        _clock += 4;
    }

    public void BeforeCall(uint number, uint pc, ulong argument, uint address, int wordCount)
    {
        StepRecord step = new()
        {
            Pc = pc,
            NextPc = number == EcallNumber.Halt ? pc : pc + 4,
            Timestamp = _clock,
            Rs1 = number,
            Rs2 = argument,
            Instruction = _machine.Program.Instructions[(pc - _machine.Program.TextBase) >> 2],
        };
        step.Rs1PreviousTimestamp = TouchRegister(step.Instruction.Rs1, _clock, number);
        step.Rs2PreviousTimestamp = TouchRegister(step.Instruction.Rs2, _clock + 1, argument);
        CallCounts[number]++;
        Marks += pc == _markPc ? 1ul : 0;
        if (number == EcallNumber.Halt)
        {
            Segment.HaltCalls.Add() = step;
            return;
        }

        _call = _keepsSteps ? new EcallRecord(wordCount) { Step = step } : null;
        for (int i = 0; i < wordCount; i++)
        {
            uint word = (address >> 3) + (uint)i;
            ulong old = _machine.Memory.ReadWord(8 * word);
            uint previous = TouchMemory(word, _clock + 2, old);
            if (_call is not null)
            {
                _call.Old[i] = old;
                _call.PreviousTimestamps[i] = previous;
            }
        }
    }

    public void AfterCall(uint number, uint address, int wordCount)
    {
        _cost += number == EcallNumber.KeccakF1600
            ? _limits.PerKeccak
            : _limits.PerArithmetic256;
        _clock += 4;
        if (_call is null)
        {
            return;
        }

        for (int i = 0; i < wordCount; i++)
        {
            _call.New[i] = _machine.Memory.ReadWord(address + (8 * (uint)i));
        }

        List<EcallRecord> calls = number switch
        {
            EcallNumber.KeccakF1600 => Segment.KeccakCalls,
            EcallNumber.MulMod256 => Segment.MulModCalls,
            _ => Segment.DivRemCalls,
        };
        calls.Add(_call);
        _call = null;
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private static int WithMargin(int count) => count + (count / 8);

    private static bool ReadsRs1(OpcodeClass kind) => kind is not OpcodeClass.Jal and not OpcodeClass.LoadImmediate;

    private static bool AccessesMemory(OpcodeClass kind) =>
        kind is >= OpcodeClass.LoadWord and <= OpcodeClass.StoreNarrow;

    private static bool ReadsRs2(OpcodeClass kind, Opcode opcode) =>
        (opcode & Opcode.Immediate) == 0 && kind switch
        {
            OpcodeClass.Jal or OpcodeClass.Jalr or OpcodeClass.LoadImmediate
                or OpcodeClass.LoadWord or OpcodeClass.LoadNarrow => false,
            _ => true,
        };

    // Notes that an instruction's access at a time comes too late after the last one.
    private void Refresh(bool isRegister, uint word, ulong value, uint previous, uint time)
    {
        if (RefreshRecord.IsNeeded(time, previous))
        {
            _cost += _limits.PerRefresh;
            Segment.Refreshes.Add() = new RefreshRecord
            {
                IsRegister = isRegister,
                WordAddress = word,
                Value = value,
                PreviousTimestamp = previous,
                Timestamp = time - 1,
            };
        }
    }

    private uint TouchRegister(int register, uint timestamp, ulong valueBefore)
    {
        uint previous = _registerTimestamps[register];
        _registerTimestamps[register] = timestamp;
        Refresh(isRegister: true, (uint)register, valueBefore, previous, timestamp);
        TouchRegisterLeaf(register);
        return previous;
    }

    private void TouchRegisterLeaf(int register)
    {
        int leaf = register / LeafWords.Length;
        if (!_registerLeafTouched[leaf])
        {
            _registerLeafTouched[leaf] = true;
            ref LeafRecord record = ref AddLeaf(RegisterLeaves.First + (uint)leaf);
            for (int i = 0; i < LeafWords.Length; i++)
            {
                record.First[i] = _machine.Register((LeafWords.Length * leaf) + i);
            }
        }
    }

    private uint TouchMemory(uint word, uint timestamp, ulong valueBefore)
    {
        uint previous = _timestamps[word];
        _timestamps[word] = timestamp;
        TouchMemoryLeaf(word, valueBefore);
        return previous;
    }

    private void TouchMemoryLeaf(uint word, ulong valueBefore)
    {
        uint leaf = word / LeafWords.Length;
        if (_leafTouched[leaf] == 0)
        {
            _leafTouched[leaf] = 1;
            ref LeafRecord record = ref AddLeaf(leaf);
            for (uint i = 0; i < LeafWords.Length; i++)
            {
                uint sibling = (leaf * LeafWords.Length) + i;
                record.First[(int)i] =
                    sibling == word ? valueBefore : _machine.Memory.ReadWord(8 * sibling);
            }
        }
    }

    private ref LeafRecord AddLeaf(uint index)
    {
        _cost += _limits.PerLeaf;
        ref LeafRecord record = ref Segment.Leaves.Add();
        record.Index = index;
        return ref record;
    }

    private void Release()
    {
        NativeMemory.Free(_timestamps);
        NativeMemory.Free(_registerTimestamps);
        NativeMemory.Free(_leafTouched);
        _timestamps = null;
        _registerTimestamps = null;
        _leafTouched = null;
    }
}

/// <summary>Hands what the machine does to a <see cref="SegmentRecorder"/> that keeps steps.</summary>
internal readonly struct RecordingObserver(SegmentRecorder recorder) : IStepObserver
{
    public static bool IsActive => true;

    public static bool IsDetailed => true;

    public bool ShouldPause => recorder.IsFull;

    public void OnStep(in StepEvent step) => recorder.OnStep(in step);

    public void OnAccess(uint index, uint address, ulong memoryOld)
    {
    }

    public void BeforeCall(uint number, uint pc, ulong argument, uint address, int wordCount) =>
        recorder.BeforeCall(number, pc, argument, address, wordCount);

    public void AfterCall(uint number, uint address, int wordCount) =>
        recorder.AfterCall(number, address, wordCount);
}

/// <summary>Hands what the machine does to a <see cref="SegmentRecorder"/> that counts steps.</summary>
internal readonly struct CountingObserver(SegmentRecorder recorder) : IStepObserver
{
    public static bool IsActive => true;

    public static bool IsDetailed => false;

    public bool ShouldPause => recorder.IsFull;

    public void OnStep(in StepEvent step)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnAccess(uint index, uint address, ulong memoryOld) => recorder.OnAccess(index, address, memoryOld);

    public void BeforeCall(uint number, uint pc, ulong argument, uint address, int wordCount) =>
        recorder.BeforeCall(number, pc, argument, address, wordCount);

    public void AfterCall(uint number, uint address, int wordCount) =>
        recorder.AfterCall(number, address, wordCount);
}
