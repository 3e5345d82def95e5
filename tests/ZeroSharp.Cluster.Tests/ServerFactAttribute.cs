using ZeroSharp.Testing.Anvil;
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

    /// <summary>Whether it needs an Ethereum node too.</summary>
    public bool NeedsAnvil
    {
        get;
        init
        {
            field = value;
            Skip ??= value ? AnvilTools.WhyAbsent : null;
        }
    }

    /// <summary>Whether it mounts a disk of its own.</summary>
    public bool NeedsDisk
    {
        get;
        init
        {
            field = value;
            Skip ??= value ? SmallDisk.SkipReason : null;
        }
    }
}
