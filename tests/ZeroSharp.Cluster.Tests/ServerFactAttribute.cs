using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Tests;

/// <summary>A fact that needs real servers, and is skipped with the reason where one cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ServerFactAttribute : FactAttribute
{
    public ServerFactAttribute(params ServerKind[] kinds)
    {
        Skip = kinds.Select(TestServers.SkipReason).FirstOrDefault(reason => reason is not null);
    }
}
