using Microsoft.Extensions.Logging;

namespace ZeroSharp.Cluster.Scaler;

/// <summary>What the scaler logs.</summary>
internal static partial class Log
{
    [LoggerMessage(320, LogLevel.Information, "scaler: KEDA is served on {Address}")]
    public static partial void Serving(ILogger logger, Uri address);

    [LoggerMessage(321, LogLevel.Warning, "the backlog is not known, and KEDA keeps its replicas: {Reason}")]
    public static partial void BacklogUnknown(ILogger logger, string reason);

    [LoggerMessage(322, LogLevel.Information, "the backlog is known again")]
    public static partial void BacklogKnown(ILogger logger);

    [LoggerMessage(323, LogLevel.Debug, "{Workers} workers for {Jobs} jobs with {Seconds:F0} s of work")]
    public static partial void Decided(ILogger logger, int workers, int jobs, double seconds);
}
