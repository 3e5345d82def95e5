using ZeroSharp.Cluster.Contracts.Tasks;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Http.Tests;

public sealed class JobEstimateTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(JobState.Proving, 1, 4, 30.0)]
    [InlineData(JobState.Proving, 4, 4, 0.0)]
    [InlineData(JobState.Proving, 0, 4, null)]
    [InlineData(JobState.Executing, 1, 0, null)]
    [InlineData(JobState.Proved, 4, 4, null)]
    public void Remaining_TenSecondsIn_FollowsThePace(JobState state, int done, int count, double? expected)
    {
        Job job = new()
        {
            Id = "1",
            Key = "key",
            State = state,
            Program = "0x",
            ChainId = 1,
            BlockNumber = 1,
            BlockHash = "0x",
            TransactionCount = 1,
            GasUsed = 1,
            Statement = string.Empty,
            Source = "http",
            SegmentMemory = 1,
            Input = new ArtifactRef("1", new string('0', 64), 1),
            CreatedAt = Start,
            StartedAt = Start,
            SegmentCount = count,
            SegmentsDone = done,
        };

        Assert.Equal(expected, JobEstimate.Remaining(job, Start.AddSeconds(10))?.TotalSeconds);
    }
}
