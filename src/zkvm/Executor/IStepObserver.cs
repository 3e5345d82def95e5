using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>
/// Sees each instruction as the machine executes it. A struct, so that the interpreter is compiled for
/// each observer, and without one runs at full speed.
/// </summary>
public interface IStepObserver
{
    /// <summary>False compiles the calls away.</summary>
    static abstract bool IsActive { get; }

    /// <summary>
    /// Which of the two calls is made for an instruction: true for <see cref="OnStep"/>, false for
    /// <see cref="OnAccess"/>, which is a third of the work.
    /// </summary>
    static abstract bool IsDetailed { get; }

    /// <summary>True to pause before the next instruction.</summary>
    bool ShouldPause { get; }

    /// <summary>An instruction other than an environment call was executed.</summary>
    void OnStep(in StepEvent step);

    /// <summary>
    /// An instruction other than an environment call was executed, but its result is not in rd yet.
    /// </summary>
    /// <param name="index">Index of the instruction in the program.</param>
    /// <param name="address">Effective address of a load or store, else 0.</param>
    /// <param name="memoryOld">The accessed word before the instruction.</param>
    void OnAccess(uint index, uint address, ulong memoryOld);

    /// <summary>
    /// An environment call is about to change <paramref name="wordCount"/> words of memory from
    /// <paramref name="address"/> on (no words for the halt call).
    /// </summary>
    void BeforeCall(uint number, uint pc, ulong argument, uint address, int wordCount);

    /// <summary>The environment call is done.</summary>
    void AfterCall(uint number, uint address, int wordCount);
}

/// <summary>What one instruction did, registers and memory before and after.</summary>
public readonly struct StepEvent
{
    public required Instruction Instruction { get; init; }

    public required uint Pc { get; init; }

    public required uint NextPc { get; init; }

    public required ulong Rs1 { get; init; }

    public required ulong Rs2 { get; init; }

    public required ulong RdOld { get; init; }

    public required ulong RdNew { get; init; }

    /// <summary>Effective address of a load or store, else 0.</summary>
    public required uint Address { get; init; }

    /// <summary>The accessed word before the instruction.</summary>
    public required ulong MemoryOld { get; init; }

    /// <summary>The accessed word after the instruction.</summary>
    public required ulong MemoryNew { get; init; }
}

/// <summary>Observes nothing.</summary>
public readonly struct NoObserver : IStepObserver
{
    public static bool IsActive => false;

    public static bool IsDetailed => false;

    public bool ShouldPause => false;

    public void OnStep(in StepEvent step)
    {
    }

    public void OnAccess(uint index, uint address, ulong memoryOld)
    {
    }

    public void BeforeCall(uint number, uint pc, ulong argument, uint address, int wordCount)
    {
    }

    public void AfterCall(uint number, uint address, int wordCount)
    {
    }
}
