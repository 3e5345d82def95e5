using System.Text.Json;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>What goes wrong with the artifact store while a block is proved, and tasks that come twice.</summary>
public sealed class StoreFaultTests(ClusterServers servers) : IClassFixture<ClusterServers>
{
    private const string Block = "small.json";
    private const int DiskKilobytes = 64 << 10;

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql, NeedsDisk = true)]
    public async Task Store_ReadOnlyForAWhile_ProofIsDone()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        using SmallDisk disk = new(Directory.CreateDirectory(cluster.ArtifactFolder).FullName, DiskKilobytes);
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        await cluster.WaitForJobAsync(job => job.GetProperty("state").GetString() == "proving");
        disk.MakeReadOnly();
        ZeroRun worker = await cluster.StartWorkerAsync("worker");
        string line = await worker.WaitForLineAsync("artifact store is not available", TestCluster.Patience);
        disk.MakeWritable();

        await RequireProvedOnceAsync(cluster, leader, worker);

        Assert.Contains("read-only", line, StringComparison.OrdinalIgnoreCase);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql, NeedsDisk = true)]
    public async Task Store_FullForAWhile_ProofIsDone()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        using SmallDisk disk = new(Directory.CreateDirectory(cluster.ArtifactFolder).FullName, DiskKilobytes);
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        await cluster.WaitForJobAsync(job => job.GetProperty("state").GetString() == "proving");
        string ballast = Path.Combine(disk.Path, "ballast");
        Fill(ballast);
        ZeroRun worker = await cluster.StartWorkerAsync("worker");
        string line = await worker.WaitForLineAsync("artifact store is not available", TestCluster.Patience);
        File.Delete(ballast);

        await RequireProvedOnceAsync(cluster, leader, worker);

        Assert.Contains("full", line, StringComparison.Ordinal);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Tasks_DeliveredTwice_AreProvenOnce()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));
        JsonElement queued =
            await cluster.WaitForJobAsync(job => job.GetProperty("state").GetString() == "proving");
        IReadOnlyList<byte[]> tasks = await RawQueue.PeekAsync(servers.RabbitMq.AmqpUri, cluster.Queue("prove"));
        Assert.Equal(queued.GetProperty("segments").GetInt32(), tasks.Count);
        foreach (byte[] task in tasks)
        {
            await RawQueue.PublishAsync(servers.RabbitMq.AmqpUri, cluster.Queue("prove"), task);
        }

        ZeroRun worker = await cluster.StartWorkerAsync("worker");

        await RequireProvedOnceAsync(cluster, leader, worker);

        foreach (byte[] task in tasks)
        {
            using JsonDocument message = JsonDocument.Parse(task);
            string id = message.RootElement.GetProperty("task").GetString()!;
            await worker.WaitForLineAsync($"{id} was done before", TestCluster.Patience);
        }
    }

    // The worker keeps its result while it cannot store it: no segment is proven again.
    private static async Task RequireProvedOnceAsync(TestCluster cluster, ZeroRun leader, ZeroRun worker)
    {
        JsonElement job = await cluster.RequireProofAsync(leader);
        foreach (JsonElement task in job.GetProperty("tasks").EnumerateArray())
        {
            string id = task.GetProperty("id").GetString()!;
            Assert.Single(worker.Log, line => line.Contains($"{id} is done in", StringComparison.Ordinal));
        }
    }

    private static void Fill(string path)
    {
        const int BlockBytes = 4096;
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (int i = 0; i <= DiskKilobytes; i++)
            {
                file.Write(new byte[BlockBytes]);
            }
        }
        catch (IOException)
        {
            return;
        }

        Assert.Fail("the disk did not become full");
    }
}
