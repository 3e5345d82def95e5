using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Testing.Servers;
using ServerOptions = ZeroSharp.Testing.Servers.RabbitMqOptions;

namespace ZeroSharp.Cluster.RabbitMq.Tests;

/// <summary>One node for all tests of the collection; each test has queues of its own.</summary>
public sealed class RabbitMqFixture : IAsyncLifetime
{
    public const string User = "prover";
    public const string Password = "pass/word 1";

    private static int _prefixCount;

    public RabbitMqServer Server { get; } = new(new ServerOptions { User = User, Password = Password });

    /// <summary>Options for queues that no other test has.</summary>
    public static RabbitMqOptions Options(int port) => new()
    {
        Uri = $"amqp://localhost:{port}",
        User = User,
        Password = Password,
        Prefix = $"test{Interlocked.Increment(ref _prefixCount)}",
        HandlerPause = TimeSpan.FromMilliseconds(50),
        RetryDelay = TimeSpan.FromMilliseconds(700),
        PublishWait = TimeSpan.FromSeconds(10),
        ConfirmTimeout = TimeSpan.FromSeconds(5),
        MaxReconnectPause = TimeSpan.FromSeconds(1),
        MaxQueuedTasks = 10_000,
        JitterSeed = 1,
    };

    public static RabbitMqBroker Open(RabbitMqOptions options) =>
        new(options, NullLogger<RabbitMqBroker>.Instance, TimeProvider.System);

    public RabbitMqOptions Options() => Options(Server.Port);

    public async Task InitializeAsync()
    {
        if (RabbitMqServer.IsInstalled)
        {
            await Server.StartAsync();
        }
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class RabbitMqCollection : ICollectionFixture<RabbitMqFixture>
{
    public const string Name = "RabbitMQ";
}
