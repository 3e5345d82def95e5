using ZeroSharp.Guest.Abi;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>Cycles of one function.</summary>
/// <param name="Name">Its name in the program's symbols.</param>
/// <param name="Self">Instructions of the function itself, what is inlined in it included.</param>
/// <param name="Inclusive">Instructions between its calls and returns, each counted once under recursion.</param>
public sealed record FunctionCycles(string Name, ulong Self, ulong Inclusive);

/// <summary>What a group of functions takes of a run.</summary>
/// <param name="Name">The group.</param>
/// <param name="Cycles">Instructions of its functions, and of what they call that is of no group.</param>
/// <param name="Cells">Cells of the rows for these instructions and calls; memory is not in it.</param>
public sealed record GroupCost(string Name, ulong Cycles, long Cells);

/// <summary>
/// Counts a run's instructions by function. Calls and returns are told by the link register ra, as the calling
/// convention of RISC-V has it; a jump to another function without a link is a tail call, which returns together
/// with the function that made it.
/// </summary>
public sealed class FunctionProfile
{
    private const string NoSymbol = "(no symbol)";
    private const string NoGroup = "other";
    private const int LinkRegister = 1;

    private readonly uint _textBase;
    private readonly string[] _names;

    // By instruction, the index of its function.
    private readonly int[] _functions;
    private readonly ulong[] _self;
    private readonly ulong[] _inclusive;

    // By function, its frames on the stack, and the time of the outermost.
    private readonly int[] _depths;
    private readonly ulong[] _starts;
    private readonly Stack<Frame> _frames = new();

    // By function, its group, or -1 for that of the caller; and by group what ran.
    private readonly int[] _groups;
    private readonly string[] _groupNames;
    private readonly GroupCount[] _groupCounts;
    private ulong _cycles;

    private FunctionProfile(ProgramImage program, Func<string, string?> groupOf)
    {
        _textBase = program.TextBase;
        _names = [.. program.Symbols.Select(symbol => symbol.Name), NoSymbol];
        _functions = new int[program.Instructions.Length];
        _functions.AsSpan().Fill(_names.Length - 1);
        for (int i = 0; i < program.Symbols.Count; i++)
        {
            ProgramSymbol symbol = program.Symbols[i];
            ulong end = Math.Min((ulong)symbol.Address + symbol.Size, program.TextEnd);
            for (ulong pc = Math.Max(symbol.Address, program.TextBase); pc < end; pc += 4)
            {
                _functions[(pc - _textBase) / 4] = i;
            }
        }

        _self = new ulong[_names.Length];
        _inclusive = new ulong[_names.Length];
        _depths = new int[_names.Length];
        _starts = new ulong[_names.Length];
        string?[] groups = [.. _names.Select(groupOf)];
        _groupNames = [.. groups.OfType<string>().Distinct(), NoGroup];
        _groupCounts = [.. _groupNames.Select(_ => new GroupCount())];
        _groups = [.. groups.Select(group => group is null ? -1 : Array.IndexOf(_groupNames, group))];
        Push(FunctionAt(program.EntryPc), 0, isTail: false);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>The functions that ran, those with most cycles of their own first.</returns>
    public static IReadOnlyList<FunctionCycles> Of(ProgramImage program, ReadOnlySpan<byte> input)
    {
        FunctionProfile profile = Run(program, input, _ => null);
        return profile.Finish();
    }

    /// <summary>Runs a program to its end, and sums what its functions take by groups.</summary>
    /// <param name="program">The program, with symbols.</param>
    /// <param name="input">Its input.</param>
    /// <param name="groupOf">The group of a function's name; null for that of whatever calls it.</param>
    /// <param name="limits">The cells of each event.</param>
    /// <returns>The groups, the largest first.</returns>
    public static IReadOnlyList<GroupCost> ByGroup(
        ProgramImage program, ReadOnlySpan<byte> input, Func<string, string?> groupOf, SegmentLimits limits)
    {
        FunctionProfile profile = Run(program, input, groupOf);
        return
        [
            .. profile._groupNames.Zip(profile._groupCounts, (name, count) => count.CostOf(name, limits))
                .Where(cost => cost.Cycles > 0).OrderByDescending(cost => cost.Cycles),
        ];
    }

    private static FunctionProfile Run(
        ProgramImage program, ReadOnlySpan<byte> input, Func<string, string?> groupOf)
    {
        FunctionProfile profile = new(program, groupOf);
        using Machine machine = new(program, input);
        Observer observer = new(profile);
        machine.Run(ref observer, ulong.MaxValue);
        return profile;
    }

    private List<FunctionCycles> Finish()
    {
        while (_frames.Count > 0)
        {
            Pop();
        }

        List<FunctionCycles> functions = [];
        for (int i = 0; i < _names.Length; i++)
        {
            if (_self[i] != 0)
            {
                functions.Add(new FunctionCycles(_names[i], _self[i], _inclusive[i]));
            }
        }

        functions.Sort((a, b) => b.Self.CompareTo(a.Self));
        return functions;
    }

    private int FunctionAt(uint pc) => _functions[(pc - _textBase) / 4];

    private void Step(in StepEvent step)
    {
        int function = FunctionAt(step.Pc);
        Count(function);
        Instruction instruction = step.Instruction;
        GroupAt(function).Steps[(int)OpcodeClasses.Of(instruction.Opcode)]++;
        if (instruction.Opcode is not (Opcode.Jal or Opcode.Jalr)
            || (step.NextPc - _textBase) / 4 >= _functions.Length)
        {
            return;
        }

        if (instruction.Rd == LinkRegister)
        {
            Push(FunctionAt(step.NextPc), step.Pc + 4, isTail: false);
        }
        else if (instruction.Opcode == Opcode.Jalr && instruction.Rs1 == LinkRegister)
        {
            Return(step.NextPc);
        }
        else if (FunctionAt(step.NextPc) != function)
        {
            Push(FunctionAt(step.NextPc), 0, isTail: true);
        }
    }

    private void Count(int function)
    {
        _self[function]++;
        _cycles++;
    }

    private void CountCall(uint number, int function)
    {
        Count(function);
        GroupCount group = GroupAt(function);
        switch ((int)number)
        {
            case EcallNumber.KeccakF1600:
                group.KeccakCalls++;
                break;
            case EcallNumber.MulMod256:
            case EcallNumber.DivRem256:
                group.Arithmetic256Calls++;
                break;
        }
    }

    private GroupCount GroupAt(int function)
    {
        int group = _groups[function];
        return _groupCounts[group >= 0 ? group : _frames.Count > 0 ? _frames.Peek().Group : _groupCounts.Length - 1];
    }

    private void Push(int function, uint returnAddress, bool isTail)
    {
        int group = _groups[function];
        if (group < 0)
        {
            group = _frames.Count > 0 ? _frames.Peek().Group : _groupCounts.Length - 1;
        }

        _frames.Push(new Frame(function, returnAddress, isTail, group));
        if (_depths[function]++ == 0)
        {
            _starts[function] = _cycles;
        }
    }

    private void Pop()
    {
        int function = _frames.Pop().Function;
        if (--_depths[function] == 0)
        {
            _inclusive[function] += _cycles - _starts[function];
        }
    }

    // To the frame that was called from before that address; a return that fits no frame changes nothing.
    private void Return(uint address)
    {
        int depth = 0;
        bool isFound = false;
        foreach (Frame frame in _frames)
        {
            depth++;
            if (!frame.IsTail && frame.ReturnAddress == address)
            {
                isFound = true;
                break;
            }
        }

        for (; isFound && depth > 0; depth--)
        {
            Pop();
        }
    }

    private readonly record struct Frame(int Function, uint ReturnAddress, bool IsTail, int Group);

    private sealed class GroupCount
    {
        public long[] Steps { get; } = new long[OpcodeClasses.Count];

        public long KeccakCalls { get; set; }

        public long Arithmetic256Calls { get; set; }

        public GroupCost CostOf(string name, SegmentLimits limits)
        {
            long cells = (KeccakCalls * limits.PerKeccak.Cells)
                + (Arithmetic256Calls * limits.PerArithmetic256.Cells);
            for (int i = 0; i < Steps.Length; i++)
            {
                cells += Steps[i] * limits.PerStep[i].Cells;
            }

            return new GroupCost(name, (ulong)(Steps.Sum() + KeccakCalls + Arithmetic256Calls), cells);
        }
    }

    private readonly struct Observer(FunctionProfile profile) : IStepObserver
    {
        public static bool IsActive => true;

        public static bool IsDetailed => true;

        public bool ShouldPause => false;

        public void OnStep(in StepEvent step) => profile.Step(in step);

        public void OnAccess(uint index, uint address, ulong memoryOld)
        {
        }

        public void BeforeCall(uint number, uint pc, ulong argument, uint address, int wordCount) =>
            profile.CountCall(number, profile.FunctionAt(pc));

        public void AfterCall(uint number, uint address, int wordCount)
        {
        }
    }
}
