using System.Reflection;
using Npgsql;
using Xunit.Sdk;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Scaler.Tests;

/// <summary>Databases that the service is tested on.</summary>
public enum DatabaseKind
{
    Sqlite,
    PostgreSql,
}

/// <summary>Runs a theory with SQLite.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[DatabaseKind.Sqlite]];
}

/// <summary>Runs a theory with PostgreSQL; skipped with the reason where none can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPostgreSqlAttribute : DataAttribute
{
    public OnPostgreSqlAttribute() => Skip = TestServers.SkipReason(ServerKind.PostgreSql);

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[DatabaseKind.PostgreSql]];
}

/// <summary>A fact that needs PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = TestServers.SkipReason(ServerKind.PostgreSql);
}

/// <summary>New databases: files, and one PostgreSQL server that is started when the first test needs it.</summary>
public sealed class Databases : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zerosharp-scaler-").FullName;
    private PostgreSqlServer? _postgres;

    public string NewFolder()
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>A store on a new database, with its tables.</summary>
    public async Task<IJobStore> NewAsync(DatabaseKind kind)
    {
        IJobStore store = JobStores.Open(await NewLocationAsync(kind), TimeProvider.System);
        await store.InitializeAsync(CancellationToken.None);
        return store;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> NewLocationAsync(DatabaseKind kind)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            return Path.Combine(NewFolder(), "jobs.db");
        }

        if (_postgres is null)
        {
            _postgres = new PostgreSqlServer();
            await _postgres.StartAsync();
        }

        string name = $"d{Guid.NewGuid():N}";
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(_postgres.ConnectionString + ";Pooling=false");
        await using NpgsqlCommand command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = name }.ToString();
    }
}
