using System.Security.Cryptography.X509Certificates;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Core.Jobs;

namespace ZeroSharp.Cluster.Scaler;

/// <summary>
/// The external scaler while it is served: gRPC over HTTP/2, with grpc.health.v1. The health of the process (service
/// "") is SERVING while it lives; that of "externalscaler.ExternalScaler" is so while the database answers.
/// </summary>
public sealed class ScalerServer : IAsyncDisposable
{
    private const string ServiceName = "externalscaler.ExternalScaler";
    private const int MaxConnections = 256;
    private const int MaxStreamsPerConnection = 128;
    private const int MaxMessageLength = 64 << 10;
    private const int MaxHeaderBytes = 16 << 10;

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly WebApplication _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _polling;
    private bool _isDisposed;

    private ScalerServer(WebApplication server, BacklogPoll poll, HealthServiceImpl health)
    {
        _server = server;
        Address = new Uri(server.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _polling = poll.RunAsync(
            isKnown => health.SetStatus(
                ServiceName,
                isKnown
                    ? HealthCheckResponse.Types.ServingStatus.Serving
                    : HealthCheckResponse.Types.ServingStatus.NotServing),
            _stop.Token);
    }

    /// <summary>Where it is served.</summary>
    public Uri Address { get; }

    /// <summary>Begins to serve.</summary>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<ScalerServer> StartAsync(
        IJobStore jobs,
        ScalerServerOptions options,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(jobs);
        builder.Services.AddSingleton<ScalerGauges>();
        builder.Services.AddSingleton<BacklogPoll>();
        builder.Services.AddSingleton<ExternalScalerService>();
        builder.Services.AddSingleton<HealthServiceImpl>();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageLength;
            grpc.MaxSendMessageSize = MaxMessageLength;
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => Configure(server, options));
        if (options.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        WebApplication app = builder.Build();
        try
        {
            app.UseRouting();
            app.MapGrpcService<ExternalScalerService>();
            app.MapGrpcService<HealthServiceImpl>();
            HealthServiceImpl health = app.Services.GetRequiredService<HealthServiceImpl>();
            health.SetStatus(string.Empty, HealthCheckResponse.Types.ServingStatus.Serving);
            health.SetStatus(ServiceName, HealthCheckResponse.Types.ServingStatus.NotServing);
            await app.StartAsync(cancellation);
            ScalerServer scaler = new(app, app.Services.GetRequiredService<BacklogPoll>(), health);
            Log.Serving(loggers.CreateLogger<ScalerServer>(), scaler.Address);
            return scaler;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops serving; calls that run get a few seconds, streams end at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stop.CancelAsync();
        await _polling;
        using CancellationTokenSource patience = new(StopPatience);
        await _server.StopAsync(patience.Token);
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    private static void Configure(KestrelServerOptions server, ScalerServerOptions options)
    {
        server.AddServerHeader = false;
        server.Limits.MaxConcurrentConnections = MaxConnections;
        server.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        server.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
        server.Listen(options.Address, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (options.Certificate is { } certificate)
            {
                listen.UseHttps(Tls(options, certificate));
            }
        });
    }

    private static HttpsConnectionAdapterOptions Tls(ScalerServerOptions options, X509Certificate2 certificate)
    {
        HttpsConnectionAdapterOptions tls = new()
        {
            ServerCertificate = certificate,
            ServerCertificateChain = options.CertificateChain,
        };
        if (options.ClientAuthorities is { } authorities)
        {
            tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            tls.ClientCertificateValidation = (client, _, _) => IsTrusted(client, authorities);
        }

        return tls;
    }

    private static bool IsTrusted(X509Certificate2 client, X509Certificate2Collection authorities)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.2"));
        return chain.Build(client);
    }

    // The usual one takes the signals of the process, which are the command's.
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
