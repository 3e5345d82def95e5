using ZeroSharp.Zkvm.Executor;

namespace ZeroSharp.Zkvm.Prover.Tests;

public sealed class SegmentPlanTests
{
    private static readonly SegmentPlan Plan = SegmentPlan.Of(ProvenRun.Program);

    [Fact]
    public void Limits_LeastMemory_LeavesRoomForSegments()
    {
        SegmentLimits limits = Plan.Limits(SegmentPlan.MinMemory);
        Assert.True(limits.Max.Cells > 10_000_000, limits.Max.ToString());
        Assert.True(limits.Max.Fractions > 1_000_000, limits.Max.ToString());
    }

    [Fact]
    public void Limits_MoreMemory_HaveNeverFewerFractionsAndEndAtTheLengthOfProofs()
    {
        TraceCost before = default;
        for (long memory = SegmentPlan.MinMemory; memory <= 64L << 30; memory += 1L << 29)
        {
            TraceCost max = Plan.Limits(memory).Max;
            Assert.True(max.Fractions >= before.Fractions, $"{memory}: {max} after {before}");
            before = max;
        }

        Assert.True(before.Fractions < 1L << SegmentPlan.MaxLogFractions);
        Assert.True(before.Cells < 88L << 20);
    }

    [Fact]
    public void Limits_EveryEvent_HasAPrice()
    {
        SegmentLimits limits = Plan.Limits(SegmentPlan.MinMemory);
        TraceCost[] prices =
        [
            .. limits.PerStep.SkipLast(1), limits.PerLeaf, limits.PerRefresh, limits.PerKeccak,
            limits.PerArithmetic256,
        ];
        Assert.All(prices, price => Assert.True(price is { Cells: > 0, Fractions: > 0 }, price.ToString()));
    }
}
