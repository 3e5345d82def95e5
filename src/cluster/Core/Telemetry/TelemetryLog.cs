using Microsoft.Extensions.Logging;

namespace ZeroSharp.Cluster.Core.Telemetry;

/// <summary>What the observation of a cluster logs.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(300, LogLevel.Debug, "queues or jobs are not observed: {Reason}")]
    public static partial void NotObserved(ILogger logger, string reason);
}
