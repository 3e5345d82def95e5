using System.Net;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Scaler.Wire;

namespace ZeroSharp.Cluster.Scaler.Tests;

/// <summary>The service on a port of its own, and a client that knows nothing of it but the wire.</summary>
internal sealed class RunningScaler : IAsyncDisposable
{
    private readonly ScalerServer _server;
    private readonly GrpcChannel _channel;

    private RunningScaler(ScalerServer server)
    {
        _server = server;
        _channel = GrpcChannel.ForAddress(server.Address);
        Client = new ExternalScaler.ExternalScalerClient(_channel);
        Health = new Health.HealthClient(_channel);
    }

    public Uri Address => _server.Address;

    public ExternalScaler.ExternalScalerClient Client { get; }

    public Health.HealthClient Health { get; }

    /// <summary>The service on a store. Its clock runs fast, so that nobody waits for answers to become old.</summary>
    public static async Task<RunningScaler> StartAsync(IJobStore jobs) => new(await ScalerServer.StartAsync(
        jobs,
        new ScalerServerOptions { Address = new IPEndPoint(IPAddress.Loopback, 0) },
        NullLoggerFactory.Instance,
        new FastTime(),
        CancellationToken.None));

    /// <summary>Who asks, with metadata as KEDA sends it.</summary>
    public static ScaledObjectRef Asking(params (string Key, string Value)[] metadata)
    {
        ScaledObjectRef asking = new() { Name = "workers", Namespace = "zero" };
        asking.ScalerMetadata.Add("scalerAddress", "test-scaler.zero.svc:6000");
        foreach ((string key, string value) in metadata)
        {
            asking.ScalerMetadata.Add(key, value);
        }

        return asking;
    }

    /// <summary>Workers that are wanted now.</summary>
    public async Task<double> WantedAsync(params (string Key, string Value)[] metadata)
    {
        GetMetricsResponse response = await Client.GetMetricsAsync(new GetMetricsRequest
        {
            ScaledObjectRef = Asking(metadata),
            MetricName = "zerosharp-workers",
        });
        MetricValue value = Assert.Single(response.MetricValues);
        Assert.Equal("zerosharp-workers", value.MetricName);
        Assert.Equal(value.MetricValue_, value.MetricValueFloat);
        return value.MetricValueFloat;
    }

    public async Task<bool> IsActiveAsync(params (string Key, string Value)[] metadata) =>
        (await Client.IsActiveAsync(Asking(metadata))).Result;

    /// <summary>Waits until the service has seen a change.</summary>
    public static async Task UntilAsync<T>(T expected, Func<Task<T>> read)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(15));
        while (!Equals(expected, await read()) && !patience.IsCancellationRequested)
        {
            await Task.Delay(50);
        }

        Assert.Equal(expected, await read());
    }

    /// <summary>Stops the service; the client is still there.</summary>
    public ValueTask StopAsync() => _server.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }
}
