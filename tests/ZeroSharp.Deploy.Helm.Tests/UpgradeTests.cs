using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>
/// Whether an upgrade keeps the secrets that the installation made. helm looks them up in the cluster; in its place
/// stands a server that knows these secrets and nothing else, so this says how the chart looks, and nothing of a cluster.
/// </summary>
public sealed class UpgradeTests
{
    private const string Secrets = "/api/v1/namespaces/zero/secrets/";

    [HelmFact]
    public void Generated_SecretsInTheCluster_AreKept()
    {
        KubernetesObject[] before = [.. RenderedChart.Of("defaults").OfKind("Secret")];
        RenderedChart after = RenderAgainst(before);

        Assert.Equal(["test-api-keys", "test-artifacts", "test-postgresql"], before.Select(item => item.Name).Order());
        Assert.All(before, secret => Assert.Equal(
            secret.Node["data"]!.ToJsonString(), after.Single("Secret", secret.Name).Node["data"]!.ToJsonString()));
        Assert.Equal(
            RenderedChart.Of("defaults").Pods.Single(pod => pod.Component == "leader").Annotations["checksum/api-keys"],
            after.Pods.Single(pod => pod.Component == "leader").Annotations["checksum/api-keys"]);
    }

    [HelmFact]
    public void Generated_NoSecretInTheCluster_IsNew()
    {
        KubernetesObject before = RenderedChart.Of("defaults").Single("Secret", "test-api-keys");

        Assert.NotEqual(
            before.Node["data"]!.ToJsonString(),
            RenderAgainst([]).Single("Secret", before.Name).Node["data"]!.ToJsonString());
    }

    private static RenderedChart RenderAgainst(IReadOnlyList<KubernetesObject> secrets)
    {
        string folder = Directory.CreateTempSubdirectory("zerosharp-helm-").FullName;
        int port = FreePort();
        using HttpListener server = new();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        Task serving = ServeAsync(server, secrets);
        try
        {
            string file = Path.Combine(folder, "kubeconfig");
            File.WriteAllText(file, $$"""
                {"apiVersion":"v1","kind":"Config","current-context":"a",
                "clusters":[{"name":"a","cluster":{"server":"http://127.0.0.1:{{port}}"}}],
                "contexts":[{"name":"a","context":{"cluster":"a","user":"a"}}],"users":[{"name":"a","user":{}}]}
                """);
            return RenderedChart.Render("--dry-run=server", "--kubeconfig", file);
        }
        finally
        {
            server.Stop();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ServeAsync(HttpListener server, IReadOnlyList<KubernetesObject> secrets)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await server.GetContextAsync();
                (HttpStatusCode status, JsonNode body) = Answer(context.Request.Url!.AbsolutePath, secrets);
                context.Response.StatusCode = (int)status;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString()));
                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            // The test has what it wants.
        }
    }

    private static (HttpStatusCode Status, JsonNode Body) Answer(string path, IReadOnlyList<KubernetesObject> secrets)
    {
        KubernetesObject? secret = secrets.FirstOrDefault(item => path == Secrets + item.Name);
        string? known = path switch
        {
            "/version" => """{"major":"1","minor":"35","gitVersion":"v1.35.0"}""",
            "/api" => """{"kind":"APIVersions","versions":["v1"]}""",
            "/apis" => """{"kind":"APIGroupList","apiVersion":"v1","groups":[]}""",
            "/api/v1" => """
                {"kind":"APIResourceList","groupVersion":"v1","resources":[
                {"name":"secrets","singularName":"secret","namespaced":true,"kind":"Secret","verbs":["get"]}]}
                """,
            _ => secret?.Node.ToJsonString(),
        };
        return known is null
            ? (HttpStatusCode.NotFound, JsonNode.Parse(
                """{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}""")!)
            : (HttpStatusCode.OK, JsonNode.Parse(known)!);
    }

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
