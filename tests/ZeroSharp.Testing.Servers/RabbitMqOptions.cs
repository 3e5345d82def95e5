namespace ZeroSharp.Testing.Servers;

/// <summary>How a <see cref="RabbitMqServer"/> is set up.</summary>
public sealed record RabbitMqOptions
{
    /// <summary>The administrator that the node is made with; RabbitMQ's own defaults unless told otherwise.</summary>
    public string User { get; init; } = "guest";

    public string Password { get; init; } = "guest";

    /// <summary>If given, the node also listens for AMQP over TLS with the server certificate.</summary>
    public TestCertificates? Certificates { get; init; }

    /// <summary>Whether TLS clients must show a certificate of the same authority.</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>Whether the management plugin serves its HTTP API. It lengthens the start.</summary>
    public bool Management { get; init; }

    /// <summary>Whether the Prometheus plugin serves the node's metrics. It lengthens the start.</summary>
    public bool Prometheus { get; init; }
}
