using Npgsql;
using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Store.Artifacts;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>Classes that share the servers, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ServersDefinition : ICollectionFixture<ServersFixture>
{
    public const string Name = "servers";
}

/// <summary>One PostgreSQL and one S3 server, started when the first test needs them.</summary>
public sealed class ServersFixture : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("zerosharp-store-").FullName;
    private PostgreSqlServer? postgres;
    private S3Server? s3;

    public string NewFolder()
    {
        string path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>The location of a new database without tables.</summary>
    public async Task<string> NewDatabaseAsync(DatabaseKind kind)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            return Path.Combine(NewFolder(), "jobs.db");
        }

        if (postgres is null)
        {
            postgres = new PostgreSqlServer();
            await postgres.StartAsync();
        }

        string name = $"d{Guid.NewGuid():N}";
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(postgres.ConnectionString + ";Pooling=false");
        await using NpgsqlCommand command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = name }.ToString();
    }

    /// <summary>A store on a new database, with its tables.</summary>
    public async Task<IJobStore> NewJobStoreAsync(DatabaseKind kind, TimeProvider time)
    {
        IJobStore store = JobStores.Open(await NewDatabaseAsync(kind), time);
        await store.InitializeAsync(CancellationToken.None);
        return store;
    }

    /// <summary>Options of a new bucket.</summary>
    public async Task<S3Options> NewBucketAsync()
    {
        if (s3 is null)
        {
            s3 = new S3Server();
            await s3.StartAsync();
        }

        string credentials = Path.Combine(folder, "credentials");
        await File.WriteAllTextAsync(
            credentials,
            $"[default]\naws_access_key_id = {S3Server.AccessKey}\naws_secret_access_key = {S3Server.SecretKey}\n");
        S3Options options = new()
        {
            Endpoint = s3.Endpoint,
            Region = S3Server.Region,
            Bucket = $"b{Guid.NewGuid():N}",
            CredentialsFile = credentials,
            MaxRetries = 1,
        };
        using Amazon.S3.AmazonS3Client client = new(
            S3Server.AccessKey,
            S3Server.SecretKey,
            new Amazon.S3.AmazonS3Config { ServiceURL = s3.Endpoint.AbsoluteUri, ForcePathStyle = true });
        await client.PutBucketAsync(options.Bucket);
        return options;
    }

    /// <summary>An empty artifact store.</summary>
    public async Task<IArtifactStore> NewArtifactStoreAsync(ArtifactPlace place)
    {
        if (place == ArtifactPlace.Directory)
        {
            return ArtifactStores.Open(NewFolder(), TimeProvider.System);
        }

        S3Options options = await NewBucketAsync();
        return ArtifactStores.Open($"s3://{options.Bucket}/some/prefix", TimeProvider.System, options);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        if (s3 is not null)
        {
            await s3.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}
