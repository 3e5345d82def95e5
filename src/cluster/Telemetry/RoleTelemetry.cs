using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ZeroSharp.Cluster.Core.Telemetry;
using ZeroSharp.Cluster.Witness.Rpc;

namespace ZeroSharp.Cluster.Telemetry;

/// <summary>
/// Metrics and traces of one role while it lives: records them, exports them to an OTLP collector where one is
/// named, and serves them to Prometheus where an address is given. Even where nobody takes them, the role's spans
/// are there, so that logs have their ids and the trace of a block goes on in other processes.
/// </summary>
public sealed class RoleTelemetry : IAsyncDisposable
{
    // Series of one instrument; labels have few values, so that more are a defect.
    private const int MaxSeries = 500;

    private readonly MeterProvider _meters;
    private readonly TracerProvider _traces;
    private readonly ProcessGauges _process;
    private readonly Readiness _readiness;
    private readonly bool _isExported;
    private OpsServer? _server;

    private RoleTelemetry(RoleOptions options, TimeProvider time)
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault()
            .AddService(
                "zerosharp-" + options.Role,
                serviceVersion: options.Version,
                autoGenerateServiceInstanceId: false,
                serviceInstanceId: options.Instance)
            .AddAttributes([new("zerosharp.program", options.Program)]);
        _isExported = OtlpExport.IsWanted(options);
        _readiness = new Readiness(options.Checks, time, options.Stopping);
        _process = new ProcessGauges(options.Version, options.Program, options.Volumes);
        MeterProviderBuilder meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(ClusterMetrics.MeterName, WitnessTelemetry.Name, "System.Runtime")
            .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = MaxSeries });
        TracerProviderBuilder traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(ClusterTrace.SourceName, WitnessTelemetry.Name);
        if (_isExported)
        {
            OtlpExport.AddTo(meters, options);
            OtlpExport.AddTo(traces, options);
        }

        if (options.MetricsAddress is not null)
        {
            OpsServer.AddExporter(meters);
        }

        _meters = meters.Build();
        _traces = traces.Build();
    }

    /// <summary>Where /metrics, /healthz and /readyz are; null where they are not served.</summary>
    public Uri? Address => _server?.Address;

    /// <summary>Whether anybody may take what is recorded.</summary>
    public bool IsWatched => _isExported || _server is not null;

    /// <summary>Begins to record.</summary>
    /// <exception cref="IOException">The address for metrics cannot be listened on.</exception>
    public static async Task<RoleTelemetry> StartAsync(
        RoleOptions options, TimeProvider time, ILogger logger, CancellationToken cancellation)
    {
        RoleTelemetry telemetry = new(options, time);
        try
        {
            if (options.MetricsAddress is { } address)
            {
                telemetry._server =
                    await OpsServer.StartAsync(address, telemetry._meters, telemetry._readiness, cancellation);
                Log.Serving(logger, telemetry._server.Address);
            }

            if (telemetry._isExported)
            {
                Log.Exporting(logger);
            }

            return telemetry;
        }
        catch
        {
            await telemetry.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends what is left to the collector, for a few seconds at most, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_isExported)
        {
            int patience = (int)OtlpExport.FlushPatience.TotalMilliseconds;
            await Task.WhenAll(
                Task.Run(() => _traces.Shutdown(patience)), Task.Run(() => _meters.Shutdown(patience)));
        }

        _traces.Dispose();
        _meters.Dispose();
        _process.Dispose();
        _readiness.Dispose();
    }
}
