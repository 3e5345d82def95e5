using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Testing.Servers;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>The schema's version, and several processes on one database.</summary>
[Collection(ServersDefinition.Name)]
public sealed class SchemaTests(ServersFixture servers)
{
    [Theory, OnSqlite, OnPostgreSql]
    public async Task Initialize_ANewerSchema_IsRefused(DatabaseKind kind)
    {
        string location = await servers.NewDatabaseAsync(kind);
        await using IJobStore store = JobStores.Open(location, TimeProvider.System);
        await store.InitializeAsync(None);
        await ExecuteAsync(kind, location, "INSERT INTO schema_version (version, applied_at) VALUES (99, 0)");

        JobStoreException failure = await Assert.ThrowsAsync<JobStoreException>(() => store.InitializeAsync(None));

        Assert.False(failure.IsPassing);
        Assert.Contains("schema 99 and this release knows 2", failure.Message, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Use_BeforeInitialize_SaysWhatToDo(DatabaseKind kind)
    {
        await using IJobStore store = JobStores.Open(await servers.NewDatabaseAsync(kind), TimeProvider.System);

        JobStoreException failure = await Assert.ThrowsAsync<JobStoreException>(() => store.GetTotalsAsync(None));

        Assert.Contains("no tables yet", failure.Message, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Processes_ThatStartAtOnce_ShareTheJobs(DatabaseKind kind)
    {
        const int ProcessCount = 3;
        const int JobCount = 40;
        string location = await servers.NewDatabaseAsync(kind);

        string[] outputs = await Task.WhenAll(Enumerable.Range(0, ProcessCount).Select(async number =>
        {
            using Process process = StoreProcess.Start("claim", location, $"leader {number}", $"{JobCount}");
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            return output;
        }));

        string[] keys = [.. outputs.SelectMany(output => output.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(JobCount, keys.Length);
        Assert.Equal(JobCount, keys.Distinct().Count());
    }

    [Fact]
    public async Task Sqlite_ProcessKilledInTheMiddle_LeavesADatabaseThatWorks()
    {
        string location = await servers.NewDatabaseAsync(DatabaseKind.Sqlite);
        using (Process process = StoreProcess.Start("claim", location, "leader", "100000"))
        {
            await using IJobStore watching = JobStores.Open(location, TimeProvider.System);
            await watching.InitializeAsync(None);
            for (int tries = 0; (await watching.ListAsync(new JobFilter { MaxCount = 20 }, None)).Count < 20; tries++)
            {
                Assert.True(tries < 1000, "the process adds no jobs");
                await Task.Delay(10);
            }

            process.Kill();
            await process.WaitForExitAsync();
        }

        await using IJobStore store = JobStores.Open(location, TimeProvider.System);
        await store.InitializeAsync(None);
        Assert.True((await store.SubmitAsync(NewJob(1, "another"), None)).IsNew);
        await using SqliteConnection connection = new($"Data Source={location}");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Sqlite_AFileThatIsNoDatabase_SaysSo()
    {
        string path = Path.Combine(servers.NewFolder(), "jobs.db");
        await File.WriteAllTextAsync(path, new string('x', 5000));
        await using IJobStore store = JobStores.Open(path, TimeProvider.System);

        JobStoreException failure = await Assert.ThrowsAsync<JobStoreException>(() => store.InitializeAsync(None));

        Assert.False(failure.IsPassing);
        Assert.Contains("damaged, or no SQLite database", failure.Message, StringComparison.Ordinal);
    }

    [MountFact]
    public async Task Sqlite_OnAFullDisk_FailsPassinglyAndGoesOnLater()
    {
        using SmallDisk disk = new(servers.NewFolder(), kilobytes: 512);
        string filling = Path.Combine(disk.Path, "filling");
        await using IJobStore store = JobStores.Open(Path.Combine(disk.Path, "jobs.db"), TimeProvider.System);
        await store.InitializeAsync(None);
        await store.SubmitAsync(NewJob(1), None);
        Assert.Throws<IOException>(() => File.WriteAllBytes(filling, new byte[1 << 20]));

        JobStoreException failure = await Assert.ThrowsAsync<JobStoreException>(async () =>
        {
            for (int number = 2; number < 1000; number++)
            {
                await store.SubmitAsync(NewJob(number), None);
            }
        });
        File.Delete(filling);

        Assert.True(failure.IsPassing, failure.Message);
        await store.SubmitAsync(NewJob(5000), None);
        Assert.NotNull(await store.GetAsync(Id(1), None));
    }

    private static async Task ExecuteAsync(DatabaseKind kind, string location, string sql)
    {
        await using DbConnection connection = kind == DatabaseKind.Sqlite
            ? new SqliteConnection($"Data Source={location}")
            : new NpgsqlConnection(location);
        await connection.OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
