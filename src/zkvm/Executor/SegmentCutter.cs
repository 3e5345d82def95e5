using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>A segment that was cut from a run.</summary>
/// <param name="Input">The bytes of its <see cref="SegmentInput"/>.</param>
/// <param name="Index">Number of the segment, from 0.</param>
/// <param name="FirstCycle">Instructions of the segments before it.</param>
/// <param name="Cycles">Instructions of the segment.</param>
/// <param name="MarksBefore">How often the marked instruction was executed before the segment.</param>
/// <param name="Marks">How often it was executed in the segment.</param>
public sealed record CutSegment(
    byte[] Input, int Index, ulong FirstCycle, uint Cycles, ulong MarksBefore, ulong Marks);

/// <summary>
/// Runs a program once, and cuts the run into segments for other machines to prove. Steps are not kept. While
/// the tree of a segment is computed, the next one is executed.
/// </summary>
public sealed class SegmentCutter : IDisposable
{
    private readonly Segmenter _run;
    private Task<Execution> _next;
    private SegmentRecord? _spare;
    private int _index;
    private ulong _cycles;
    private ulong _marks;

    /// <param name="program">The program.</param>
    /// <param name="input">Its input.</param>
    /// <param name="limits">Where segments end: at the same instructions as those of <see cref="Segmenter"/>.</param>
    /// <param name="markPc">An instruction that is counted, such as the first of a function.</param>
    public SegmentCutter(
        ProgramImage program, ReadOnlySpan<byte> input, SegmentLimits limits, uint? markPc = null)
    {
        _run = new Segmenter(program, input, limits, keepsSteps: false, markPc);
        _next = Execute(null);
    }

    /// <summary>
    /// The run; how it ended and what is in its memory may be asked once <see cref="Next"/> returned null.
    /// </summary>
    public Segmenter Run => _run;

    /// <summary>The next segment. Null if the program trapped or had halted before; the run tells which.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; it may be called again.</exception>
    public CutSegment? Next(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Execution execution = _next.GetAwaiter().GetResult();
        if (execution.Segment is not { } segment)
        {
            return null;
        }

        _next = Execute(_spare);
        _run.ApplyToTree(segment);
        SegmentInput input = SegmentInput.Of(segment);
        CutSegment cut = new(
            input.ToBytes(), _index, _cycles, input.Cycles, _marks, execution.Marks - _marks);
        _spare = segment;
        _index++;
        _cycles += input.Cycles;
        _marks = execution.Marks;
        return cut;
    }

    public void Dispose()
    {
        // The machine must not be disposed of while it runs; a segment takes it a second at most.
        ((IAsyncResult)_next).AsyncWaitHandle.WaitOne();
        _run.Dispose();
    }

    private Task<Execution> Execute(SegmentRecord? recycled) =>
        Task.Run(() => new Execution(_run.Execute(recycled), _run.Marks));

    private readonly record struct Execution(SegmentRecord? Segment, ulong Marks);
}
