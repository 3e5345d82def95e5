using ZeroSharp.Stark.Field;

namespace ZeroSharp.Stark.Pcs.Tests;

public sealed class WhirCompletenessTests
{
    [Theory]
    [InlineData(0, new[] { 1 })]
    [InlineData(1, new[] { 3 })]
    [InlineData(3, new[] { 1 })]
    [InlineData(5, new[] { 2, 5 })]
    [InlineData(8, new[] { 16, 1 })]
    [InlineData(9, new[] { 7 })]
    [InlineData(10, new[] { 40, 3 })]
    [InlineData(13, new[] { 5, 4 })]
    [InlineData(14, new[] { 1, 1, 1 })]
    [InlineData(16, new[] { 6 })]
    public void Verify_HonestOpening_Accepts(int logHeight, int[] widths)
    {
        OpeningCase opening = OpeningCase.Create(logHeight, widths, OpeningCase.Options);
        Assert.Equal(WhirResult.Accepted, opening.Verify(opening.Proof));
        Assert.True(opening.Accepts(opening.ProofBytes));
        Assert.InRange(
            opening.ProofBytes.Length, 1, WhirProof.MaxByteLength(opening.Parameters, widths));
    }

    [Theory]
    [InlineData(1, 3, 1, 2)]
    [InlineData(2, 0, 3, 4)]
    [InlineData(3, 1, 5, 0)]
    [InlineData(1, 2, 4, 3)]
    public void Verify_OtherOptions_Accepts(int logBlowup, int step, int folding, int finalVariables)
    {
        PcsOptions options = OpeningCase.Options with
        {
            LogBlowup = logBlowup,
            BlowupStep = step,
            FoldingVariables = folding,
            MaxFinalVariables = finalVariables,
        };
        OpeningCase opening = OpeningCase.Create(7, [3, 2], options);
        Assert.True(opening.Accepts(opening.ProofBytes));
    }

    [Fact]
    public void Verify_WorkBeforeFolds_Accepts()
    {
        // A target that the folds reach only with some bits of work.
        PcsOptions options = new() { TargetBits = 145, MaxWorkBits = 10, LogBlowup = 3 };
        OpeningCase opening = OpeningCase.Create(9, [3, 2], options);
        Assert.All(
            Enumerable.Range(0, opening.Parameters.RoundCount),
            i => Assert.NotEqual(0, opening.Parameters.Round(i).FoldWorkBits));
        Assert.True(opening.Accepts(opening.ProofBytes));
    }

    [Fact]
    public void Open_OneOrSeveralThreads_GivesTheSameBytes()
    {
        OpeningCase one = OpeningCase.Create(12, [9, 4], OpeningCase.Options);
        OpeningCase three = OpeningCase.Create(12, [9, 4], OpeningCase.Options, threads: 3);
        Assert.Equal(one.ProofBytes, three.ProofBytes);
    }

    [Fact]
    public void Open_OtherNumberOfValues_Throws()
    {
        PcsParameters parameters = PcsParameters.Create(4, 2, OpeningCase.Options);
        using PcsCommitment commitment =
            PcsCommitment.Create(parameters, new RandomColumns(2, 4, 1), 1);
        Assert.Throws<ArgumentException>(() => WhirProver.Open(
            parameters, [commitment], new Ext5[4], new Ext5[1], new Challenger("t"u8), 1));
    }
}
