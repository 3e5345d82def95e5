using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>
/// A cluster of processes on this machine, for one test: RabbitMQ, PostgreSQL and a directory of artifacts, and
/// workers and leaders as an operator starts them.
/// </summary>
internal sealed class TestCluster : IAsyncDisposable
{
    /// <summary>For anything that ends by itself, on a machine that is busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static int _count;

    private readonly List<ZeroRun> _runs = [];
    private readonly ClusterServers _servers;
    private readonly string _folder;
    private int _proofCount;

    private TestCluster(ClusterServers servers, string folder, string database)
    {
        _servers = servers;
        _folder = folder;
        Environment = new Dictionary<string, string>(servers.Environment(database))
        {
            ["ZERO_DATA"] = folder,
            ["ZERO_QUEUE_PREFIX"] = database,
        };
    }

    /// <summary>The variables that tell processes where everything is.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>A folder that is deleted with the cluster.</summary>
    public string Folder => _folder;

    /// <summary>The queue of a kind: prove, aggregate, results, retry, dead.</summary>
    public string Queue(string kind) => $"{Environment["ZERO_QUEUE_PREFIX"]}.{kind}";

    public string ArtifactFolder => Path.Combine(_folder, "artifacts");

    public static string Sample(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", name));

    public static async Task<TestCluster> CreateAsync(ClusterServers servers)
    {
        string name = $"zerotest{Interlocked.Increment(ref _count)}";
        await servers.CreateDatabaseAsync(name);
        return new TestCluster(servers, Directory.CreateTempSubdirectory("zerosharp-cluster-").FullName, name);
    }

    /// <summary>Starts a worker, and waits until it takes tasks.</summary>
    public async Task<ZeroRun> StartWorkerAsync(string name, params string[] arguments)
    {
        ZeroRun run = Start(
            null, ["worker", "--name", name, "--threads", "1", "--memory", "1.5GiB", .. arguments]);
        await run.WaitForLineAsync("is ready", Patience);
        return run;
    }

    /// <summary>Starts a leader that proves what it gets on standard input.</summary>
    public ZeroRun StartLeader(string input, params string[] arguments) => Start(
        input,
        [
            "leader", "--runtime=amqp", "--memory", "1.5GiB", "--log-format", "json", "--task-timeout", "60", "stdio",
            .. arguments,
        ]);

    public ZeroRun Start(string? input, params IEnumerable<string> arguments) =>
        StartWith(new Dictionary<string, string>(), input, arguments);

    /// <summary>Starts a command with some variables changed.</summary>
    public ZeroRun StartWith(
        IReadOnlyDictionary<string, string> changes, string? input, params IEnumerable<string> arguments)
    {
        Dictionary<string, string> environment = new(Environment);
        foreach ((string name, string value) in changes)
        {
            environment[name] = value;
        }

        ZeroRun run = ZeroRun.Start(environment, input, arguments);
        lock (_runs)
        {
            _runs.Add(run);
        }

        return run;
    }

    /// <summary>Runs a command that prints JSON.</summary>
    public async Task<JsonElement> QueryAsync(params string[] arguments)
    {
        ZeroRun run = Start(null, [.. arguments, "--json"]);
        (int exitCode, string output) = await run.WaitAsync(Patience);
        Assert.True(exitCode == 0, run.Tail());
        using JsonDocument document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    /// <summary>Waits until the database says something of the only job.</summary>
    public async Task<JsonElement> WaitForJobAsync(Func<JsonElement, bool> condition)
    {
        await using IJobStore store = JobStores.Open(Environment["ZERO_DATABASE"], TimeProvider.System);
        await store.InitializeAsync(CancellationToken.None);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            IReadOnlyList<Job> jobs = await store.ListAsync(new JobFilter(), CancellationToken.None);
            if (jobs.Count > 0)
            {
                JsonElement job =
                    ToJson(jobs[0], await store.GetTasksAsync(jobs[0].Id, CancellationToken.None));
                if (condition(job))
                {
                    return job;
                }
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"no such job among {jobs.Count}");
            await Task.Delay(50);
        }
    }

    /// <summary>
    /// Waits for a leader's end, and requires that it gave one proof of the input, that the proof verifies, and
    /// that the database has one job for it, each of its segments done once.
    /// </summary>
    public async Task<JsonElement> RequireProofAsync(ZeroRun leader)
    {
        (int exitCode, string output) = await leader.WaitAsync(Patience);
        Assert.True(exitCode == 0, leader.Tail());
        await VerifyAsync(output);
        return Assert.Single(await RequireJobsProvedAsync(1));
    }

    /// <summary>Requires that the last line of a leader's output is a document whose proofs verify.</summary>
    public async Task VerifyAsync(string output)
    {
        string file = Path.Combine(_folder, $"proof{Interlocked.Increment(ref _proofCount)}.json");
        await File.WriteAllTextAsync(file, output.TrimEnd('\n').Split('\n')[^1]);
        ZeroRun verifier = Start(null, "verifier", "--file-path", file);
        (int exitCode, string verdict) = await verifier.WaitAsync(Patience);
        Assert.True(exitCode == 0, verifier.Tail());
        Assert.Contains("All proofs verified successfully!", verdict, StringComparison.Ordinal);
    }

    /// <summary>
    /// Requires that the database has so many jobs, for as many blocks, all proved, each of their tasks done
    /// and there once.
    /// </summary>
    public async Task<IReadOnlyList<JsonElement>> RequireJobsProvedAsync(int count)
    {
        JsonElement list = await QueryAsync("jobs", "list");
        Assert.Equal(count, list.GetArrayLength());
        List<JsonElement> jobs = [];
        foreach (JsonElement entry in list.EnumerateArray())
        {
            JsonElement job = await QueryAsync("jobs", "show", entry.GetProperty("id").GetString()!);
            Assert.Equal("proved", job.GetProperty("state").GetString());
            int segments = job.GetProperty("segments").GetInt32();
            Assert.Equal(segments, job.GetProperty("segments_done").GetInt32());
            JsonElement[] tasks = [.. job.GetProperty("tasks").EnumerateArray()];
            Assert.All(tasks, task => Assert.Equal("done", task.GetProperty("state").GetString()));
            Assert.Equal(segments + 1, tasks.Select(task => task.GetProperty("id").GetString()).Distinct().Count());
            Assert.Equal(segments + 1, tasks.Length);
            jobs.Add(job);
        }

        Assert.Equal(count, jobs.Select(job => job.GetProperty("block_hash").GetString()).Distinct().Count());
        return jobs;
    }

    // As `zero jobs show --json` prints it, without a process for each look.
    private static JsonElement ToJson(Job job, IReadOnlyList<JobTask> tasks)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            JobDocument.Write(writer, job, tasks, null);
        }

        using JsonDocument document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ZeroRun run in _runs)
        {
            await run.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The servers that the tests of a class share.</summary>
public class ClusterServers : IAsyncLifetime
{
    public ClusterServers()
        : this(new RabbitMqOptions(), new PostgreSqlOptions())
    {
    }

    protected ClusterServers(RabbitMqOptions rabbitMq, PostgreSqlOptions postgreSql)
    {
        RabbitMq = new RabbitMqServer(rabbitMq);
        PostgreSql = new PostgreSqlServer(postgreSql);
    }

    public RabbitMqServer RabbitMq { get; }

    public PostgreSqlServer PostgreSql { get; }

    public async Task InitializeAsync()
    {
        if (TestServers.SkipReason(ServerKind.RabbitMq) is null
            && TestServers.SkipReason(ServerKind.PostgreSql) is null)
        {
            await Task.WhenAll(RabbitMq.StartAsync(), PostgreSql.StartAsync());
        }
    }

    /// <summary>The variables that tell processes of a cluster with this database where the servers are.</summary>
    public virtual IReadOnlyDictionary<string, string> Environment(string database) => new Dictionary<string, string>
    {
        ["ZERO_DATABASE"] = Database(database),
        ["AMQP_URI"] = RabbitMq.AmqpUri.ToString(),
    };

    /// <summary>The connection string of a database.</summary>
    public string Database(string name) =>
        new NpgsqlConnectionStringBuilder(PostgreSql.ConnectionString) { Database = name }.ConnectionString;

    public async Task CreateDatabaseAsync(string name)
    {
        // A pool would hold connections of a server that a test has stopped since.
        await using NpgsqlConnection connection = new(
            new NpgsqlConnectionStringBuilder(PostgreSql.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
    }

    public virtual async Task DisposeAsync()
    {
        await RabbitMq.DisposeAsync();
        await PostgreSql.DisposeAsync();
    }
}
