using ZeroSharp.Stark.Prover;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 3 of the checklist: where a run starts, when, how it ends and with which code. The forgeries of
/// this class are true proofs of another statement, or proofs of the real prover for a false one.
/// </summary>
public sealed class Row03RunStatementTests
{
    [Fact]
    public void Verify_HonestRun_Accepts() =>
        Assert.Equal(RunResult.Accepted, RunVerifier.Verify(ProvenCalculation.Key, ProvenCalculation.Run, out _));

    // A valid proof of the same code from another entry, which skips everything but the halt.
    [Fact]
    public void Verify_RunFromAnotherPc_Rejects()
    {
        ProgramImage honest = ProvenCalculation.Program;
        uint entry = honest.TextEnd - 12;
        ProgramImage late = new(entry, honest.TextBase, honest.Instructions, honest.Data, []);
        AssertRejected(late, RunResult.BrokenChain);
    }

    // A valid proof of the same code with other initial data.
    [Fact]
    public void Verify_RunFromAnotherMemory_Rejects() =>
        AssertRejected(SmallMachine.Calculation(dividend: 2000), RunResult.BrokenChain);

    // The clock starts at 1, since the verifier says so: rows that start later find no first state.
    [Fact]
    public void FindProblems_ClockThatStartsLater_DoesNotBalance()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program, segment =>
        {
            foreach (RecordList<StepRecord> steps in segment.Steps)
            {
                foreach (ref StepRecord step in steps.Span)
                {
                    Delay(ref step);
                }
            }

            foreach (ref LeafRecord leaf in segment.Leaves.Span)
            {
                for (int word = 0; word < LeafWords.Length; word++)
                {
                    leaf.Timestamps[word] = Later(leaf.Timestamps[word]);
                }
            }

            Delay(ref segment.HaltCalls.Span[0]);
            segment.LastTimestamp += 4;
        });
        uint entry = ProvenCalculation.Program.EntryPc;

        // Everything else is consistent: the first state that nobody takes, and the one that nobody gives.
        IReadOnlyList<string> problems = forged.FindProblems();
        Assert.Equal(2, problems.Count);
        foreach (int clock in new[] { 1, 5 })
        {
            Assert.Contains(
                problems,
                problem => problem.StartsWith(
                    $"bus {Buses.Execution}: message ({entry}, {clock})", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Verify_OtherLastPc_Rejects() => AssertFalseClaimRejected(segment => segment.LastPc += 4);

    [Fact]
    public void Verify_LaterLastTime_Rejects() => AssertFalseClaimRejected(segment => segment.LastTimestamp += 4);

    [Fact]
    public void Verify_OtherLastRoot_Rejects() =>
        AssertFalseClaimRejected(segment => segment.LastRoot = segment.FirstRoot);

    [Fact]
    public void Verify_FailedRunWithExitCodeZero_Rejects()
    {
        ProgramImage failing = SmallMachine.Calculation(exitCode: 7);
        using ProvingKey proving = Create(failing);
        ProgramKey key = new(proving.Verifying, failing);
        using ForgedSegment honest = new(failing);
        Assert.Equal(
            RunResult.ProgramFailed,
            RunVerifier.Verify(key, honest.RunOf(key, honest.Prove(proving)), out _));
        using ForgedSegment forged = new(failing, segment => segment.ExitCode = 0);
        Assert.Equal(
            RunResult.SegmentRejected,
            RunVerifier.Verify(key, forged.RunOf(key, forged.Prove(proving)), out _));
    }

    // A run that goes on is not a run that halted, whatever the claim says; nor the other way round.
    [Fact]
    public void Verify_ClaimToHaltWithoutTheCall_Rejects()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program, segment =>
        {
            StepRecord halt = segment.HaltCalls.Span[0];
            segment.HaltCalls.Clear();
            segment.LastTimestamp = halt.Timestamp;
        });
        Assert.True(forged.Claim.Halts);
        Assert.Contains(
            forged.FindProblems(),
            problem => problem.StartsWith($"bus {Buses.Halt}:", StringComparison.Ordinal));
        Assert.Equal(RunResult.SegmentRejected, ProvenCalculation.Verify(forged));
    }

    [Fact]
    public void Verify_HaltThatTheClaimDoesNotTell_Rejects()
    {
        using ForgedSegment forged = new(ProvenCalculation.Program, segment => segment.Halts = false);
        Assert.Contains(
            forged.FindProblems(),
            problem => problem.StartsWith($"bus {Buses.Halt}:", StringComparison.Ordinal));
        Assert.Equal(RunResult.SegmentRejected, ProvenCalculation.Verify(forged));
    }

    [Fact]
    public void Verify_SegmentAfterTheHalt_Rejects()
    {
        RunProof longer = With(ProvenCalculation.Run, [ProvenCalculation.Segment, ProvenCalculation.Segment]);
        Assert.Equal(RunResult.NotHalted, RunVerifier.Verify(ProvenCalculation.Key, longer, out _));
    }

    private static void Delay(ref StepRecord step)
    {
        step.Timestamp += 4;
        step.Rs1PreviousTimestamp = Later(step.Rs1PreviousTimestamp);
        step.Rs2PreviousTimestamp = Later(step.Rs2PreviousTimestamp);
        step.RdPreviousTimestamp = Later(step.RdPreviousTimestamp);
        step.MemoryPreviousTimestamp = Later(step.MemoryPreviousTimestamp);
    }

    // Time 0 is that of a leaf's first value.
    private static uint Later(uint time) => time == 0 ? 0 : time + 4;

    private static RunProof With(RunProof run, byte[][] segments) => new()
    {
        ProgramDigest = run.ProgramDigest,
        Output = run.Output,
        InputRegion = run.InputRegion,
        OutputSiblings = run.OutputSiblings,
        Segments = segments,
    };

    private static ProvingKey Create(ProgramImage program) =>
        ProvingKey.Create(SmallMachine.Parameters, MachineChips.All(program), 2);

    private static void AssertFalseClaimRejected(Action<SegmentRecord> falsify)
    {
        using ForgedSegment forged = new(ProvenCalculation.Program, falsify);
        Assert.Equal(RunResult.SegmentRejected, ProvenCalculation.Verify(forged));
    }

    // The proof is accepted for the program that it is of, and not for the honest one with the same code.
    private static void AssertRejected(ProgramImage other, RunResult expected)
    {
        using ForgedSegment run = new(other);
        byte[] segment = run.Prove(ProvenCalculation.ProvingKey);
        ProgramKey otherKey = new(ProvenCalculation.Machine, other);
        RunProof asOther = run.RunOf(otherKey, segment);
        Assert.Equal(RunResult.Accepted, RunVerifier.Verify(otherKey, asOther, out _));
        Assert.Equal(RunResult.OtherProgram, RunVerifier.Verify(ProvenCalculation.Key, asOther, out _));
        RunProof relabelled = run.RunOf(ProvenCalculation.Key, segment);
        Assert.Equal(expected, RunVerifier.Verify(ProvenCalculation.Key, relabelled, out _));
    }
}
