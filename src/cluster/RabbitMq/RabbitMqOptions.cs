using ZeroSharp.Cluster.Core.Brokers;

namespace ZeroSharp.Cluster.RabbitMq;

/// <summary>Where the broker is, how it is reached, and the bounds of its queues.</summary>
public sealed record RabbitMqOptions
{
    /// <summary>
    /// amqp://host:port/vhost or, over TLS, amqps://...; it may hold user and password. There are no default
    /// credentials.
    /// </summary>
    public required string Uri { get; init; }

    /// <summary>User, if not in the address.</summary>
    public string? User { get; init; }

    /// <summary>Password, if neither in the address nor in a file.</summary>
    public string? Password { get; init; }

    /// <summary>File that holds the password; read at every connect, so that it may change.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>PEM file of the authorities that may sign the server's certificate; null for the system's.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>PEM file of this client's certificate, if the server asks for one.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>PEM file of the client certificate's key.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>Name that the server's certificate must be for, if it is not the address's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>
    /// Silence after which a connection counts as lost. Long, because a prover that uses every core may keep
    /// the sending of heartbeats waiting.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Name under which the broker shows the connections.</summary>
    public string ConnectionName { get; init; } = "zerosharp";

    /// <summary>What the names of queues and exchanges begin with: letters, digits, '-' and '_'.</summary>
    public string Prefix { get; init; } = "zerosharp";

    /// <summary>Longest time that a task may take; then the broker takes it away from its worker.</summary>
    public TimeSpan ConsumerTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a task waits for its next attempt.</summary>
    public TimeSpan RetryDelay { get; init; } = BrokerLimits.RetryDelay;

    /// <summary>How long publishing waits for room in a queue, or for a broker that is away.</summary>
    public TimeSpan PublishWait { get; init; } = BrokerLimits.PublishWait;

    /// <summary>How long the broker may take to confirm one message.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before a message whose handler threw is delivered again.</summary>
    public TimeSpan HandlerPause { get; init; } = BrokerLimits.HandlerPause;

    /// <summary>Age at which a sign of life is dropped instead of delivered.</summary>
    public TimeSpan AliveLifetime { get; init; } = BrokerLimits.AliveLifetime;

    /// <summary>Longest pause between two attempts to connect.</summary>
    public TimeSpan MaxReconnectPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Tasks of a kind that may wait.</summary>
    public int MaxQueuedTasks { get; init; } = BrokerLimits.MaxQueuedTasks;

    /// <summary>Results that may wait.</summary>
    public int MaxQueuedResults { get; init; } = BrokerLimits.MaxQueuedResults;

    /// <summary>Dead letters beyond which the oldest go.</summary>
    public int MaxDeadLetters { get; init; } = BrokerLimits.MaxDeadLetters;

    /// <summary>Seed of the pauses' jitter; null for another one in every process.</summary>
    public int? JitterSeed { get; init; }

    /// <summary>The prefix only: the rest may hold secrets.</summary>
    public override string ToString() => $"RabbitMQ queues {Prefix}.*";
}
