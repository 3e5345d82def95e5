namespace ZeroSharp.Testing.Servers;

/// <summary>How a <see cref="PostgreSqlServer"/> is set up.</summary>
public sealed record PostgreSqlOptions
{
    /// <summary>The superuser that the cluster is made with. It logs in by its password (SCRAM-SHA-256).</summary>
    public string User { get; init; } = "zerosharp";

    public string Password { get; init; } = "test password";

    /// <summary>If given, the server offers TLS with the server certificate.</summary>
    public TestCertificates? Certificates { get; init; }

    /// <summary>Whether the server refuses TCP clients that do not use TLS. Needs certificates.</summary>
    public bool RequireTls { get; init; }
}
