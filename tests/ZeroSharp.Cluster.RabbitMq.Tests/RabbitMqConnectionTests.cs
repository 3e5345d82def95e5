using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Testing.Servers;
using ServerOptions = ZeroSharp.Testing.Servers.RabbitMqOptions;

namespace ZeroSharp.Cluster.RabbitMq.Tests;

/// <summary>Who may connect to whom, and what is said if not.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class RabbitMqConnectionTests(RabbitMqFixture fixture) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zerosharp-rabbitmq");

    public void Dispose() => _folder.Delete(recursive: true);

    [RabbitMqFact]
    public async Task Password_Wrong_IsRefusedAtOnceAndNotShown()
    {
        await using RabbitMqBroker broker = RabbitMqFixture.Open(
            fixture.Options() with { Password = "a-wrong-secret" });

        BrokerException failure = await Assert.ThrowsAsync<BrokerException>(
            () => broker.PublishAsync(Samples.Task(0), default).WaitAsync(TimeSpan.FromSeconds(8)));

        Assert.Contains("refuses the user or its password", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-secret", failure.ToString(), StringComparison.Ordinal);
    }

    [RabbitMqFact]
    public async Task Password_FromAFile_IsReadAtEveryConnect()
    {
        string path = Path.Combine(_folder.FullName, "password");
        await using RabbitMqBroker broker = RabbitMqFixture.Open(
            fixture.Options() with { Password = null, PasswordFile = path });
        BrokerException failure = await Assert.ThrowsAsync<BrokerException>(() => broker.DeclareAsync(default));
        Assert.Contains($"password file '{path}'", failure.Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(path, RabbitMqFixture.Password + "\n");

        await broker.DeclareAsync(default);
    }

    [RabbitMqFact]
    public async Task Credentials_InTheAddress_AreUnderstoodAndNotShown()
    {
        RabbitMqOptions options = fixture.Options() with
        {
            Uri = fixture.Server.AmqpUri.ToString(), User = null, Password = null,
        };
        await using RabbitMqBroker broker = RabbitMqFixture.Open(options);

        await broker.DeclareAsync(default);

        Assert.Equal($"amqp://localhost:{fixture.Server.Port}", broker.Endpoint);
        Assert.DoesNotContain("word", options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amqp://localhost", "no user and password")]
    [InlineData("amqp://user@localhost", "no user and password")]
    [InlineData("http://u:p@localhost", "must be amqp://")]
    [InlineData("localhost", "must be amqp://")]
    [InlineData("amqp://u:p@localhost/a/b", "must be amqp://")]
    public void Address_NotUsable_IsRefusedWithoutSecrets(string address, string expected)
    {
        BrokerException failure = Assert.Throws<BrokerException>(
            () => RabbitMqFixture.Open(new RabbitMqOptions { Uri = address }));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("u:p", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_WithoutTls_AreRefused()
    {
        BrokerException failure = Assert.Throws<BrokerException>(() => RabbitMqFixture.Open(
            new RabbitMqOptions { Uri = "amqp://u:p@localhost", CertificateAuthorityFile = "ca.pem" }));

        Assert.Contains("use amqps://", failure.Message, StringComparison.Ordinal);
    }

    [RabbitMqFact]
    public async Task Tls_RightAuthority_IsAcceptedAndOthersAreNot()
    {
        using TestCertificates certificates = TestCertificates.Create();
        using TestCertificates others = TestCertificates.Create();
        CertificateFiles files = certificates.WriteTo(Path.Combine(_folder.FullName, "own"));
        CertificateFiles foreign = others.WriteTo(Path.Combine(_folder.FullName, "foreign"));
        await using RabbitMqServer server = new(new ServerOptions
        {
            User = RabbitMqFixture.User,
            Password = RabbitMqFixture.Password,
            Certificates = certificates,
            RequireClientCertificate = true,
        });
        await server.StartAsync();
        RabbitMqOptions options = RabbitMqFixture.Options(server.TlsPort!.Value) with
        {
            Uri = $"amqps://localhost:{server.TlsPort}",
            CertificateAuthorityFile = files.Authority,
            ClientCertificateFile = files.Client,
            ClientKeyFile = files.ClientKey,
        };

        await using (RabbitMqBroker broker = RabbitMqFixture.Open(options))
        {
            await broker.PublishAsync(Samples.Task(0), default);
            await using Consumption<TaskDelivery> consumption = Consumption.OfTasks(broker);
            Assert.Equal(Samples.Task(0), (await consumption.NextAsync()).Task);
        }

        await RefusedAsync(options with { CertificateAuthorityFile = foreign.Authority }, "certificate");
        await RefusedAsync(options with { CertificateAuthorityFile = null }, "certificate");
        await RefusedAsync(options with { ServerName = "rabbit.example.org" }, "certificate");
        await RefusedAsync(options with { ClientCertificateFile = null, ClientKeyFile = null }, "amqps://localhost");
        await RefusedAsync(
            options with { ClientCertificateFile = foreign.Client, ClientKeyFile = foreign.ClientKey },
            "amqps://localhost");
        await RefusedAsync(options with { ClientCertificateFile = "/nowhere.pem" }, "cannot be read");

        static async Task RefusedAsync(RabbitMqOptions options, string expected)
        {
            await using RabbitMqBroker broker = RabbitMqFixture.Open(options);
            BrokerException failure = await Assert.ThrowsAsync<BrokerException>(() => broker.DeclareAsync(default));
            Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        }
    }
}
