using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Telemetry;

namespace ZeroSharp.Cli.Cluster;

/// <summary>Whether the services of a cluster are there, for /readyz.</summary>
internal static class RoleChecks
{
    public static ReadinessCheck Of(ITaskBroker broker) => new("broker", broker.GetStatusAsync);

    public static ReadinessCheck Of(IArtifactStore artifacts) => new("artifacts", artifacts.CheckAsync);

    // Any question will do that costs the database next to nothing.
    public static ReadinessCheck Of(IJobStore jobs) => new("database", token => jobs.GetValueAsync("readiness", token));
}
