using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>
/// A backup as docs/operating/backup.md has it: a dump of the database, then a copy of the artifacts.
/// </summary>
public sealed class RestoreTests(ClusterServers servers) : IClassFixture<ClusterServers>
{
    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Backup_TakenInTheMiddleOfAJob_GoesOnInAnotherClusterWithNewQueues()
    {
        await using TestCluster lost = await TestCluster.CreateAsync(servers);
        ZeroRun worker = await lost.StartWorkerAsync("worker of the lost cluster");
        ZeroRun leader = lost.StartLeader(TestCluster.Sample("small.json"));
        await lost.WaitForJobAsync(job => job.GetProperty("segments_done").GetInt32() > 0);
        await using TestCluster restored = await TestCluster.CreateAsync(servers);

        // Both go on while the backup is taken: the artifacts are copied after the dump that names them.
        await RunAsync(
            $"""
            pg_dump "$FROM" | psql --quiet --set ON_ERROR_STOP=1 "$TO" > /dev/null
            cp --recursive '{lost.ArtifactFolder}' '{restored.ArtifactFolder}'
            """,
            lost.Environment["ZERO_DATABASE"],
            restored.Environment["ZERO_DATABASE"]);
        await leader.KillAsync();
        await worker.KillAsync();
        JsonElement before = await restored.WaitForJobAsync(_ => true);

        ZeroRun next = await restored.StartWorkerAsync("worker of the restored cluster");
        // The new broker has no messages, which the leader finds out by the silence on its tasks.
        JsonElement after = await restored.RequireProofAsync(restored.Start(
            TestCluster.Sample("small.json"),
            "leader",
            "--runtime=amqp",
            "--memory",
            "1.5GiB",
            "--task-timeout",
            "10",
            "stdio"));

        Assert.Equal(before.GetProperty("id").GetString(), after.GetProperty("id").GetString());
        string[] done =
        [
            .. before.GetProperty("tasks").EnumerateArray()
                .Where(task => task.GetProperty("state").GetString() == "done")
                .Select(task => task.GetProperty("id").GetString()!),
        ];
        Assert.NotEmpty(done);
        Assert.DoesNotContain(
            next.Log, line => done.Any(id => line.Contains($"{id} is done in", StringComparison.Ordinal)));
    }

    private static async Task RunAsync(string script, string from, string to)
    {
        ProcessStartInfo start = new("bash", ["-euo", "pipefail", "-c", script]) { RedirectStandardError = true };
        start.Environment["FROM"] = UriOf(from);
        start.Environment["TO"] = UriOf(to);
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
    }

    private static string UriOf(string connectionString)
    {
        NpgsqlConnectionStringBuilder parts = new(connectionString);
        return $"postgres://{parts.Username}:{Uri.EscapeDataString(parts.Password!)}@{parts.Host}:{parts.Port}/"
            + parts.Database;
    }
}
