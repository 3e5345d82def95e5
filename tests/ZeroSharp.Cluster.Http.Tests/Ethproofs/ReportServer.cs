using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ZeroSharp.Cluster.Http.Tests.Ethproofs;

/// <summary>An endpoint that takes reports, and replies with the statuses that it is told to.</summary>
internal sealed class ReportServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<(string Request, string Key, JsonElement Body)> _reports = [];

    private ReportServer(WebApplication server) => _server = server;

    public Uri Address { get; private set; } = null!;

    /// <summary>What it replies.</summary>
    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    /// <summary>What came, in its order.</summary>
    public IReadOnlyList<(string Request, string Key, JsonElement Body)> Reports => [.. _reports];

    public static async Task<ReportServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        ReportServer endpoint = new(builder.Build());
        endpoint._server.Run(async context =>
        {
            using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body);
            endpoint._reports.Enqueue((
                $"{context.Request.Method} {context.Request.Path}",
                context.Request.Headers.Authorization.ToString(),
                body.RootElement.Clone()));
            context.Response.StatusCode = (int)endpoint.Status;
        });
        await endpoint._server.StartAsync();
        endpoint.Address = new Uri(endpoint._server.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return endpoint;
    }

    /// <summary>From here on nobody listens.</summary>
    public Task StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _server.DisposeAsync();
    }
}
