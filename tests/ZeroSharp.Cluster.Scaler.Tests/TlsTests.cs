using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Scaler.Wire;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Scaler.Tests;

/// <summary>TLS with certificates of the callers, as KEDA's caCert, tlsClientCert and tlsClientKey give them.</summary>
public sealed class TlsTests(Databases databases) : IClassFixture<Databases>
{
    [Fact]
    public async Task Calls_OverTls_NeedATrustedCertificate()
    {
        using TestCertificates certificates = TestCertificates.Create("keda");
        using TestCertificates others = TestCertificates.Create("stranger");
        await using IJobStore jobs = await databases.NewAsync(DatabaseKind.Sqlite);
        await using ScalerServer server = await ScalerServer.StartAsync(
            jobs,
            new ScalerServerOptions
            {
                Address = new IPEndPoint(IPAddress.Loopback, 0),
                Certificate = certificates.Server,
                ClientAuthorities = [certificates.Authority],
            },
            NullLoggerFactory.Instance,
            TimeProvider.System,
            CancellationToken.None);

        Assert.Equal("https", server.Address.Scheme);
        Assert.Equal(StatusCode.OK, await CallAsync(server, certificates, certificates.Client));
        Assert.NotEqual(StatusCode.OK, await CallAsync(server, certificates, others.Client));
        Assert.NotEqual(StatusCode.OK, await CallAsync(server, certificates, null));

        // Another use of the same authority is no caller.
        Assert.NotEqual(StatusCode.OK, await CallAsync(server, certificates, certificates.Server));
    }

    private static async Task<StatusCode> CallAsync(
        ScalerServer server, TestCertificates trusted, X509Certificate2? certificate)
    {
        using SocketsHttpHandler handler = new()
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, presented, _, _) =>
                    trusted.IsTrusted((X509Certificate2)presented!),
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
                ClientCertificates = certificate is null ? [] : [certificate],
            },
        };
        using GrpcChannel channel = GrpcChannel.ForAddress(
            server.Address, new GrpcChannelOptions { HttpHandler = handler });
        try
        {
            await new ExternalScaler.ExternalScalerClient(channel).IsActiveAsync(RunningScaler.Asking());
            return StatusCode.OK;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }
}
