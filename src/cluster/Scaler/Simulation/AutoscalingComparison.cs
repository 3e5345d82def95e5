namespace ZeroSharp.Cluster.Scaler.Simulation;

/// <summary>The same load with each way of scaling.</summary>
public static class AutoscalingComparison
{
    // A fixed cluster for the busy hours, with a fifth to spare.
    private const double Spare = 1.2;

    /// <summary>Our scaler, KEDA's RabbitMQ scaler over HTTP and over AMQP, and two clusters of a fixed size.</summary>
    public static IReadOnlyList<AutoscalingResult> Run(SimulationOptions options)
    {
        double load = options.MeanGas * options.CyclesPerGas / options.CyclesPerSecond / options.BlockInterval;
        int busy = Math.Clamp((int)Math.Ceiling(Spare * load), 1, options.MaxReplicas);
        return
        [
            AutoscalingSimulation.Run("external scaler", options, new ExternalTrigger(options.Target)),
            AutoscalingSimulation.Run("RabbitMQ, HTTP", options, Queue(options, countsRunning: true)),
            AutoscalingSimulation.Run("RabbitMQ, AMQP", options, Queue(options, countsRunning: false)),
            AutoscalingSimulation.RunFixed($"fixed, {busy}", options, busy),
            AutoscalingSimulation.RunFixed($"fixed, {options.MaxReplicas}", options, options.MaxReplicas),
        ];
    }

    private static QueueTrigger Queue(SimulationOptions options, bool countsRunning) =>
        new(options.MessagesPerWorker, countsRunning, options.PollingInterval);
}
