using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ZeroSharp.Cluster.Telemetry.Tests;

/// <summary>Takes what is exported by OTLP over HTTP, and keeps it.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Lock _gate = new();
    private readonly List<OtlpSpan> _spans = [];
    private readonly HashSet<string> _metrics = [];

    private OtlpCollector()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapPost("/v1/traces", (RequestDelegate)(context => TakeAsync(context, TakeSpans)));
        _application.MapPost("/v1/metrics", (RequestDelegate)(context => TakeAsync(context, TakeMetrics)));
    }

    public Uri Endpoint => new(_application.Urls.First());

    public IReadOnlyList<OtlpSpan> Spans
    {
        get
        {
            lock (_gate)
            {
                return [.. _spans];
            }
        }
    }

    /// <summary>Names of metrics.</summary>
    public IReadOnlySet<string> Metrics
    {
        get
        {
            lock (_gate)
            {
                return new HashSet<string>(_metrics);
            }
        }
    }

    public static async Task<OtlpCollector> StartAsync()
    {
        OtlpCollector collector = new();
        await collector._application.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context, Action<byte[]> take)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        lock (_gate)
        {
            take(body.ToArray());
        }
    }

    // opentelemetry/proto/collector/trace/v1: resource_spans 1, scope_spans 2, spans 2.
    private void TakeSpans(byte[] request)
    {
        foreach (ProtoMessage resourceSpans in new ProtoMessage(request).Messages(1))
        {
            string service = resourceSpans.Messages(1).SelectMany(resource => resource.Messages(1))
                .First(attribute => attribute.Text(1) == "service.name").Messages(2).First().Text(1);
            _spans.AddRange(resourceSpans.Messages(2).SelectMany(scope => scope.Messages(2))
                .Select(span => new OtlpSpan(
                    service,
                    span.Text(5),
                    span.Hex(1),
                    span.Hex(2),
                    span.Hex(4),
                    [.. span.Messages(11).Select(e => e.Text(2))],
                    [.. span.Messages(9).Select(attribute => attribute.Text(1))])));
        }
    }

    // opentelemetry/proto/collector/metrics/v1: resource_metrics 1, scope_metrics 2, metrics 2.
    private void TakeMetrics(byte[] request) => _metrics.UnionWith(
        new ProtoMessage(request).Messages(1).SelectMany(resource => resource.Messages(2))
            .SelectMany(scope => scope.Messages(2)).Select(metric => metric.Text(1)));
}

/// <summary>A span as it was exported; ids as hexadecimal digits.</summary>
internal sealed record OtlpSpan(
    string Service,
    string Name,
    string TraceId,
    string SpanId,
    string ParentId,
    IReadOnlyList<string> Events,
    IReadOnlyList<string> Attributes);
