using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Kubernetes.Tests;

/// <summary>A patch of a pod, as a server got it.</summary>
internal sealed record PodPatch(string Method, string Path, string? Type, string? Authorization, string Body);

/// <summary>
/// The one call of the Kubernetes API that is used, over HTTPS: no API server is among the packages that tests can
/// install. What it takes is what the API's reference says of PATCH on pods.
/// </summary>
internal sealed class PodApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<PodPatch> _patches = Channel.CreateUnbounded<PodPatch>();
    private readonly TestCertificates _certificates = TestCertificates.Create();
    private readonly string _folder = Directory.CreateTempSubdirectory("zerosharp-pod-").FullName;

    private PodApi()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.UseHttps(_certificates.Server)));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        File.WriteAllText(TokenFile, "first token\n");
        File.WriteAllText(AuthorityFile, _certificates.Authority.ExportCertificatePem());
    }

    public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

    public string Folder => _folder;

    public string TokenFile => Path.Combine(_folder, "token");

    public string AuthorityFile => Path.Combine(_folder, "ca.crt");

    public Uri Address => new(_app.Urls.Single());

    public PodIdentity Pod => new("zero", "test-worker-0", Address, TokenFile, AuthorityFile);

    public static async Task<PodApi> StartAsync()
    {
        PodApi api = new();
        await api._app.StartAsync();
        return api;
    }

    public async Task<PodPatch> NextAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        return await _patches.Reader.ReadAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using StreamReader body = new(context.Request.Body);
        await _patches.Writer.WriteAsync(new PodPatch(
            context.Request.Method,
            context.Request.Path,
            context.Request.ContentType,
            context.Request.Headers.Authorization,
            await body.ReadToEndAsync()));
        context.Response.StatusCode = (int)Status;
    }
}
