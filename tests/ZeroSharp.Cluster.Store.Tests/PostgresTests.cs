using Npgsql;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Store.Jobs;
using ZeroSharp.Testing.Servers;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Store.Tests;

/// <summary>What is PostgreSQL's own: a server that dies, passwords, TLS.</summary>
public sealed class PostgresTests
{
    private const string Password = "a secret; with = signs";
    private const string QuotedPassword = "\"a secret; with = signs\"";

    [ServerFact(ServerKind.PostgreSql)]
    public async Task Server_KilledAndStartedAgain_LosesNothingThatWasCommitted()
    {
        await using PostgreSqlServer server = new(new() { Password = Password });
        await server.StartAsync();
        await using IJobStore store = Open(new() { Connection = ConnectionOf(server) });
        await store.InitializeAsync(None);
        List<string> committed = [];
        using CancellationTokenSource stop = new();
        Task writing = Task.Run(async () =>
        {
            for (int number = 1; !stop.IsCancellationRequested; number++)
            {
                try
                {
                    await store.SubmitAsync(NewJob(number), None);
                    committed.Add(Id(number));
                }
                catch (JobStoreException failure)
                {
                    Check(failure);
                    await Task.Delay(10);
                }
            }
        });

        for (int round = 0; round < 3; round++)
        {
            int before = committed.Count;
            await WaitAsync(() => committed.Count > before + 5);
            await server.KillAsync();
            Check(await Assert.ThrowsAsync<JobStoreException>(() => store.GetTotalsAsync(None)));
            await server.StartAsync();
        }

        int last = committed.Count;
        await WaitAsync(() => committed.Count > last + 5);
        await stop.CancelAsync();
        await writing;

        foreach (string id in committed)
        {
            Assert.NotNull(await store.GetAsync(id, None));
        }

        static void Check(JobStoreException failure)
        {
            Assert.True(failure.IsPassing, failure.ToString());
            Assert.StartsWith("PostgreSQL at localhost:", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', failure.Message);
            Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        }
    }

    [ServerFact(ServerKind.PostgreSql)]
    public async Task Network_ThatGoesSilent_FailsPassinglyWithinTheTimeout()
    {
        await using PostgreSqlServer server = new(new() { Password = Password });
        await server.StartAsync();
        await using FaultProxy proxy = new(server.Port);
        await using IJobStore store = Open(new()
        {
            Connection = $"Host=localhost;Port={proxy.Port};Database=postgres;Username=zerosharp;"
                + $"Password={QuotedPassword}",
            CommandTimeout = TimeSpan.FromSeconds(2),
            ConnectTimeout = TimeSpan.FromSeconds(2),
        });
        await store.InitializeAsync(None);

        proxy.Pause();
        Assert.True((await Assert.ThrowsAsync<JobStoreException>(
            () => store.SubmitAsync(NewJob(1), None)).WaitAsync(TimeSpan.FromSeconds(30))).IsPassing);
        proxy.CutAll();
        proxy.Heal();

        // The submission may have come through, which no one could know; it may be made again.
        await store.SubmitAsync(NewJob(1), None);
        Assert.Single(await store.ListAsync(new JobFilter(), None));
    }

    [ServerFact(ServerKind.PostgreSql)]
    public async Task Password_OfAFile_IsReadAgainForEveryConnection()
    {
        await using PostgreSqlServer server = new(new() { Password = Password });
        await server.StartAsync();
        string file = Path.Combine(server.Folder, "secret");
        string url = $"postgres://zerosharp@localhost:{server.Port}/postgres?sslmode=disable";
        await using IJobStore store = Open(new() { Connection = url, PasswordFile = file });

        JobStoreException missing = await Assert.ThrowsAsync<JobStoreException>(() => store.InitializeAsync(None));
        Assert.Contains($"the password file '{file}' cannot be read", missing.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "a wrong secret\n");
        JobStoreException wrong = await Assert.ThrowsAsync<JobStoreException>(() => store.InitializeAsync(None));
        await File.WriteAllTextAsync(file, Password + "\n");
        await store.InitializeAsync(None);

        Assert.False(wrong.IsPassing);
        Assert.Contains("refuses the login", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong.Message, StringComparison.Ordinal);
    }

    [ServerFact(ServerKind.PostgreSql)]
    public async Task Tls_WithTheRightAuthorityOnly_Connects()
    {
        using TestCertificates certificates = TestCertificates.Create();
        using TestCertificates others = TestCertificates.Create();
        await using PostgreSqlServer server = new(
            new() { Password = Password, Certificates = certificates, RequireTls = true });
        await server.StartAsync();
        string right = certificates.WriteTo(Path.Combine(server.Folder, "right")).Authority;
        string wrong = others.WriteTo(Path.Combine(server.Folder, "wrong")).Authority;
        string url = $"postgres://zerosharp:{Uri.EscapeDataString(Password)}@localhost:{server.Port}/postgres";

        await using IJobStore trusting = Open(new() { Connection = url, RootCertificate = right });
        await trusting.InitializeAsync(None);
        await using IJobStore byUrl = Open(
            new() { Connection = $"{url}?sslmode=verify-full&sslrootcert={Uri.EscapeDataString(right)}" });
        await byUrl.InitializeAsync(None);
        await using IJobStore mistrusting = Open(new() { Connection = url, RootCertificate = wrong });
        JobStoreException failure = await Assert.ThrowsAsync<JobStoreException>(
            () => mistrusting.InitializeAsync(None));
        Assert.False(failure.IsPassing);
        Assert.Contains("no certificate that is trusted", failure.Message, StringComparison.Ordinal);
        await using IJobStore plain = Open(new() { Connection = url + "?sslmode=disable" });
        Assert.False((await Assert.ThrowsAsync<JobStoreException>(() => plain.InitializeAsync(None))).IsPassing);
    }

    [Theory]
    [InlineData("postgres://zero:hidden@host/db?sslmode=hidden")]
    [InlineData("postgres://zero:hidden@host:port/db")]
    [InlineData("postgres://zero:hidden@host/db?unknown=hidden")]
    [InlineData("Host=localhost;Pasword=hidden")]
    [InlineData("Host=localhost;Port=hidden;Password=hidden")]
    public void Open_ConnectionThatCannotBeRead_SaysSoWithoutShowingIt(string connection)
    {
        JobStoreException failure = Assert.Throws<JobStoreException>(
            () => JobStores.Open(connection, TimeProvider.System));

        Assert.False(failure.IsPassing);
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
    }

    private static IJobStore Open(PostgresOptions options) =>
        SqlJobStore.OpenPostgres(options, TimeProvider.System);

    private static string ConnectionOf(PostgreSqlServer server) => new NpgsqlConnectionStringBuilder
    {
        Host = "localhost",
        Port = server.Port,
        Database = "postgres",
        Username = "zerosharp",
        Password = Password,
    }.ToString();

    private static async Task WaitAsync(Func<bool> isTrue)
    {
        for (int tries = 0; !isTrue(); tries++)
        {
            Assert.True(tries < 3000, "nothing came within 30 seconds");
            await Task.Delay(10);
        }
    }
}
