using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ZeroSharp.Deploy.Helm.Tests;

/// <summary>
/// Whether an upgrade keeps the secrets that the installation made. helm looks them up in the cluster; in its place
/// stands a server that knows these secrets and the kinds of objects only. So this says what the chart looks up, and
/// nothing of a cluster.
/// </summary>
public sealed class UpgradeTests
{
    private const string Secrets = "/api/v1/namespaces/zero/secrets/";

    // The kinds that the chart renders, by the path under which a cluster says that it knows them.
    private static readonly Lazy<ILookup<string, string>> RenderedKinds = new(() => RenderedChart.Of("defaults").Objects
        .Select(item => (item.ApiVersion, item.Kind)).Distinct()
        .ToLookup(pair => (pair.ApiVersion == "v1" ? "/api/" : "/apis/") + pair.ApiVersion, pair => pair.Kind));

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

    private static ILookup<string, string> Kinds => RenderedKinds.Value;

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
            File.WriteAllText(file, $$$"""
                {"apiVersion":"v1","kind":"Config","current-context":"a",
                "clusters":[{"name":"a","cluster":{"server":"http://127.0.0.1:{{{port}}}"}}],
                "contexts":[{"name":"a","context":{"cluster":"a","user":"a"}}],"users":[{"name":"a","user":{}}]}
                """);
            return RenderedChart.Render("--dry-run=server", "--disable-openapi-validation", "--kubeconfig", file);
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
        JsonNode? known = path switch
        {
            "/version" => JsonNode.Parse("""{"major":"1","minor":"35","gitVersion":"v1.35.0"}"""),
            "/api" => JsonNode.Parse("""{"kind":"APIVersions","versions":["v1"]}"""),
            "/apis" => Groups(),
            _ when Kinds.Contains(path) => Resources(path, Kinds[path]),
            _ => secret is null ? null : Installed(secret),
        };
        return known is null
            ? (HttpStatusCode.NotFound, JsonNode.Parse(
                """{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}""")!)
            : (HttpStatusCode.OK, known);
    }

    // As a cluster has it after `helm install`.
    private static JsonNode Installed(KubernetesObject secret)
    {
        JsonNode node = secret.Node.DeepClone();
        JsonObject metadata = node["metadata"]!.AsObject();
        JsonObject annotations = metadata["annotations"]?.AsObject() ?? [];
        annotations["meta.helm.sh/release-name"] = RenderedChart.Release;
        annotations["meta.helm.sh/release-namespace"] = RenderedChart.Namespace;
        metadata["annotations"] = annotations.DeepClone();
        return node;
    }

    private static JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray(
        [
            .. Kinds.Select(kinds => kinds.Key.Split('/')).Where(parts => parts[1] == "apis").Select(parts =>
                new JsonObject
                {
                    ["name"] = parts[2],
                    ["versions"] = new JsonArray(Version(parts)),
                    ["preferredVersion"] = Version(parts),
                }),
        ]),
    };

    private static JsonObject Version(string[] parts) =>
        new() { ["groupVersion"] = $"{parts[2]}/{parts[3]}", ["version"] = parts[3] };

    private static JsonObject Resources(string path, IEnumerable<string> kinds) => new()
    {
        ["kind"] = "APIResourceList",
        ["groupVersion"] = path[(path.StartsWith("/apis/", StringComparison.Ordinal) ? 6 : 5)..],
        ["resources"] = new JsonArray(
        [
            .. kinds.Select(kind => new JsonObject
            {
                ["name"] = kind.ToLowerInvariant() + "s",
                ["singularName"] = kind.ToLowerInvariant(),
                ["namespaced"] = true,
                ["kind"] = kind,
                ["verbs"] = new JsonArray("get"),
            }),
        ]),
    };

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
