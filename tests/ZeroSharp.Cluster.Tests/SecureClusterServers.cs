using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>Servers with passwords that nobody guesses, which processes reach over TLS.</summary>
public sealed class SecureClusterServers : ClusterServers
{
    public const string BrokerPassword = "broker-8b1f6c";
    public const string DatabasePassword = "database-3e9a70";
    public const string WrongPassword = "wrong-5d2c41";

    private const string User = "prover";

    private readonly TestCertificates _certificates;
    private readonly CertificateFiles _files;

    public SecureClusterServers()
        : this(TestCertificates.Create())
    {
    }

    private SecureClusterServers(TestCertificates certificates)
        : base(
            new RabbitMqOptions { User = User, Password = BrokerPassword, Certificates = certificates },
            new PostgreSqlOptions
            {
                User = User,
                Password = DatabasePassword,
                Certificates = certificates,
                RequireTls = true,
            })
    {
        _certificates = certificates;
        _files = certificates.WriteTo(Directory.CreateTempSubdirectory("zerosharp-authority-").FullName);
    }

    public override IReadOnlyDictionary<string, string> Environment(string database) => new Dictionary<string, string>
    {
        ["ZERO_DATABASE"] = $"postgres://{User}:{DatabasePassword}@localhost:{PostgreSql.Port}/{database}"
            + $"?sslmode=verify-full&sslrootcert={Uri.EscapeDataString(_files.Authority)}",
        ["AMQP_URI"] = RabbitMq.AmqpsUri.ToString(),
        ["ZERO_AMQP_CA_FILE"] = _files.Authority,
    };

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _certificates.Dispose();
        Directory.Delete(_files.Folder, recursive: true);
    }
}
