using ZeroSharp.Cluster.Contracts.Tasks;

namespace ZeroSharp.Cluster.RabbitMq.Tests;

internal static class Samples
{
    public static TaskMessage Task(int segment, TaskKind kind = TaskKind.Prove, string job = "job-1") => new()
    {
        Kind = kind,
        TaskId = $"{job}.{segment}",
        JobId = job,
        Program = "0x" + new string('a', 64),
        ChainId = 1,
        BlockNumber = 25_000_000,
        Segment = segment,
        Cycles = 1 << 20,
        FirstTransaction = 3,
        LastTransaction = 5,
        Input = new ArtifactRef(job, new string('b', 64), 1234),
        CreatedAt = new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero),
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };

    public static ResultMessage Result(int segment, ResultKind kind = ResultKind.Done) => new()
    {
        Kind = kind,
        Worker = "worker-1",
        At = new DateTimeOffset(2026, 8, 1, 12, 0, 1, TimeSpan.Zero),
        TaskId = $"job-1.{segment}",
        JobId = "job-1",
        Result = new ArtifactRef("job-1", new string('c', 64), 99),
        Seconds = 1.25,
        MemoryBytes = 1 << 30,
    };
}
