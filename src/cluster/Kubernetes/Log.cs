using Microsoft.Extensions.Logging;

namespace ZeroSharp.Cluster.Kubernetes;

/// <summary>What is logged of the API of Kubernetes.</summary>
internal static partial class Log
{
    [LoggerMessage(
        700,
        LogLevel.Warning,
        "the pod's deletion cost is not set, so that scaling down may take this worker while it works: {Reason}")]
    public static partial void NotSet(ILogger logger, string reason);
}
