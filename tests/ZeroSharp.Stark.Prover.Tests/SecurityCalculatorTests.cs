using ZeroSharp.Stark.Air;
using ZeroSharp.Stark.Field;
using ZeroSharp.Stark.Pcs;
using ZeroSharp.Stark.Verifier;

namespace ZeroSharp.Stark.Prover.Tests;

public sealed class SecurityCalculatorTests
{
    [Fact]
    public void ExtensionBits_FieldOfDegreeFive_IsAbout155()
    {
        Assert.Equal(154.53, SecurityCalculator.ExtensionBits, 0.01);
    }

    [Fact]
    public void LogUpDegree_TwoInstancesAndAPublicInteraction_CountsMessageElements()
    {
        AirKey air = AirKey.Create(AirDescription.Create(new SampleAir()));
        Assert.True(LogUpShape.TryCreate([6, 4], [2, 2], out LogUpShape? shape));
        PublicInteraction[] publicInteractions =
        [
            new(0, BabyBear.One, [BabyBear.One, BabyBear.One, BabyBear.One]),
            new(0, BabyBear.One, []),
        ];

        double degree = SecurityCalculator.LogUpDegree([air, air], publicInteractions, shape!);

        // Messages of two elements and of one on each row; three public elements, and an empty message.
        Assert.Equal(((2 + 1) * (64 + 16)) + 3 + 1, degree);
    }

    [Fact]
    public void Compute_LargestTree_NeedsGrindingForTheChallengesOfLogUp()
    {
        SecurityReport without = Report(workBits: 0, targetBits: 128);
        int needed = SecurityCalculator.LogUpWorkBits(128, 3L << 29);

        SecurityReport lifted = Report(needed, targetBits: 128);

        Assert.Equal("LogUp: alpha, beta", without.Weakest.Name);
        Assert.Equal(154.53 - Math.Log2(3) - 29, without.Bits, 0.01);
        Assert.Equal(5, needed);
        Assert.True(lifted.Bits >= 128, lifted.ToString());
    }

    [Fact]
    public void Compute_WeakOpening_IsLimitedByIt()
    {
        SecurityReport report = Report(workBits: 8, targetBits: 100);

        Assert.StartsWith("WHIR: ", report.Weakest.Name, StringComparison.Ordinal);
        Assert.InRange(report.Bits, 100, 101);
        Assert.Contains("  minimum", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void LogUpWorkBits_TargetThatHolds_IsZero()
    {
        Assert.Equal(0, SecurityCalculator.LogUpWorkBits(128, 1000));
    }

    private static SecurityReport Report(int workBits, int targetBits)
    {
        AirKey air = AirKey.Create(AirDescription.Create(new SampleAir()));
        Assert.True(LogUpShape.TryCreate([29], [1], out LogUpShape? logUp));
        Assert.True(
            StackingShape.TryCreate([new StackedMatrix(50, 20)], [], 20, 4, out StackingShape? stacking));
        PcsOptions options = new() { TargetBits = targetBits };
        PcsParameters opening = PcsParameters.Create(20, stacking!.ColumnCount, options);
        return SecurityCalculator.Compute([air], [], logUp!, workBits, stacking, opening);
    }

    private sealed class SampleAir : IAir
    {
        public string Name => "sample";

        public int Width => 3;

        public void Eval<TBuilder, T>(ref TBuilder builder)
            where TBuilder : IAirBuilder<T>
            where T : struct, IField<T>
        {
            T a = builder.Main(0);
            T b = builder.Main(1);
            builder.AssertZero(a * b * a, "a or b is zero");
            builder.Interact(0, T.One, [a, b]);
            builder.Interact(1, -T.One, [builder.Main(2)]);
        }
    }
}
