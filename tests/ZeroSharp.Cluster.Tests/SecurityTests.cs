using System.Text;
using System.Text.Json;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>
/// Broker and database over TLS with a private authority: who is let in, who is not, and what is said of it. Nothing
/// that a process says has a password in it.
/// </summary>
public sealed class SecurityTests(SecureClusterServers servers) : IClassFixture<SecureClusterServers>
{
    private const string Block = "small.json";
    private const int BadInput = 2;
    private const int Unavailable = 69;

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Tls_WithTheServersAuthority_BlockIsProved()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        ZeroRun worker = await cluster.StartWorkerAsync("worker");
        ZeroRun leader = cluster.StartLeader(TestCluster.Sample(Block));

        await cluster.RequireProofAsync(leader);

        RequireNoPassword(worker.Log);
        RequireNoPassword(leader.Log);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Tls_WithAnotherAuthority_IsRefused()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        using TestCertificates others = TestCertificates.Create();
        string authority = others.WriteTo(Path.Combine(cluster.Folder, "others")).Authority;

        Dictionary<string, string> broker = new() { ["ZERO_AMQP_CA_FILE"] = authority };
        await RequireRefusalAsync(cluster, broker, Unavailable, "TLS certificate of amqps://localhost", "worker");
        await RequireRefusalAsync(cluster, broker, Unavailable, "TLS certificate of amqps://localhost", Leader);
        await RequireRefusalAsync(
            cluster, broker, Unavailable, "TLS certificate of amqps://localhost", "queues", "status");

        Dictionary<string, string> database = new() { ["ZERO_DATABASE_CA_FILE"] = authority };
        await RequireRefusalAsync(cluster, database, Unavailable, "certificate", Leader);
        await RequireRefusalAsync(cluster, database, Unavailable, "certificate", "jobs", "list");
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Password_Wrong_IsOneLineWithoutIt()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        Dictionary<string, string> broker = new()
        {
            ["AMQP_URI"] = servers.RabbitMq.AmqpsUri.ToString().Replace(
                SecureClusterServers.BrokerPassword, SecureClusterServers.WrongPassword, StringComparison.Ordinal),
        };
        Assert.Contains(SecureClusterServers.WrongPassword, broker["AMQP_URI"], StringComparison.Ordinal);
        await RequireRefusalAsync(cluster, broker, Unavailable, "refuses the user or its password", "worker");
        await RequireRefusalAsync(cluster, broker, Unavailable, "refuses the user or its password", Leader);
        await RequireRefusalAsync(
            cluster, broker, Unavailable, "refuses the user or its password", "queues", "status");

        Dictionary<string, string> database = new()
        {
            ["ZERO_DATABASE"] = cluster.Environment["ZERO_DATABASE"].Replace(
                SecureClusterServers.DatabasePassword, SecureClusterServers.WrongPassword, StringComparison.Ordinal),
        };
        Assert.Contains(SecureClusterServers.WrongPassword, database["ZERO_DATABASE"], StringComparison.Ordinal);
        await RequireRefusalAsync(cluster, database, Unavailable, "password authentication failed", Leader);
        await RequireRefusalAsync(cluster, database, Unavailable, "password authentication failed", "jobs", "list");
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Credentials_NoneGiven_AreNotMadeUp()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        Dictionary<string, string> nowhere = new() { ["AMQP_URI"] = string.Empty };
        await RequireRefusalAsync(cluster, nowhere, BadInput, "no RabbitMQ is named: give --amqp-uri", "worker");
        await RequireRefusalAsync(cluster, nowhere, BadInput, "no RabbitMQ is named: give --amqp-uri", Leader);

        Dictionary<string, string> nobody = new() { ["AMQP_URI"] = $"amqps://localhost:{servers.RabbitMq.TlsPort}" };
        await RequireRefusalAsync(cluster, nobody, Unavailable, "no user and password are given", "worker");
        await RequireRefusalAsync(cluster, nobody, Unavailable, "no user and password are given", Leader);

        Dictionary<string, string> anybody = new()
        {
            ["ZERO_DATABASE"] = $"postgres://localhost:{servers.PostgreSql.Port}/postgres?sslmode=require",
            ["PGUSER"] = string.Empty,
            ["PGPASSWORD"] = string.Empty,
            ["PGPASSFILE"] = "/dev/null",
        };
        await RequireRefusalAsync(cluster, anybody, Unavailable, "PostgreSQL", Leader);
    }

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql)]
    public async Task Queue_MalformedMessages_BecomeDeadLettersAndNothingElse()
    {
        await using TestCluster cluster = await TestCluster.CreateAsync(servers);
        await cluster.QueryAsync("queues", "status");
        (byte[] Body, string Reason)[] messages =
        [
            ([0xff, 0x00, 0x7b, 0x13], "the message is not valid JSON"),
            ([], "the message is not valid JSON"),
            (Encoding.UTF8.GetBytes(Message(version: 2)), "a message of version 2; this release reads version 1"),
            (Encoding.UTF8.GetBytes(Message(kind: "destroy")), "field 'kind' is not a known one"),
            (Encoding.UTF8.GetBytes(Message(input: "../../etc/passwd")), "field 'input' does not name an artifact"),
            (Encoding.UTF8.GetBytes(Message(kind: "aggregate")), "a task of kind Aggregate in the queue of kind Prove"),
            (Encoding.UTF8.GetBytes(Message() + new string(' ', 9000)), "exceeds 8192"),
            (new byte[2 << 20], "exceeds 8192"),
        ];
        foreach ((byte[] body, _) in messages)
        {
            await RawQueue.PublishAsync(servers.RabbitMq.AmqpUri, cluster.Queue("prove"), body);
        }

        await cluster.StartWorkerAsync("worker");

        await cluster.RequireProofAsync(cluster.StartLeader(TestCluster.Sample(Block)));

        JsonElement[] letters = [.. (await cluster.QueryAsync("queues", "dead")).EnumerateArray()];
        Assert.Equal(
            messages.Select(message => message.Body.Length),
            letters.Select(letter => letter.GetProperty("bytes").GetInt32()));
        for (int i = 0; i < messages.Length; i++)
        {
            Assert.Contains(
                messages[i].Reason, letters[i].GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.Equal(cluster.Queue("prove"), letters[i].GetProperty("queue").GetString());
        }
    }

    private static string[] Leader => ["leader", "--runtime=amqp", "stdio"];

    private static string Message(int version = 1, string kind = "prove", string? input = null) =>
        $$"""
        {"version":{{version}},"kind":"{{kind}}","task":"0190.0","job":"0190","program":"0x00","chain_id":1,
        "block":1,"segment":0,"cycles":1,"first_transaction":-1,"last_transaction":-1,
        "input":"{{input ?? $"0190/{new string('0', 64)}/1"}}","attempt":0,"created":"2026-01-01T00:00:00.0000000Z"}
        """;

    // It ends by itself, soon, and the last line says why.
    private static async Task RequireRefusalAsync(
        TestCluster cluster,
        Dictionary<string, string> changes,
        int exitCode,
        string reason,
        params string[] arguments)
    {
        ZeroRun run = cluster.StartWith(
            changes, arguments[0] == "leader" ? TestCluster.Sample(Block) : null, arguments);
        (int actual, string output) = await run.WaitAsync(TestCluster.Patience);
        Assert.True(actual == exitCode, $"{string.Join(' ', arguments)} ended with {actual}: {run.Tail()}");
        Assert.Empty(output);
        string line = Assert.Single(run.Log, line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Contains(reason, line, StringComparison.Ordinal);
        RequireNoPassword(run.Log);
    }

    private static void RequireNoPassword(IEnumerable<string> lines) => Assert.All(lines, line =>
    {
        Assert.DoesNotContain(SecureClusterServers.BrokerPassword, line, StringComparison.Ordinal);
        Assert.DoesNotContain(SecureClusterServers.DatabasePassword, line, StringComparison.Ordinal);
        Assert.DoesNotContain(SecureClusterServers.WrongPassword, line, StringComparison.Ordinal);
    });
}
