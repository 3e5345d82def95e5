using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Core.Leaders;

/// <summary>Tells outages of services, which pass, from all else.</summary>
internal static class Passing
{
    public static bool Is(Exception failure) => failure
        is BrokerException
        or JobStoreException { IsPassing: true }
        or ArtifactException { Fault: ArtifactFault.Unavailable };
}
