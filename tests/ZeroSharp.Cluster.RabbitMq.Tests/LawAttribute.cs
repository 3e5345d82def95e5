using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.RabbitMq.Tests;

/// <summary>
/// A test that runs for every broker. xUnit asks the attribute before it knows the class, so that the suite as
/// a whole is skipped where RabbitMQ is not installed; see <see cref="RabbitMqFactAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LawAttribute : FactAttribute
{
    private const int TimeoutMilliseconds = 120_000;

    public LawAttribute()
    {
        Timeout = TimeoutMilliseconds;
        Skip = TestServers.SkipReason(ServerKind.RabbitMq);
    }
}

/// <summary>A test that needs a RabbitMQ node.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RabbitMqFactAttribute : FactAttribute
{
    private const int TimeoutMilliseconds = 240_000;

    public RabbitMqFactAttribute()
    {
        Timeout = TimeoutMilliseconds;
        Skip = TestServers.SkipReason(ServerKind.RabbitMq);
    }
}
