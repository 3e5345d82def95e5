using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroSharp.Testing.Anvil;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>
/// A task that nobody can do ends its own job, with the reason, and no other; and once the cause is gone, what is
/// dead lives again.
/// </summary>
public sealed class PoisonTests(ClusterServers servers) : IClassFixture<ClusterServers>
{
    private const string Block = "small.json";
    private const string OtherProgram = "0x0123456789abcdef";

    // BrokerLimits.MaxLostDeliveries and WorkerOptions.MaxForeignAttempts, as operators read them.
    private const int MaxLostDeliveries = 5;
    private const int LastForeignAttempt = 59;

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql, NeedsAnvil = true)]
    public async Task Task_ThatKillsItsWorkerEachTime_EndsItsJobAlone()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        JsonElement job = await cluster.WaitForJobAsync(job => job.GetProperty("state").GetString() == "proving");
        string jobId = job.GetProperty("id").GetString()!;
        await servers.RabbitMq.WaitForQuorumQueueOnDiskAsync(cluster.Queue("prove"));
        for (int i = 0; i < MaxLostDeliveries; i++)
        {
            string name = $"victim{i}";
            ZeroRun worker = await cluster.StartWorkerAsync(name, "--tasks", "prove");
            await cluster.WaitForJobAsync(job => FirstTask(job) is { } task
                && task.GetProperty("state").GetString() == "running"
                && task.GetProperty("worker").GetString() == name);
            await worker.KillAsync();
        }

        await cluster.StartWorkerAsync("survivor");
        await RequireFailedAsync(leader, "segment 0: 5 workers ended, or lost the broker, over this task");
        JsonElement failed = await cluster.QueryAsync("jobs", "show", jobId);
        Assert.Equal("failed", failed.GetProperty("state").GetString());
        Assert.Contains("5 workers ended", failed.GetProperty("error").GetString(), StringComparison.Ordinal);
        await RequireDeadAsync(cluster, jobId + ".0", "5 workers ended");

        await ProveAnotherBlockAsync(cluster);

        // Somebody has to take the results: a leader that stays.
        cluster.Start(
            null,
            "leader", "--runtime=amqp", "--memory", "1.5GiB", "--task-timeout", "20", "http", "--port", "0",
            "--allow-anonymous");
        JsonElement replayed = await cluster.QueryAsync("queues", "replay-dead", "--job", jobId);
        Assert.Equal(1, replayed.GetProperty("replayed").GetInt32());
        await WaitUntilAsync(
            cluster, jobId, state => state != "failed", "a task of the job was done: it goes on");
        await FinishAsync(cluster, jobCount: 2);
        Assert.Equal(0, (await cluster.QueryAsync("queues", "dead")).GetArrayLength());
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql, NeedsAnvil = true)]
    public async Task Task_ThatFailsEachTime_EndsItsJobAlone()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        string jobId = await ReplaceFirstTaskAsync(cluster, task =>
        {
            task["program"] = OtherProgram;
            task["attempt"] = LastForeignAttempt;
        });
        await cluster.StartWorkerAsync("worker");
        await RequireFailedAsync(leader, $"the task is for program {OtherProgram}");
        JsonElement failed = await cluster.QueryAsync("jobs", "show", jobId);
        Assert.Equal("failed", failed.GetProperty("state").GetString());
        Assert.Contains(OtherProgram, failed.GetProperty("error").GetString(), StringComparison.Ordinal);
        await RequireDeadAsync(cluster, jobId + ".0", OtherProgram);

        await ProveAnotherBlockAsync(cluster);

        await cluster.QueryAsync("jobs", "retry", jobId);
        await FinishAsync(cluster, jobCount: 2);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Task_WithAnInputThatIsNoSegment_IsMadeAgain()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        string scope = string.Empty;
        await ReplaceFirstTaskAsync(cluster, task =>
        {
            scope = (string)task["job"]!;
            task["input"] = BlockInput(cluster, scope);
        });
        ZeroRun worker = await cluster.StartWorkerAsync("worker");

        await cluster.RequireProofAsync(leader);

        Assert.Contains(worker.Log, line => line.Contains(
            $"{scope}.0 cannot be done (BadInput): the bytes are no segment input", StringComparison.Ordinal));
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Task_ForeignCopyOfOneThatIsDone_ChangesNothing()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        await cluster.WaitForJobAsync(job => job.GetProperty("state").GetString() == "proving");
        JsonNode task = JsonNode.Parse(
            (await RawQueue.PeekAsync(servers.RabbitMq.AmqpUri, cluster.Queue("prove")))[0])!;
        task["program"] = OtherProgram;
        task["attempt"] = LastForeignAttempt;
        await PublishAsync(cluster, task);
        await cluster.StartWorkerAsync("worker");

        await cluster.RequireProofAsync(leader);

        await RequireDeadAsync(cluster, (string)task["task"]!, OtherProgram);
    }

    private static JsonElement? FirstTask(JsonElement job) => job.GetProperty("tasks").EnumerateArray()
        .Cast<JsonElement?>().FirstOrDefault(task => task!.Value.GetProperty("index").GetInt32() == 0);

    // The block's own input: an artifact of the store, but no segment's.
    private static string BlockInput(TestCluster cluster, string jobId)
    {
        string file = Assert.Single(
            Directory.EnumerateFiles(Path.Combine(cluster.ArtifactFolder, jobId), "*", SearchOption.AllDirectories),
            file => Path.GetFileName(file).Length == 64);
        return $"{jobId}/{Path.GetFileName(file)}/{new FileInfo(file).Length}";
    }

    // The queue then holds nothing but the changed task; its leader publishes the others again when it misses them.
    private async Task<string> ReplaceFirstTaskAsync(TestCluster cluster, Action<JsonNode> change)
    {
        JsonElement job = await cluster.WaitForJobAsync(job => job.GetProperty("state").GetString() == "proving");
        IReadOnlyList<byte[]> tasks = await RawQueue.PeekAsync(servers.RabbitMq.AmqpUri, cluster.Queue("prove"));
        JsonNode task = tasks.Select(body => JsonNode.Parse(body)!).First(task => (int)task["segment"]! == 0);
        change(task);
        await cluster.QueryAsync("queues", "purge", "prove", "--yes");
        await PublishAsync(cluster, task);
        return job.GetProperty("id").GetString()!;
    }

    private Task PublishAsync(TestCluster cluster, JsonNode task) => RawQueue.PublishAsync(
        servers.RabbitMq.AmqpUri, cluster.Queue("prove"), JsonSerializer.SerializeToUtf8Bytes(task));

    private static async Task RequireFailedAsync(ZeroRun leader, string reason)
    {
        (int exitCode, _) = await leader.WaitAsync(TestCluster.Patience);
        Assert.True(exitCode == 2, leader.Tail());
        Assert.Contains(reason, leader.Tail(), StringComparison.Ordinal);
    }

    // The worker tells the job first, and then the dead letters.
    private static async Task RequireDeadAsync(TestCluster cluster, string taskId, string reason)
    {
        long start = Stopwatch.GetTimestamp();
        JsonElement letters = await cluster.QueryAsync("queues", "dead");
        while (letters.GetArrayLength() == 0 && Stopwatch.GetElapsedTime(start) < TestCluster.Patience)
        {
            letters = await cluster.QueryAsync("queues", "dead");
        }

        JsonElement letter = Assert.Single(letters.EnumerateArray());
        Assert.Equal(taskId, letter.GetProperty("task").GetString());
        Assert.Equal(cluster.Queue("prove"), letter.GetProperty("queue").GetString());
        Assert.Contains(reason, letter.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private static async Task ProveAnotherBlockAsync(TestCluster cluster)
    {
        await using AnvilNode node = await AnvilNode.StartAsync("osaka");
        ulong number = await AnvilBlocks.MineTransfersAsync(node, 1);
        string block = Assert.Single(await AnvilBlocks.FetchAsync(node, number, number));
        ZeroRun leader = cluster.StartLeader(block);
        (int exitCode, string output) = await leader.WaitAsync(TestCluster.Patience);
        Assert.True(exitCode == 0, leader.Tail());
        await cluster.VerifyAsync(output);
    }

    private static async Task WaitUntilAsync(
        TestCluster cluster, string jobId, Func<string, bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition((await cluster.QueryAsync("jobs", "show", jobId)).GetProperty("state").GetString()!))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TestCluster.Patience, what);
        }
    }

    private static async Task FinishAsync(TestCluster cluster, int jobCount)
    {
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        (int exitCode, string output) = await leader.WaitAsync(TestCluster.Patience);
        Assert.True(exitCode == 0, leader.Tail());
        await cluster.VerifyAsync(output);
        await cluster.RequireJobsProvedAsync(jobCount);
    }
}
