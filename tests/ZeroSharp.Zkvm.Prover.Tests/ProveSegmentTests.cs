using ZeroSharp.Stark.Hashing;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Zkvm.Prover.Tests;

public sealed class ProveSegmentTests(ProvenRun run) : IClassFixture<ProvenRun>
{
    private const int Mutations = 400;
    private const int ClaimLength = 12 + (2 * 4 * MemoryDigest.Length) + 5;

    [Fact]
    public void ProveSegment_AllSegmentsOfARun_MakeTheProofOfTheRun()
    {
        using SegmentCutter cutter = new(ProvenRun.Program, [], ProvenRun.Limits);
        List<byte[]> proofs = [];
        Reports reports = new();
        while (cutter.Next() is { } cut)
        {
            SegmentInput input = Read(cut.Input);
            byte[] proof = run.Prover.ProveSegment(input, cut.Index, cut.FirstCycle, reports);
            Assert.Equal(
                RunResult.Accepted, SegmentVerifier.Verify(run.Prover.Key, proof, ProgramProver.ClaimOf(input)));
            proofs.Add(proof);
        }

        RunProof whole = RunOutcome.Of(cutter.Run).ToProof(run.Prover.Key, proofs);
        Assert.Equal(RunResult.Accepted, RunVerifier.Verify(run.Prover.Key, whole, out _));
        Assert.Equal(run.Proof.ToBytes(), whole.ToBytes());
        Assert.Equal(
            run.Reports.Select(report => (report.Index, report.Cycles, report.TotalCycles, report.Cells)),
            reports.List.Select(report => (report.Index, report.Cycles, report.TotalCycles, report.Cells)));
    }

    [Fact]
    public void ProveSegment_MutatedInput_IsRefused()
    {
        byte[] bytes = CutSegments()[1].Input;
        int read = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] mutated = Mutation.Apply(bytes, new Random(i));
            if (!mutated.AsSpan().SequenceEqual(bytes) && SegmentInput.TryRead(mutated, out SegmentInput? input))
            {
                Assert.Throws<SegmentInputException>(() => run.Prover.ProveSegment(input!));
                read++;
            }
        }

        Assert.True(read > Mutations / 10, $"only {read} were read");
    }

    [Fact]
    public void ProveSegment_OtherProgram_Throws()
    {
        SegmentInput input = Read(CutSegments()[0].Input);
        using ProgramProver other = ProgramProver.Create(ProvenRun.SumProgram(1001), ProvenRun.Parameters, 2);
        Assert.Throws<SegmentInputException>(() => other.ProveSegment(input));
    }

    [Fact]
    public void ProveSegment_Cancelled_Throws()
    {
        SegmentInput input = Read(CutSegments()[0].Input);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => run.Prover.ProveSegment(input, cancellation: cancelled.Token));
    }

    [Fact]
    public void ProveSegment_CancelledInAStage_EndsBeforeTheNextOne()
    {
        SegmentInput input = Read(CutSegments()[0].Input);
        using CancellationTokenSource cancelled = new();
        CancelAtFirstStage stages = new(cancelled);
        Assert.ThrowsAny<OperationCanceledException>(
            () => run.Prover.ProveSegment(input, cancellation: cancelled.Token, stages: stages));
        Assert.Equal(1, stages.Count);
    }

    [Fact]
    public void Verify_ProofOfAnotherSegment_IsRejected()
    {
        List<CutSegment> segments = CutSegments();
        SegmentClaim first = ProgramProver.ClaimOf(Read(segments[0].Input));
        byte[] proof = run.Proof.Segments[0];
        Assert.Equal(RunResult.Accepted, SegmentVerifier.Verify(run.Prover.Key, proof, first));
        Assert.Equal(
            RunResult.BrokenChain,
            SegmentVerifier.Verify(run.Prover.Key, proof, ProgramProver.ClaimOf(Read(segments[1].Input))));
        SegmentInput input = Read(segments[0].Input);
        MemoryDigest otherRoot = input.LastRoot;
        otherRoot[0] += Stark.Field.BabyBear.One;
        SegmentClaim otherEnd = new()
        {
            FirstPc = first.FirstPc,
            LastPc = first.LastPc,
            LastTimestamp = first.LastTimestamp,
            FirstRoot = first.FirstRoot,
            LastRoot = otherRoot,
            Halts = false,
            ExitCode = 0,
        };
        Assert.Equal(RunResult.BrokenChain, SegmentVerifier.Verify(run.Prover.Key, proof, otherEnd));
        byte[] mixed = [.. proof[..ClaimLength], .. run.Proof.Segments[1][ClaimLength..]];
        Assert.NotEqual(RunResult.Accepted, SegmentVerifier.Verify(run.Prover.Key, mixed, first));
        Assert.Equal(RunResult.Malformed, SegmentVerifier.Verify(run.Prover.Key, proof.AsSpan(1), first));
    }

    [Fact]
    public void Of_ProgramThatTraps_Throws()
    {
        using SegmentCutter cutter = new(Encode.Program(Encode.Load(3, 5, 0, 4)), [], ProvenRun.Limits);
        Assert.Null(cutter.Next());
        ProgramFailedException failure = Assert.Throws<ProgramFailedException>(() => RunOutcome.Of(cutter.Run));
        Assert.Contains("MisalignedAccess", failure.Message, StringComparison.Ordinal);
    }

    private static List<CutSegment> CutSegments()
    {
        using SegmentCutter cutter = new(ProvenRun.Program, [], ProvenRun.Limits);
        List<CutSegment> segments = [];
        while (cutter.Next() is { } cut)
        {
            segments.Add(cut);
        }

        return segments;
    }

    private static SegmentInput Read(byte[] bytes)
    {
        Assert.True(SegmentInput.TryRead(bytes, out SegmentInput? input));
        return input!;
    }

    private sealed class Reports : IProgress<SegmentReport>
    {
        public List<SegmentReport> List { get; } = [];

        public void Report(SegmentReport value) => List.Add(value);
    }

    private sealed class CancelAtFirstStage(CancellationTokenSource source) : IProgress<SegmentProgress>
    {
        public int Count { get; private set; }

        public void Report(SegmentProgress value)
        {
            if (value.Stage is not null)
            {
                Count++;
                source.Cancel();
            }
        }
    }
}
