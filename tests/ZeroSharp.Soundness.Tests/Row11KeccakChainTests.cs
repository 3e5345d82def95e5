using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Prover;
using ZeroSharp.Zkvm.Circuits;
using ZeroSharp.Zkvm.Isa;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 11 of the checklist: the 24 rows of a permutation are one chain that belongs to one call.
/// </summary>
public sealed class Row11KeccakChainTests
{
    private const int Rounds = 24;

    // Columns of KeccakRound: the call's time, then one flag a round.
    private const int Id = 0;
    private const int Flags = 1;

    private static readonly ProgramImage Program = SmallMachine.Keccak();

    [Fact]
    public void FindProblems_RoundLeftOut_DoesNotBalance()
    {
        using ForgedSegment forged = new(Program);
        TraceMatrix rounds = forged.Trace("KeccakRound");
        uint id = rounds[10, Id].Value;
        Clear(rounds, 10);
        AssertUnbalanced(forged, $"({id}, 10, ", $"({id}, 11, ");
    }

    // Round 11 in the place of round 10: the flag of each row says what it takes and gives.
    [Fact]
    public void FindProblems_RoundUnderAnotherNumber_DoesNotBalance()
    {
        using ForgedSegment forged = new(Program);
        TraceMatrix rounds = forged.Trace("KeccakRound");
        uint id = rounds[10, Id].Value;
        Clear(rounds, 10);
        rounds[11, Flags + 11] = BabyBear.Zero;
        rounds[11, Flags + 10] = BabyBear.One;
        Assert.Contains(
            forged.FindProblems(),
            problem => problem.StartsWith("KeccakRound, row 11: constraint 'output'", StringComparison.Ordinal)
                || problem.StartsWith($"bus {Buses.Keccak}: message ({id}, 12, ", StringComparison.Ordinal));
    }

    [Fact]
    public void FindProblems_RoundTwice_DoesNotBalance()
    {
        using ForgedSegment forged = new(Program);
        TraceMatrix rounds = forged.Trace("KeccakRound");
        uint id = rounds[10, Id].Value;
        Copy(rounds, 10, 2 * Rounds);
        AssertUnbalanced(forged, $"({id}, 10, ", $"({id}, 11, ");
    }

    // The second half of each call's rounds for the other call.
    [Fact]
    public void FindProblems_HalvesOfTwoCallsExchanged_DoNotBalance()
    {
        using ForgedSegment forged = new(Program);
        TraceMatrix rounds = forged.Trace("KeccakRound");
        BabyBear first = rounds[0, Id];
        BabyBear second = rounds[Rounds, Id];
        Assert.NotEqual(first, second);
        for (int row = Rounds / 2; row < Rounds; row++)
        {
            rounds[row, Id] = second;
            rounds[Rounds + row, Id] = first;
        }

        AssertUnbalanced(forged, $"({first}, 12, ", $"({second}, 12, ");
    }

    // A tail without its beginning, and a call that has no rounds at all.
    [Fact]
    public void FindProblems_CallWithAPartOfItsRounds_DoesNotBalance()
    {
        using ForgedSegment tail = new(Program);
        TraceMatrix rounds = tail.Trace("KeccakRound");
        uint id = rounds[0, Id].Value;
        for (int row = 0; row < 5; row++)
        {
            Clear(rounds, row);
        }

        AssertUnbalanced(tail, $"({id}, 0, ", $"({id}, 5, ");
        for (int row = 5; row < Rounds; row++)
        {
            Clear(rounds, row);
        }

        AssertUnbalanced(tail, $"({id}, 0, ", $"({id}, 24, ");
    }

    [Fact]
    public void FindProblems_TwoFlagsOnARow_FailAConstraint()
    {
        using ForgedSegment forged = new(Program);
        forged.Trace("KeccakRound")[10, Flags + 11] = BabyBear.One;
        Assert.Contains(
            forged.FindProblems(),
            problem => problem.StartsWith("KeccakRound, row 10: constraint 'one round'", StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_FalsePermutation_Rejects()
    {
        using ProvingKey proving = ProvingKey.Create(SmallMachine.Parameters, MachineChips.All(Program), 2);
        ProgramKey key = new(proving.Verifying, Program);
        using ForgedSegment honest = new(Program);
        Assert.Equal(
            RunResult.Accepted, RunVerifier.Verify(key, honest.RunOf(key, honest.Prove(proving)), out _));
        TraceMatrix rounds = honest.Trace("KeccakRound");
        Clear(rounds, Rounds - 1);
        Assert.Equal(
            RunResult.SegmentRejected, RunVerifier.Verify(key, honest.RunOf(key, honest.Prove(proving)), out _));
    }

    private static void Clear(TraceMatrix trace, int row)
    {
        for (int column = 0; column < trace.Width; column++)
        {
            trace[row, column] = BabyBear.Zero;
        }
    }

    private static void Copy(TraceMatrix trace, int from, int to)
    {
        for (int column = 0; column < trace.Width; column++)
        {
            trace[to, column] = trace[from, column];
        }
    }

    private static void AssertUnbalanced(ForgedSegment forged, params string[] messages)
    {
        IReadOnlyList<string> problems = forged.FindProblems();
        foreach (string message in messages)
        {
            Assert.Contains(
                problems,
                problem => problem.StartsWith($"bus {Buses.Keccak}: message {message}", StringComparison.Ordinal));
        }
    }
}
