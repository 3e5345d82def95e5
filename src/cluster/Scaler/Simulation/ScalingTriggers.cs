using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Scaler.Simulation;

/// <summary>What a trigger can see of the cluster.</summary>
/// <param name="ProveReady">Messages that wait in the queue of segments.</param>
/// <param name="ProveRunning">Segments that workers have and did not acknowledge.</param>
/// <param name="AggregateReady">Messages that wait in the queue of aggregations.</param>
/// <param name="AggregateRunning">Aggregations that workers have.</param>
/// <param name="Work">The database's answer.</param>
/// <param name="Now">The time.</param>
public sealed record ClusterView(
    int ProveReady,
    int ProveRunning,
    int AggregateReady,
    int AggregateRunning,
    Func<OpenWork> Work,
    DateTimeOffset Now);

/// <summary>A trigger of a ScaledObject.</summary>
public interface IScalingTrigger
{
    /// <summary>How often KEDA learns whether it is active, in seconds.</summary>
    double ActivityInterval { get; }

    bool IsActive(ClusterView cluster);

    /// <summary>What the HPA reads; the largest number of replicas counts.</summary>
    IReadOnlyList<AverageMetric> Read(ClusterView cluster);
}

/// <summary>Our external scaler as a trigger of type external-push: the same policy as the service.</summary>
public sealed class ExternalTrigger(ScalingTarget target) : IScalingTrigger
{
    public double ActivityInterval => ExternalScalerService.StreamInterval.TotalSeconds;

    public bool IsActive(ClusterView cluster) => Decide(cluster).IsActive;

    public IReadOnlyList<AverageMetric> Read(ClusterView cluster) => [new(Decide(cluster).Workers, 1)];

    private ScalingDecision Decide(ClusterView cluster) =>
        ScalingPolicy.Decide(Backlog.Of(cluster.Work(), cluster.Now), target);
}

/// <summary>KEDA's RabbitMQ scaler, with a trigger for each of the two queues of tasks.</summary>
/// <param name="messagesPerWorker">Its target.</param>
/// <param name="countsRunning">
/// Whether messages count that workers have: over HTTP they do, over AMQP only those that wait.
/// </param>
/// <param name="activityInterval">KEDA's polling interval.</param>
public sealed class QueueTrigger(double messagesPerWorker, bool countsRunning, double activityInterval)
    : IScalingTrigger
{
    public double ActivityInterval => activityInterval;

    public bool IsActive(ClusterView cluster) => Prove(cluster) + Aggregate(cluster) > 0;

    public IReadOnlyList<AverageMetric> Read(ClusterView cluster) =>
        [new(Prove(cluster), messagesPerWorker), new(Aggregate(cluster), messagesPerWorker)];

    private int Prove(ClusterView cluster) => cluster.ProveReady + (countsRunning ? cluster.ProveRunning : 0);

    private int Aggregate(ClusterView cluster) =>
        cluster.AggregateReady + (countsRunning ? cluster.AggregateRunning : 0);
}
