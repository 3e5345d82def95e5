using Npgsql;
using Xunit.Abstractions;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>The PostgreSQL server that tests start, through Npgsql.</summary>
public sealed class PostgreSqlServerTests(ITestOutputHelper output)
{
    [ServerFact(ServerKind.PostgreSql)]
    public async Task Kill_CommittedRows_AreKept()
    {
        await using PostgreSqlServer server = new();
        await server.StartAsync();
        output.WriteLine($"first start {server.StartDuration.TotalSeconds:F1} s");
        Assert.Equal(1, await ExecuteAsync(server.ConnectionString, "CREATE TABLE task (id int); SELECT 1"));
        await ExecuteAsync(server.ConnectionString, "INSERT INTO task SELECT generate_series(1, 100)");

        await server.KillAsync();
        await Assert.ThrowsAsync<NpgsqlException>(() => ExecuteAsync(server.ConnectionString, "SELECT 1"));
        await server.StartAsync();
        output.WriteLine($"start after kill -9 {server.StartDuration.TotalSeconds:F1} s");
        Assert.Equal(100L, await ExecuteAsync(server.ConnectionString, "SELECT count(*) FROM task"));

        await server.RestartAsync();
        output.WriteLine($"restart {server.StartDuration.TotalSeconds:F1} s");
        Assert.Equal(100L, await ExecuteAsync(server.ConnectionString, "SELECT count(*) FROM task"));
    }

    [ServerFact(ServerKind.PostgreSql)]
    public async Task Login_WrongPassword_IsRefused()
    {
        await using PostgreSqlServer server = new();
        await server.StartAsync();
        NpgsqlConnectionStringBuilder wrong = new(server.ConnectionString) { Password = "wrong" };

        PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(
            () => ExecuteAsync(wrong.ConnectionString, "SELECT 1"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [ServerFact(ServerKind.PostgreSql)]
    public async Task Tls_Required_RefusesPlainClients()
    {
        using TestCertificates certificates = TestCertificates.Create();
        await using PostgreSqlServer server = new(new() { Certificates = certificates, RequireTls = true });
        await server.StartAsync();

        Assert.Equal(true, await ExecuteAsync(
            server.TlsConnectionString, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"));
        NpgsqlConnectionStringBuilder plain = new(server.ConnectionString) { SslMode = SslMode.Disable };
        PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(
            () => ExecuteAsync(plain.ConnectionString, "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidAuthorizationSpecification, refusal.SqlState);
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
