using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ZeroSharp.Cluster.Telemetry;

/// <summary>
/// Export to an OTLP collector in the background. What the collector does not take in time is dropped: no more
/// than a bounded queue waits for it, and nobody else does. Protocol, headers, timeout and interval are those of
/// the standard environment variables (OTEL_EXPORTER_OTLP_PROTOCOL and so on).
/// </summary>
internal static class OtlpExport
{
    /// <summary>Spans that wait for the collector; further ones are dropped.</summary>
    public const int MaxQueuedSpans = 2048;

    /// <summary>Spans in a request.</summary>
    public const int MaxSpansPerRequest = 512;

    /// <summary>How long the last spans and metrics may take when a role ends.</summary>
    public static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(3);

    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether a collector is named.</summary>
    public static bool IsWanted(RoleOptions options) =>
        options.OtlpEndpoint is not null
        || Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 };

    public static void AddTo(TracerProviderBuilder traces, RoleOptions options) => traces.AddOtlpExporter(exporter =>
    {
        SetEndpoint(exporter, options, "v1/traces");
        exporter.ExportProcessorType = ExportProcessorType.Batch;
        exporter.BatchExportProcessorOptions.MaxQueueSize = MaxQueuedSpans;
        exporter.BatchExportProcessorOptions.MaxExportBatchSize = MaxSpansPerRequest;
    });

    public static void AddTo(MeterProviderBuilder meters, RoleOptions options) =>
        meters.AddOtlpExporter(exporter => SetEndpoint(exporter, options, "v1/metrics"));

    // With gRPC the endpoint is that of all signals, with HTTP each has a path.
    private static void SetEndpoint(OtlpExporterOptions exporter, RoleOptions options, string path)
    {
        if (options.OtlpEndpoint is { } endpoint)
        {
            exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.HttpProtobuf
                ? new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path)
                : endpoint;
        }
    }
}
