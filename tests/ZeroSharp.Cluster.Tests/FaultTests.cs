using System.Text.Json;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>
/// Whatever is killed, stopped or damaged while a block is proved: its proof gets done, verifies, and is there
/// once. All with real processes and servers.
/// </summary>
public sealed class FaultTests(ClusterServers servers) : IClassFixture<ClusterServers>
{
    private const string Block = "small.json";

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Worker_KilledInTask_AnotherDoesIt()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun worker = await cluster.StartWorkerAsync("first");
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        await cluster.WaitForJobAsync(HasRunningTask);
        await worker.KillAsync();
        await cluster.StartWorkerAsync("second");

        JsonElement job = await cluster.RequireProofAsync(leader);

        Assert.Contains(job.GetProperty("tasks").EnumerateArray(), task => task.GetProperty("attempts").GetInt32() > 1);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Leader_KilledInJob_NextOneGoesOnWithoutProvingAgain()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun worker = await cluster.StartWorkerAsync("worker");
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        await cluster.WaitForJobAsync(job => job.GetProperty("segments_done").GetInt32() > 0);
        await leader.KillAsync();

        JsonElement job = await cluster.RequireProofAsync(cluster.StartLeader(TestCluster.Sample(Block)));

        foreach (JsonElement task in job.GetProperty("tasks").EnumerateArray())
        {
            string id = task.GetProperty("id").GetString()!;
            Assert.Single(worker.Log, line => line.Contains($"{id} is done in", StringComparison.Ordinal));
        }
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Broker_StoppedAndStarted_ProofIsDone()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        await cluster.StartWorkerAsync("worker");
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        await cluster.WaitForJobAsync(HasRunningTask);
        await servers.RabbitMq.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        await servers.RabbitMq.StartAsync();

        await cluster.RequireProofAsync(leader);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Database_StoppedAndStarted_ProofIsDone()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        await cluster.StartWorkerAsync("worker");
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        await cluster.WaitForJobAsync(HasRunningTask);
        await servers.PostgreSql.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));
        await servers.PostgreSql.StartAsync();

        await cluster.RequireProofAsync(leader);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Artifact_InputDamaged_IsMadeAgain()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        JsonElement queued = await cluster.WaitForJobAsync(job => job.GetProperty("state").GetString() == "proving");
        Damage(cluster, queued.GetProperty("id").GetString() + "-work");
        await cluster.StartWorkerAsync("worker");

        await cluster.RequireProofAsync(leader);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Artifact_SegmentProofDamaged_IsProvenAgain()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        await cluster.StartWorkerAsync("prover", "--tasks", "prove");
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        JsonElement proven =
            await cluster.WaitForJobAsync(job => job.GetProperty("state").GetString() == "aggregating");
        Damage(cluster, proven.GetProperty("id").GetString() + "-work");
        await cluster.StartWorkerAsync("aggregator", "--tasks", "aggregate");

        await cluster.RequireProofAsync(leader);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Worker_Terminated_FinishesItsTaskAndTakesNoOther()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun first = await cluster.StartWorkerAsync("first");
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        await cluster.WaitForJobAsync(HasRunningTask);
        first.Terminate();
        (int exitCode, _) = await first.WaitAsync(TestCluster.Patience);
        Assert.True(exitCode == 0, first.Tail());
        Assert.Contains(first.Log, line => line.Contains("drains", StringComparison.Ordinal));
        Assert.Contains(first.Log, line => line.Contains("is done in", StringComparison.Ordinal));
        await cluster.StartWorkerAsync("second");

        JsonElement job = await cluster.RequireProofAsync(leader);

        Assert.All(
            job.GetProperty("tasks").EnumerateArray(),
            task => Assert.Equal(1, task.GetProperty("attempts").GetInt32()));
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Worker_TerminatedWithoutPatience_HandsItsTaskBack()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun first = await cluster.StartWorkerAsync("first", "--drain-timeout", "0");
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        await cluster.WaitForJobAsync(HasRunningTask);
        first.Terminate();
        (int exitCode, _) = await first.WaitAsync(TestCluster.Patience);
        Assert.True(exitCode is 0 or 143, first.Tail());
        await cluster.StartWorkerAsync("second");

        await cluster.RequireProofAsync(leader);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task TwoLeaders_OfOneBlock_ProveItOnce()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun worker = await cluster.StartWorkerAsync("worker");
        ZeroRun first = cluster.StartLeader(TestCluster.Sample(Block));
        ZeroRun second = cluster.StartLeader(TestCluster.Sample(Block));

        JsonElement job = await cluster.RequireProofAsync(first);
        await cluster.RequireProofAsync(second);

        Assert.Equal(
            job.GetProperty("tasks").GetArrayLength(),
            worker.Log.Count(line => line.Contains("is done in", StringComparison.Ordinal)));
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Cancel_QueuedJob_ItsTasksVanish()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        JsonElement job = await cluster.WaitForJobAsync(job => job.GetProperty("state").GetString() == "proving");
        await cluster.QueryAsync("jobs", "cancel", job.GetProperty("id").GetString()!);

        (int exitCode, _) = await leader.WaitAsync(TestCluster.Patience);

        Assert.Equal(2, exitCode);
        Assert.Contains("cancelled", leader.Tail(), StringComparison.Ordinal);
        JsonElement queues = await cluster.QueryAsync("queues", "status");
        Assert.All(queues.EnumerateArray(), queue => Assert.Equal(0, queue.GetProperty("ready").GetInt64()));

        await cluster.QueryAsync("jobs", "retry", job.GetProperty("id").GetString()!);
        await cluster.StartWorkerAsync("worker");
        await cluster.RequireProofAsync(cluster.StartLeader(TestCluster.Sample(Block)));
    }

    private static bool HasRunningTask(JsonElement job) =>
        job.GetProperty("tasks").EnumerateArray().Any(task => task.GetProperty("state").GetString() == "running");

    // One bit of each artifact of a scope; marks are small.
    private static void Damage(TestCluster cluster, string scope)
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(
                Path.Combine(cluster.ArtifactFolder, scope), "*", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/marks/", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            byte[] bytes = File.ReadAllBytes(file);
            bytes[bytes.Length / 2] ^= 0x10;
            File.WriteAllBytes(file, bytes);
        }
    }
}
