namespace ZeroSharp.Testing.Servers;

/// <summary>The kinds of servers that this library can start.</summary>
public enum ServerKind
{
    RabbitMq,
    PostgreSql,
    S3,
    Prometheus,
}

/// <summary>What this machine can start.</summary>
public static class TestServers
{
    /// <summary>Why tests with such a server cannot run here, or null if they can.</summary>
    public static string? SkipReason(ServerKind kind) => !OperatingSystem.IsLinux()
        ? "test servers run on Linux only"
        : !File.Exists("/usr/bin/setpriv") || !File.Exists("/usr/bin/setsid")
        ? "setpriv and setsid are not installed; run: apt-get install util-linux"
        : kind switch
        {
            ServerKind.RabbitMq => RabbitMqServer.IsInstalled
                ? null
                : "RabbitMQ is not installed; run: apt-get install rabbitmq-server",
            ServerKind.PostgreSql => PostgreSqlServer.IsInstalled
                ? null
                : "PostgreSQL is not installed; run: apt-get install postgresql",
            ServerKind.S3 => S3Server.IsInstalled
                ? null
                : "the S3 server is not installed; run: eng/install-s3-server.sh",
            ServerKind.Prometheus => PrometheusServer.IsInstalled
                ? null
                : "Prometheus is not installed; run: apt-get install prometheus",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
