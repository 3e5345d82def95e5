using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;
using ZeroSharp.Zkvm.Verifier;

namespace ZeroSharp.Soundness.Tests;

/// <summary>
/// Row 5 of the checklist: the last polynomial has its length, and columns of all heights have powers of
/// the batching challenge of their own.
/// </summary>
public sealed class Row05FinalPolynomialTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Verify_FinalPolynomialOfAnotherLength_Rejects(int logFactor)
    {
        Ext5[] own = ProvenCalculation.Read().Proof.Opening.FinalPolynomial;
        Ext5[] other = new Ext5[logFactor < 0 ? own.Length / 2 : 2 * own.Length];
        own.AsSpan(0, Math.Min(own.Length, other.Length)).CopyTo(other);
        Assert.Equal(StarkResult.OpeningRejected, VerifyWith(rounds => rounds, _ => other));
        Assert.Equal(StarkResult.OpeningRejected, VerifyWith(rounds => rounds, polynomial => [.. polynomial[..^1]]));
        Assert.Equal(StarkResult.Accepted, VerifyWith(rounds => rounds, polynomial => polynomial));
    }

    [Fact]
    public void Verify_RoundMissingOrRepeated_Rejects()
    {
        Assert.Equal(StarkResult.OpeningRejected, VerifyWith(rounds => rounds[1..], polynomial => polynomial));
        Assert.Equal(
            StarkResult.OpeningRejected, VerifyWith(rounds => [rounds[0], .. rounds], polynomial => polynomial));
    }

    [Fact]
    public void SlotNumber_AllColumnsOfTheMachine_AreDifferent()
    {
        SegmentProof proof = ProvenCalculation.Read();
        Assert.True(StarkShape.TryCreate(
            ProvenCalculation.Machine, proof.Proof.Instances, proof.Claim.PublicInteractions(), out StarkShape? shape));
        StackingShape stacking = shape!.Stacking;
        HashSet<long> numbers = [];
        int columns = 0;
        foreach ((StackLayout layout, long first) in new[]
        {
            (stacking.Main, 0L), (stacking.Fixed, stacking.Main.SlotCount),
        })
        {
            for (int matrix = 0; matrix < layout.MatrixCount; matrix++)
            {
                for (int column = 0; column < layout.Matrix(matrix).Width; column++, columns++)
                {
                    numbers.Add(first + layout.SlotNumber(matrix, column));
                }
            }
        }

        Assert.Equal(columns, numbers.Count);
        Assert.True(numbers.Max() < stacking.SlotCount);
    }

    private static StarkResult VerifyWith(
        Func<WhirRoundProof[], WhirRoundProof[]> rounds, Func<Ext5[], Ext5[]> polynomial)
    {
        SegmentProof honest = ProvenCalculation.Read();
        StarkProof proof = honest.Proof;
        StarkProof changed = new()
        {
            Instances = proof.Instances,
            MainRoot = proof.MainRoot,
            LogUp = proof.LogUp,
            Zerocheck = proof.Zerocheck,
            MainEvaluations = proof.MainEvaluations,
            FixedEvaluations = proof.FixedEvaluations,
            Stacking = proof.Stacking,
            Opening = new WhirProof(rounds(proof.Opening.Rounds), polynomial(proof.Opening.FinalPolynomial)),
        };
        return StarkVerifier.Verify(ProvenCalculation.Machine, honest.Claim.PublicInteractions(), changed);
    }
}
