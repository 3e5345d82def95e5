using CsCheck;
using Xunit.Abstractions;

namespace ZeroSharp.Stark.Pcs.Tests;

public sealed class PcsParametersTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(18, 64)]
    [InlineData(20, 1)]
    [InlineData(20, 64)]
    [InlineData(20, 256)]
    [InlineData(20, 4096)]
    [InlineData(22, 4096)]
    public void Create_ProductionShape_EveryTermReaches128Bits(int logHeight, int columnCount)
    {
        PcsParameters parameters = PcsParameters.Create(logHeight, columnCount, new PcsOptions());
        output.WriteLine($"{WhirProof.MaxByteLength(parameters, [columnCount])} bytes at most");
        Assert.All(
            PcsSecurity.Terms(parameters),
            term =>
            {
                output.WriteLine(term.ToString());
                Assert.True(term.Bits >= 128, term.ToString());
            });
    }

    [Theory]
    [InlineData(20, 256, 1, 2, 8, 616)]
    [InlineData(18, 64, 3, 1, 10, 270)]
    public void MaxByteLength_ProductionShape_IsPinned(
        int logHeight, int columnCount, int logBlowup, int step, int finalVariables, int kibibytes)
    {
        var options = new PcsOptions
        {
            LogBlowup = logBlowup,
            BlowupStep = step,
            MaxFinalVariables = finalVariables,
        };
        PcsParameters parameters = PcsParameters.Create(logHeight, columnCount, options);
        long length = WhirProof.MaxByteLength(parameters, [columnCount]);
        output.WriteLine($"{length} bytes at most");
        Assert.InRange(length, 1, kibibytes * 1024L);
    }

    [Fact]
    public void Create_AnyShapeAndOptions_ReachesTheTargetOrThrows()
    {
        Gen<(int, int, PcsOptions)> shapes =
            from logHeight in Gen.Int[0, 24]
            from columnCount in Gen.Int[1, 5000]
            from logBlowup in Gen.Int[1, 6]
            from step in Gen.Int[0, 4]
            from folding in Gen.Int[1, 7]
            from final in Gen.Int[0, 10]
            from target in Gen.Int[20, 140]
            from work in Gen.Int[0, 20]
            select (logHeight, columnCount, new PcsOptions
            {
                LogBlowup = logBlowup,
                BlowupStep = step,
                FoldingVariables = folding,
                MaxFinalVariables = final,
                TargetBits = target,
                MaxWorkBits = work,
            });
        shapes.Sample(shape =>
        {
            (int logHeight, int columnCount, PcsOptions options) = shape;
            PcsParameters parameters;
            try
            {
                parameters = PcsParameters.Create(logHeight, columnCount, options);
            }
            catch (ArgumentException)
            {
                return;
            }

            Assert.True(PcsSecurity.Bits(parameters) >= options.TargetBits);
            Assert.True(parameters.FinalVariables <= Math.Max(logHeight, options.MaxFinalVariables));
        });
    }

    /// <summary>One query fewer would miss the target: none is wasted.</summary>
    [Theory]
    [InlineData(1, 261)]
    [InlineData(2, 160)]
    [InlineData(3, 131)]
    [InlineData(4, 119)]
    [InlineData(5, 114)]
    public void Create_Rate_HasTheSmallestNumberOfQueries(int logBlowup, int queryCount)
    {
        PcsParameters parameters = PcsParameters.Create(
            20, 256, new PcsOptions { LogBlowup = logBlowup });
        PcsRound round = parameters.Round(0);
        Assert.Equal(queryCount, round.QueryCount);
        double bitsPerQuery = 1 - Math.Log2(1 + Math.Pow(2, -logBlowup));
        Assert.True(((queryCount - 1) * bitsPerQuery) + round.QueryWorkBits < 128);
    }

    [Fact]
    public void Create_Production_HasTheDocumentedRounds()
    {
        PcsParameters parameters = PcsParameters.Create(20, 256, new PcsOptions());
        Assert.Equal(
            [(8, 20, 1), (4, 16, 2), (4, 12, 3), (4, 8, 4)],
            Enumerable.Range(0, parameters.RoundCount).Select(parameters.Round).Select(round =>
                (round.FoldingVariables, round.Domain.LogMessage, round.Domain.LogBlowup)));
        Assert.Equal(8, parameters.FinalVariables);
    }

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(4, 1, 0)]
    [InlineData(27, 1, 1)]
    public void Create_ImpossibleShape_Throws(int logHeight, int columnCount, int logBlowup)
    {
        var options = new PcsOptions { LogBlowup = logBlowup };
        Assert.Throws<ArgumentException>(
            () => PcsParameters.Create(logHeight, columnCount, options));
    }

    [Fact]
    public void Create_TargetOutOfReach_Throws()
    {
        var options = new PcsOptions { TargetBits = 154 };
        Assert.Throws<ArgumentException>(() => PcsParameters.Create(20, 1, options));
    }
}
