using ZeroSharp.Guest.Abi;
using ZeroSharp.Zkvm.Isa;

namespace ZeroSharp.Zkvm.Executor;

/// <summary>
/// What a run costs to prove, padding not counted, cut into segments as for a proof. The hashes and inner
/// nodes above a leaf are an estimate, as in <see cref="SegmentLimits"/>; all else is exact.
/// </summary>
public sealed class CellCount
{
    private readonly long[] _calls;

    private CellCount(SegmentLimits limits, long[] steps, long[] calls)
    {
        Limits = limits;
        Steps = steps;
        _calls = calls;
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
    public long KeccakCalls => _calls[EcallNumber.KeccakF1600];

    /// <summary>Halt calls: one, unless the program trapped.</summary>
    public long HaltCalls => _calls[EcallNumber.Halt];

    /// <summary>Calls of 256-bit arithmetic.</summary>
    public long Arithmetic256Calls => _calls[EcallNumber.MulMod256] + _calls[EcallNumber.DivRem256];

    /// <summary>All instructions, environment calls among them.</summary>
    public long Instructions => Steps.Sum() + KeccakCalls + Arithmetic256Calls + HaltCalls;

    /// <summary>The whole run.</summary>
    public TraceCost Total => ByEvent().Aggregate(default(TraceCost), (sum, item) => sum + item.Cost);

    /// <summary>
    /// The limits for as many segments, but all about as long: a short last one would cost nearly as much to
    /// verify as the others. A little above the mean, so that the last is a tenth shorter and none is left over.
    /// </summary>
    public SegmentLimits BalancedLimits()
    {
        double mean = (1 + (0.1 / Segments)) / Segments;
        TraceCost total = Total;
        return Limits with
        {
            Max = new TraceCost(
                Math.Min(Limits.Max.Cells, (long)(mean * total.Cells) + 1),
                Math.Min(Limits.Max.Fractions, (long)(mean * total.Fractions) + 1)),
            MaxSteps = (int)Math.Min(Limits.MaxSteps, (long)(mean * Instructions) + 1),
        };
    }

    /// <summary>Runs a program to its end, without a record of it.</summary>
    public static CellCount Of(ProgramImage program, ReadOnlySpan<byte> input, SegmentLimits limits)
    {
        using Machine machine = new(program, input);
        using SegmentRecorder recorder = new(machine, limits, keepsSteps: false);
        CellCount count = new(limits, recorder.StepCounts, recorder.CallCounts);
        SegmentRecord segment = new();
        RunStatus status;
        do
        {
            segment.Clear();
            recorder.Begin(segment);
            status = recorder.Run();
            recorder.End(status);
            count.Add(recorder.Segment);
        }
        while (status == RunStatus.Paused);

        return count;
    }

    /// <summary>Rows and cost of each kind of event that occurred.</summary>
    public IEnumerable<(string Name, long Rows, TraceCost Cost)> ByEvent()
    {
        for (int i = 0; i < Steps.Count; i++)
        {
            if (Steps[i] != 0)
            {
                yield return (((OpcodeClass)i).ToString(), Steps[i], Steps[i] * Limits.PerStep[i]);
            }
        }

        yield return ("Keccak", KeccakCalls, KeccakCalls * Limits.PerKeccak);
        yield return ("Arithmetic256", Arithmetic256Calls, Arithmetic256Calls * Limits.PerArithmetic256);
        yield return ("MemoryTree", Leaves, Leaves * Limits.PerLeaf);
        yield return ("Refresh", Refreshes, Refreshes * Limits.PerRefresh);
    }

    private void Add(SegmentRecord segment)
    {
        Segments++;
        Leaves += segment.Leaves.Count;
        Refreshes += segment.Refreshes.Count;
    }
}
