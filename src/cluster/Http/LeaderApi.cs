using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ZeroSharp.Cluster.Http;

/// <summary>The leader's HTTP interface, while it is served; see docs/reference/http-api.md.</summary>
public sealed class LeaderApi : IAsyncDisposable
{
    private readonly WebApplication _server;

    private LeaderApi(WebApplication server)
    {
        _server = server;
        Address = new Uri(server.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it is served.</summary>
    public Uri Address { get; }

    /// <summary>The document that describes the interface (OpenAPI 3.1).</summary>
    public static byte[] ReadOpenApi()
    {
        using Stream stream = typeof(LeaderApi).Assembly.GetManifestResourceStream("openapi.json")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Begins to serve.</summary>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<LeaderApi> StartAsync(
        LeaderApiServices services,
        LeaderApiOptions options,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddLogging();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => Configure(server, options));
        if (options.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        WebApplication app = builder.Build();
        app.UseMiddleware<ApiErrors>();
        app.UseMiddleware<ApiAuthentication>(options);
        app.UseMiddleware<ApiBodyLimit>(options);
        app.UseRouting();
        JobEndpoints jobs = new(services, options, time);
        JobEvents events = new(services, jobs, time, app.Lifetime.ApplicationStopping);
        Readiness readiness = new(services, time);
        jobs.Map(app);
        app.MapGet("/v1/jobs/{id}/events", events.StreamAsync);
        app.MapGet("/openapi/v1.json", WriteOpenApiAsync);
        app.MapGet("/healthz", context => context.Response.WriteAsync("ok\n"));
        app.MapGet("/readyz", context => WriteReadinessAsync(context, readiness));
        app.MapFallback(context => ApiReply.ProblemAsync(
            context,
            StatusCodes.Status404NotFound,
            "no such resource",
            $"{context.Request.Method} {context.Request.Path}: see /openapi/v1.json"));
        await app.StartAsync(cancellation);
        return new LeaderApi(app);
    }

    /// <summary>Stops serving; requests that run get a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(5));
        await _server.StopAsync(patience.Token);
        await _server.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions server, LeaderApiOptions options)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = options.MaxBodyLength;
        server.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        server.Limits.MaxConcurrentConnections = 1024;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        server.Listen(options.Address, listen =>
        {
            if (options.Certificate is { } certificate)
            {
                listen.UseHttps(certificate);
            }
        });
    }

    private static async Task WriteOpenApiAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(ReadOpenApi(), context.RequestAborted);
    }

    private static async Task WriteReadinessAsync(HttpContext context, Readiness readiness)
    {
        IReadOnlyList<(string Service, bool IsReady)> services = await readiness.CheckAsync(context.RequestAborted);
        await ApiReply.WriteAsync(
            context,
            services.All(service => service.IsReady)
                ? StatusCodes.Status200OK
                : StatusCodes.Status503ServiceUnavailable,
            (Utf8JsonWriter writer) =>
            {
                writer.WriteStartObject();
                foreach ((string service, bool isReady) in services)
                {
                    writer.WriteString(service, isReady ? "ready" : "not available");
                }

                writer.WriteEndObject();
            });
    }
}
