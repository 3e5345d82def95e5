using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>
/// What a run costs in trace cells, padding not counted, cut into segments as for a proof. The hashes and inner
/// nodes above a leaf are an estimate, as in <see cref="SegmentLimits"/>; all else is exact.
/// </summary>
public sealed class CellCount
{
    private CellCount(SegmentLimits limits, long[] steps)
    {
        Limits = limits;
        Steps = steps;
    }

    /// <summary>The limits of the segments, and the cells of each event.</summary>
    public SegmentLimits Limits { get; }

    /// <summary>Number of segments.</summary>
    public int Segments { get; private set; }

    /// <summary>Instructions by <see cref="OpcodeClass"/>; environment calls are not in it.</summary>
    public IReadOnlyList<long> Steps { get; }

    /// <summary>Leaves of memory that segments touch.</summary>
    public long Leaves { get; private set; }

    /// <summary>Words that are accessed after a long time.</summary>
    public long Refreshes { get; private set; }

    /// <summary>Keccak calls.</summary>
    public long KeccakCalls { get; private set; }

    /// <summary>Calls of 256-bit arithmetic.</summary>
    public long Arithmetic256Calls { get; private set; }

    /// <summary>Cells of the whole run.</summary>
    public long Total => ByEvent().Sum(item => item.Cells);

    /// <summary>Runs a program to its end, without a record of it.</summary>
    public static CellCount Of(ProgramImage program, ReadOnlySpan<byte> input, SegmentLimits limits)
    {
        using Machine machine = new(program, input);
        using SegmentRecorder recorder = new(machine, limits, keepsSteps: false);
        CellCount count = new(limits, recorder.StepCounts);
        RunStatus status;
        do
        {
            recorder.Begin();
            RecordingObserver observer = new(recorder);
            status = machine.Run(ref observer, ulong.MaxValue);
            recorder.End(status);
            count.Add(recorder.Segment);
        }
        while (status == RunStatus.Paused);

        return count;
    }

    /// <summary>Rows and cells of each kind of event that occurred.</summary>
    public IEnumerable<(string Name, long Rows, long Cells)> ByEvent()
    {
        for (int i = 0; i < Steps.Count; i++)
        {
            if (Steps[i] != 0)
            {
                yield return (((OpcodeClass)i).ToString(), Steps[i], Steps[i] * Limits.CellsPerStep[i]);
            }
        }

        yield return ("Keccak", KeccakCalls, KeccakCalls * Limits.CellsPerKeccak);
        yield return ("Arithmetic256", Arithmetic256Calls, Arithmetic256Calls * Limits.CellsPerArithmetic256);
        yield return ("MemoryTree", Leaves, Leaves * Limits.CellsPerLeaf);
        yield return ("Refresh", Refreshes, Refreshes * Limits.CellsPerRefresh);
    }

    private void Add(SegmentRecord segment)
    {
        Segments++;
        Leaves += segment.Leaves.Count;
        Refreshes += segment.Refreshes.Count;
        KeccakCalls += segment.KeccakCalls.Count;
        Arithmetic256Calls += segment.MulModCalls.Count + segment.DivRemCalls.Count;
    }
}
