using System.Diagnostics;
using System.Net.Security;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit.Abstractions;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>The RabbitMQ node that tests start, through the official client.</summary>
public sealed class RabbitMqServerTests(ITestOutputHelper output)
{
    private const int MessageCount = 20;
    private static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    [ServerFact(ServerKind.RabbitMq)]
    public async Task Kill_DurableQuorumQueue_KeepsItsMessages()
    {
        await using RabbitMqServer server = new();
        await server.StartAsync();
        output.WriteLine($"first start {server.StartDuration.TotalSeconds:F1} s");
        await PublishAsync(server.AmqpUri, "tasks");
        long begin = Stopwatch.GetTimestamp();
        await server.WaitForQuorumQueueOnDiskAsync("tasks");
        output.WriteLine($"queue on disk after {Stopwatch.GetElapsedTime(begin).TotalSeconds:F1} s");

        await server.KillAsync();
        Assert.False(server.IsRunning);
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => ConnectAsync(server.AmqpUri));
        await server.StartAsync();
        output.WriteLine($"start after kill -9 {server.StartDuration.TotalSeconds:F1} s");

        Assert.Equal(Enumerable.Range(0, MessageCount), await ConsumeAsync(server.AmqpUri, "tasks"));
    }

    [ServerFact(ServerKind.RabbitMq)]
    public async Task Restart_OwnUser_KeepsPortAndMessages()
    {
        RabbitMqOptions options = new() { User = "prover", Password = "a/b c" };
        await using RabbitMqServer server = new(options);
        await server.StartAsync();
        await PublishAsync(server.AmqpUri, "tasks");
        Uri address = server.AmqpUri;

        await server.RestartAsync();
        output.WriteLine($"restart {server.StartDuration.TotalSeconds:F1} s");

        Assert.Equal(address, server.AmqpUri);
        Assert.Equal(Enumerable.Range(0, MessageCount), await ConsumeAsync(server.AmqpUri, "tasks"));
        Uri guest = new UriBuilder(server.AmqpUri) { UserName = "guest", Password = "guest" }.Uri;
        BrokerUnreachableException refusal =
            await Assert.ThrowsAsync<BrokerUnreachableException>(() => ConnectAsync(guest));
        Assert.IsType<AuthenticationFailureException>(refusal.InnerException);
    }

    [ServerFact(ServerKind.RabbitMq)]
    public async Task Tls_ClientCertificateRequired_AdmitsOnlyItsHolder()
    {
        using TestCertificates certificates = TestCertificates.Create();
        RabbitMqOptions options = new() { Certificates = certificates, RequireClientCertificate = true };
        await using RabbitMqServer server = new(options);
        await server.StartAsync();
        output.WriteLine($"start with TLS {server.StartDuration.TotalSeconds:F1} s");

        await using (IConnection connection = await Factory(server, certificates, withClient: true)
            .CreateConnectionAsync())
        {
            Assert.True(connection.IsOpen);
        }

        await Assert.ThrowsAsync<BrokerUnreachableException>(
            () => Factory(server, certificates, withClient: false).CreateConnectionAsync());
    }

    [ServerFact(ServerKind.RabbitMq)]
    public async Task Start_TwoNodesWithManagement_DoNotMeet()
    {
        await using RabbitMqServer first = new(new() { Management = true });
        await using RabbitMqServer second = new();
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        output.WriteLine(
            $"two at once: management {first.StartDuration.TotalSeconds:F1} s, "
            + $"plain {second.StartDuration.TotalSeconds:F1} s");
        await PublishAsync(first.AmqpUri, "tasks");
        await first.ControlAsync(["add_user", "extra", "extra"]);

        await using IConnection connection = await ConnectAsync(second.AmqpUri);
        await using IChannel channel = await connection.CreateChannelAsync();
        await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.QueueDeclarePassiveAsync("tasks"));
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(first.ManagementUri, "api/users/extra"));
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("guest:guest")));
        using HttpResponseMessage answer = await http.SendAsync(request);
        Assert.Contains("extra", await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
    }

    private static Task<IConnection> ConnectAsync(Uri address) =>
        new ConnectionFactory { Uri = address, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    private static ConnectionFactory Factory(RabbitMqServer server, TestCertificates certificates, bool withClient)
    {
        ConnectionFactory factory = new() { Uri = server.AmqpsUri, AutomaticRecoveryEnabled = false };
        factory.Ssl.CertificateValidationCallback = (_, certificate, _, errors) =>
            !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            && certificate is System.Security.Cryptography.X509Certificates.X509Certificate2 shown
            && certificates.IsTrusted(shown);
        if (withClient)
        {
            factory.Ssl.Certs = [certificates.Client];
        }

        return factory;
    }

    private static async Task PublishAsync(Uri address, string queue)
    {
        await using IConnection connection = await ConnectAsync(address);
        await using IChannel channel = await connection.CreateChannelAsync(
            new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Quorum);
        for (int i = 0; i < MessageCount; i++)
        {
            BasicProperties properties = new() { Persistent = true };
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, BitConverter.GetBytes(i));
        }
    }

    private static async Task<List<int>> ConsumeAsync(Uri address, string queue)
    {
        await using IConnection connection = await ConnectAsync(address);
        await using IChannel channel = await connection.CreateChannelAsync();
        List<int> received = [];
        while (await channel.BasicGetAsync(queue, autoAck: false) is { } message)
        {
            received.Add(BitConverter.ToInt32(message.Body.Span));
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
        }

        return received;
    }
}
