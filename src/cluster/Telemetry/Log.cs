using Microsoft.Extensions.Logging;

namespace ZeroSharp.Cluster.Telemetry;

/// <summary>What is logged of monitoring itself.</summary>
internal static partial class Log
{
    [LoggerMessage(310, LogLevel.Information, "metrics are served on {Address}metrics")]
    public static partial void Serving(ILogger logger, Uri address);

    [LoggerMessage(311, LogLevel.Information, "metrics and traces go to an OTLP collector")]
    public static partial void Exporting(ILogger logger);
}
