using Xunit.Abstractions;
using ZeroSharp.Zkvm.Executor;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Zkvm.Prover.Tests;

public sealed class ProgramProverTests(ProvenRun run, ITestOutputHelper output) : IClassFixture<ProvenRun>
{
    [Fact]
    public void CheckSegment_EverySegment_FindsNothing()
    {
        using Segmenter segmenter = new(ProvenRun.Program, [], ProvenRun.Limits);
        while (segmenter.Next() is { } segment)
        {
            Assert.Empty(run.Prover.CheckSegment(segment));
        }
    }

    [Fact]
    public void Verify_Proof_Accepts()
    {
        foreach (SegmentReport report in run.Reports)
        {
            output.WriteLine(report.ToString());
        }

        Assert.Equal(3, run.Proof.Segments.Length);
        Assert.Equal([0x14, 0xA3, 0x07, 0, 0, 0, 0, 0], run.Proof.Output);
        Assert.True(RunProof.TryRead(run.Proof.ToBytes(), out RunProof? read));
        Assert.Equal(RunResult.Accepted, RunVerifier.Verify(run.Prover.Key, read!, out int segment));
        Assert.Equal(-1, segment);
    }

    [Fact]
    public void Prove_ProgramThatTraps_Throws()
    {
        Isa.ProgramImage program = Encode.Program(Encode.Load(3, 5, 0, 4));
        using ProgramProver prover = ProgramProver.Create(program, ProvenRun.Parameters, 2);
        ProgramFailedException failure = Assert.Throws<ProgramFailedException>(
            () => prover.Prove([], ProvenRun.Limits));
        Assert.Contains("MisalignedAccess", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prove_Cancelled_Throws()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => run.Prover.Prove([], ProvenRun.Limits, null, cancelled.Token));
    }
}
