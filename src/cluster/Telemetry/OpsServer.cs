using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace ZeroSharp.Cluster.Telemetry;

/// <summary>Serves /metrics, /healthz and /readyz to whoever watches a role.</summary>
internal sealed class OpsServer : IAsyncDisposable
{
    private const int MaxConnections = 64;
    private const int MaxHeaderBytes = 16 << 10;

    // Scrapes come from several places at a time; each is a walk over all instruments.
    private const int MetricsCacheMilliseconds = 300;

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application;

    private OpsServer(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Services.GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
    }

    /// <summary>Where it listens, with the port that it got.</summary>
    public Uri Address { get; }

    /// <summary>Has a meter provider read by this server.</summary>
    public static void AddExporter(MeterProviderBuilder meters) => meters.AddPrometheusExporter(prometheus =>
    {
        prometheus.ScopeInfoEnabled = false;
        prometheus.ScrapeResponseCacheDurationMilliseconds = MetricsCacheMilliseconds;
    });

    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<OpsServer> StartAsync(
        IPEndPoint address, MeterProvider meters, Readiness readiness, CancellationToken cancellation)
    {
        // Of the process's configuration, files and signals, nothing is for this server.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Listen(address);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        WebApplication application = builder.Build();
        application.UseRouting();
        application.MapPrometheusScrapingEndpoint("/metrics", meters, null, null);
        application.MapGet("/healthz", (RequestDelegate)(context => WriteAsync(context, 200, "ok\n")));
        application.MapGet("/readyz", (RequestDelegate)(async context =>
        {
            ReadinessReport report = await readiness.AskAsync(context.RequestAborted);
            await WriteAsync(context, report.IsReady ? 200 : 503, report.Text);
        }));
        try
        {
            await application.StartAsync(cancellation);
            return new OpsServer(application);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw new IOException(
                $"metrics cannot be served on {address}: {(failure.InnerException ?? failure).Message}; "
                + "name another --metrics-address",
                failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(StopPatience);
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
    }

    private static Task WriteAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    // The usual one takes the signals of the process, which are the command's.
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
