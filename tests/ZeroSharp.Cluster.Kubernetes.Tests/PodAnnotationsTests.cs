using System.Net;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Cluster.Kubernetes.Tests;

public sealed class PodAnnotationsTests
{
    [Fact]
    public async Task Set_OwnPod_IsAMergePatchWithTheToken()
    {
        await using PodApi api = await PodApi.StartAsync();
        using PodAnnotations pod = new(api.Pod);

        await pod.SetAsync(DeletionCost.Annotation, "100", CancellationToken.None);

        Assert.Equal(
            new PodPatch(
                "PATCH",
                "/api/v1/namespaces/zero/pods/test-worker-0",
                "application/merge-patch+json",
                "Bearer first token",
                """{"metadata":{"annotations":{"controller.kubernetes.io/pod-deletion-cost":"100"}}}"""),
            await api.NextAsync());
    }

    [Fact]
    public async Task Set_RenewedToken_IsTheOneThatIsSent()
    {
        await using PodApi api = await PodApi.StartAsync();
        using PodAnnotations pod = new(api.Pod);
        await pod.SetAsync("a", "1", CancellationToken.None);
        await File.WriteAllTextAsync(api.TokenFile, "second token");

        await pod.SetAsync("a", "1", CancellationToken.None);

        Assert.Equal("Bearer first token", (await api.NextAsync()).Authorization);
        Assert.Equal("Bearer second token", (await api.NextAsync()).Authorization);
    }

    [Fact]
    public async Task Set_NoRights_SaysSo()
    {
        await using PodApi api = await PodApi.StartAsync();
        api.Status = HttpStatusCode.Forbidden;
        using PodAnnotations pod = new(api.Pod);

        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(
            () => pod.SetAsync("a", "1", CancellationToken.None));

        Assert.Equal("the Kubernetes API answers 403 Forbidden to a patch of pod zero/test-worker-0", failure.Message);
    }

    [Fact]
    public async Task Set_ServerOfAnotherAuthority_SendsNoToken()
    {
        await using PodApi api = await PodApi.StartAsync();
        using TestCertificates others = TestCertificates.Create();
        await File.WriteAllTextAsync(api.AuthorityFile, others.Authority.ExportCertificatePem());
        using PodAnnotations pod = new(api.Pod);

        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(
            () => pod.SetAsync("a", "1", CancellationToken.None));

        Assert.Equal(HttpRequestError.SecureConnectionError, failure.HttpRequestError);
    }
}
