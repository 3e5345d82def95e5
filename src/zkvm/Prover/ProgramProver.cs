using System.Diagnostics;
using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Prover;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Zkvm.Prover;

/// <summary>What a finished segment took.</summary>
/// <param name="Index">Number of the segment, from 0.</param>
/// <param name="Cycles">Instructions of the segment.</param>
/// <param name="TotalCycles">Instructions of the segments so far.</param>
/// <param name="Chips">Rows and cells of each chip that has any.</param>
/// <param name="ProofBytes">Size of its proof.</param>
/// <param name="Execution">Time of execution and memory tree.</param>
/// <param name="Trace">Time of filling the traces.</param>
/// <param name="Stages">Times of the proof's stages.</param>
public sealed record SegmentReport(
    int Index,
    ulong Cycles,
    ulong TotalCycles,
    IReadOnlyList<ChipCells> Chips,
    int ProofBytes,
    TimeSpan Execution,
    TimeSpan Trace,
    StageTimes Stages)
{
    /// <summary>Trace cells, padding included.</summary>
    public long Cells => Chips.Sum(chip => chip.Cells);
}

/// <summary>The size of a chip in a segment.</summary>
/// <param name="Name">Name of the chip.</param>
/// <param name="Rows">Its rows, padding not counted.</param>
/// <param name="Cells">Its cells, padding included.</param>
public sealed record ChipCells(string Name, long Rows, long Cells);

/// <summary>A program did not end with success, so that there is nothing to prove.</summary>
public sealed class ProgramFailedException(string message) : Exception(message);

/// <summary>Proves runs of one program. Holds the machine's fixed columns and their commitment.</summary>
public sealed class ProgramProver : IDisposable
{
    private readonly ProgramImage _program;
    private readonly IReadOnlyList<Chip> _chips;
    private readonly ProvingKey _machine;
    private readonly int _threadCount;

    private ProgramProver(
        ProgramImage program, IReadOnlyList<Chip> chips, ProvingKey machine, int threadCount)
    {
        _program = program;
        _chips = chips;
        _machine = machine;
        _threadCount = threadCount;
        Key = new ProgramKey(machine.Verifying, program);
        Plan = new SegmentPlan(machine.Verifying.Airs);
    }

    /// <summary>What verifies the proofs.</summary>
    public ProgramKey Key { get; }

    public static ProgramProver Create(ProgramImage program, StarkParameters parameters, int threadCount)
    {
        IReadOnlyList<Chip> chips = MachineChips.All(program);
        return new ProgramProver(
            program, chips, ProvingKey.Create(parameters, chips, threadCount), threadCount);
    }

    /// <summary>The program whose runs are proven.</summary>
    public ProgramImage Program => _program;

    /// <summary>How large the segments of this program are.</summary>
    public SegmentPlan Plan { get; }

    /// <summary>Runs the program on an input, and proves segment by segment.</summary>
    /// <exception cref="ProgramFailedException">The program traps or ends with another exit code.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left behind.</exception>
    public RunProof Prove(
        ReadOnlySpan<byte> input,
        SegmentLimits limits,
        IProgress<SegmentReport>? progress = null,
        CancellationToken cancellation = default,
        IProgress<SegmentProgress>? stages = null)
    {
        using Segmenter segmenter = new(_program, input, limits);
        TraceBuilder builder = NewBuilder();
        List<byte[]> proofs = [];
        SegmentRecord? spare = null;
        Task<Execution> next = Execute(segmenter, spare);
        try
        {
            while (next.GetAwaiter().GetResult() is { Segment: { } segment } execution)
            {
                next = Execute(segmenter, spare);
                proofs.Add(ProveSegment(execution, builder, proofs.Count, progress, cancellation, stages));
                spare = segment;
            }
        }
        finally
        {
            // The machine must not be disposed of while it runs; a segment takes it a second at most.
            ((IAsyncResult)next).AsyncWaitHandle.WaitOne();
        }

        return RunOutcome.Of(segmenter).ToProof(Key, proofs);
    }

    /// <summary>Executes one segment again from its input, and proves it.</summary>
    /// <param name="input">The segment.</param>
    /// <param name="index">Its number, for reports.</param>
    /// <param name="firstCycle">Instructions of the segments before it, for reports.</param>
    /// <param name="progress">Receives a report when the segment is proven.</param>
    /// <param name="cancellation">Seen between the stages of the proof.</param>
    /// <param name="stages">Receives each stage of the proof as it begins.</param>
    /// <returns>The bytes of a <see cref="SegmentProof"/> of <see cref="ClaimOf(SegmentInput)"/>.</returns>
    /// <exception cref="SegmentInputException">The segment does not run as its input says.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left behind.</exception>
    public byte[] ProveSegment(
        SegmentInput input,
        int index = 0,
        ulong firstCycle = 0,
        IProgress<SegmentReport>? progress = null,
        CancellationToken cancellation = default,
        IProgress<SegmentProgress>? stages = null)
    {
        cancellation.ThrowIfCancellationRequested();
        Stopwatch watch = Stopwatch.StartNew();
        SegmentRecord segment = SegmentReplay.Run(_program, input);
        Execution execution = new(segment, firstCycle + input.Cycles, watch.Elapsed);
        return ProveSegment(execution, NewBuilder(), index, progress, cancellation, stages);
    }

    /// <summary>What the proof of a segment says.</summary>
    public static SegmentClaim ClaimOf(SegmentInput input) => new()
    {
        FirstPc = input.FirstPc,
        LastPc = input.LastPc,
        LastTimestamp = 1 + (4 * input.Cycles),
        FirstRoot = input.FirstRoot,
        LastRoot = input.LastRoot,
        Halts = input.Halts,
        ExitCode = input.ExitCode,
    };

    /// <summary>Checks a segment's traces row by row instead of proving it; for finding defects.</summary>
    public IReadOnlyList<string> CheckSegment(SegmentRecord segment)
    {
        List<MachineTrace> traces = NewBuilder().Build(segment, _threadCount);
        try
        {
            return TraceChecker.Check(
                [.. traces.Select(trace => ((IAir)_chips[trace.AirIndex], trace.Trace))],
                ClaimOf(segment).PublicInteractions());
        }
        finally
        {
            Release(traces);
        }
    }

    public void Dispose() => _machine.Dispose();

    private static SegmentClaim ClaimOf(SegmentRecord segment) => new()
    {
        FirstPc = segment.FirstPc,
        LastPc = segment.LastPc,
        LastTimestamp = segment.LastTimestamp,
        FirstRoot = MemoryDigestStore.ToDigest(segment.FirstRoot),
        LastRoot = MemoryDigestStore.ToDigest(segment.LastRoot),
        Halts = segment.Halts,
        ExitCode = segment.ExitCode,
    };

    private static void Release(List<MachineTrace> traces)
    {
        foreach (MachineTrace trace in traces)
        {
            trace.Trace.Dispose();
        }
    }

    private TraceBuilder NewBuilder() => new(_program, _chips, _machine.Verifying);

    // Runs to the end of the next segment: on a thread of its own beside the proof of the one before,
    // which fills the gaps where the proof has work for one thread only; at once if there is one thread.
    private Task<Execution> Execute(Segmenter segmenter, SegmentRecord? recycled)
    {
        return _threadCount > 1 ? Task.Run(Run) : Task.FromResult(Run());

        Execution Run()
        {
            Stopwatch watch = Stopwatch.StartNew();
            SegmentRecord? segment = segmenter.Next(recycled);
            return new Execution(segment, segmenter.Machine.Cycles, watch.Elapsed);
        }
    }

    private List<ChipCells> CellsByChip(SegmentRecord segment, List<MachineTrace> traces) =>
    [
        .. traces.GroupBy(trace => trace.AirIndex).Select(group => new ChipCells(
            _chips[group.Key].Name,
            _chips[group.Key].CountRows(segment),
            group.Sum(part => (long)part.Trace.Width << part.Trace.LogHeight))),
    ];

    private byte[] ProveSegment(
        Execution execution,
        TraceBuilder builder,
        int index,
        IProgress<SegmentReport>? progress,
        CancellationToken cancellation,
        IProgress<SegmentProgress>? stages)
    {
        cancellation.ThrowIfCancellationRequested();
        Stopwatch watch = Stopwatch.StartNew();
        SegmentRecord segment = execution.Segment!;
        SegmentClaim claim = ClaimOf(segment);
        StageRelay? relay = stages is null
            ? null
            : new StageRelay(stages, index, execution.TotalCycles - claim.Cycles, claim.Cycles);
        relay?.Report(null);
        List<MachineTrace> traces = builder.Build(segment, _threadCount);
        try
        {
            TimeSpan trace = watch.Elapsed;
            StarkProof proof = StarkProver.Prove(
                _machine,
                traces,
                claim.PublicInteractions(),
                _threadCount,
                out StageTimes times,
                cancellation,
                relay);
            byte[] bytes = new SegmentProof { Claim = claim, Proof = proof }.ToBytes();
            progress?.Report(new SegmentReport(
                index,
                claim.Cycles,
                execution.TotalCycles,
                CellsByChip(segment, traces),
                bytes.Length,
                execution.Time,
                trace,
                times));
            return bytes;
        }
        finally
        {
            Release(traces);
        }
    }

    /// <summary>A segment, null after the last; the instructions so far; how long it took.</summary>
    private readonly record struct Execution(SegmentRecord? Segment, ulong TotalCycles, TimeSpan Time);
}
