using System.Globalization;
using System.Net;

namespace ZeroSharp.Testing.Servers;

/// <summary>
/// A server of the S3 protocol with path-style addresses over plain HTTP, on a Node.js of its own. It knows
/// buckets, objects, listings, multipart uploads, ranges, checksums, and writes under If-None-Match and If-Match;
/// it keeps objects as files. It refuses access keys other than its own and checks no signature. One request
/// body may have 11 MiB, so that larger objects need a multipart upload.
/// </summary>
public sealed class S3Server : TestServer
{
    public const string AccessKey = "zerosharp-test-key";
    public const string SecretKey = "zerosharp-test-secret";
    public const string Region = "us-east-1";

    private readonly int _port;

    public S3Server()
        : base("s3")
    {
        _port = TakePort();
    }

    /// <summary>Whether eng/install-s3-server.sh has installed the server.</summary>
    public static bool IsInstalled => File.Exists(Path.Combine(Home, "installed"));

    /// <summary>The address of the service: clients must force path-style addresses.</summary>
    public Uri Endpoint => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/"));

    /// <summary>SIGTERM: the server answers what it has begun and ends.</summary>
    private protected override int StopSignal => 15;

    private static string Home => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "zerosharp", "tools", "s3-server");

    private protected override Task PrepareAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "data"));
        return Task.CompletedTask;
    }

    private protected override ChildCommand Command() => new(
        Path.Combine(Home, "node"),
        [
            Path.Combine(AppContext.BaseDirectory, "s3-server.mjs"),
            Path.Combine(Home, "node_modules", "fauxqs"),
            Path.Combine(Folder, "data"),
            _port.ToString(CultureInfo.InvariantCulture),
            AccessKey,
        ],
        BaseEnvironment(),
        LogPath);

    /// <summary>A request without a key is refused, but answered.</summary>
    private protected override async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        using HttpClient client = new();
        using HttpResponseMessage answer = await client.GetAsync(Endpoint, ct);
        return answer.StatusCode == HttpStatusCode.Forbidden;
    }
}
