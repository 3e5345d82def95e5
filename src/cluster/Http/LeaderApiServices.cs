using ZeroSharp.Cluster.Core.Artifacts;
using ZeroSharp.Cluster.Core.Brokers;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Core.Leaders;

namespace ZeroSharp.Cluster.Http;

/// <summary>What the interface is an interface to.</summary>
/// <param name="Leader">The leader of this process.</param>
/// <param name="Submission">Turns blocks into jobs.</param>
/// <param name="Jobs">The database.</param>
/// <param name="Artifacts">The artifact store.</param>
/// <param name="Broker">The broker.</param>
/// <param name="PricePerWorkerHour">US dollars, for the cost of jobs; null where no price is known.</param>
public sealed record LeaderApiServices(
    LeaderService Leader,
    JobSubmission Submission,
    IJobStore Jobs,
    IArtifactStore Artifacts,
    ITaskBroker Broker,
    double? PricePerWorkerHour);
