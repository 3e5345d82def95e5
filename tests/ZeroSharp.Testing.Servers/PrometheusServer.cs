using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ZeroSharp.Testing.Servers;

/// <summary>A Prometheus of Debian's package, with a configuration that the test writes.</summary>
public sealed class PrometheusServer : TestServer
{
    private const string Program = "/usr/bin/prometheus";

    private readonly HttpClient _client = new();
    private readonly string _configuration;

    /// <param name="configuration">The text of prometheus.yml.</param>
    public PrometheusServer(string configuration)
        : base("prometheus")
    {
        _configuration = configuration;
        Port = TakePort();
    }

    /// <summary>Whether Debian's prometheus is on this machine.</summary>
    public static bool IsInstalled => File.Exists(Program);

    public int Port { get; }

    /// <summary>The base address of its pages and API.</summary>
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/"));

    /// <summary>SIGTERM: it writes its memory to disk and ends.</summary>
    private protected override int StopSignal => 15;

    /// <summary>The data of an API's answer.</summary>
    /// <param name="path">The path below /api/v1/, with its query.</param>
    /// <exception cref="InvalidOperationException">It refuses, for example an expression that is none.</exception>
    public async Task<JsonElement> GetAsync(string path, CancellationToken ct = default)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(Url, "api/v1/" + path), ct);
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(ct));
        JsonElement root = document.RootElement;
        return root.GetProperty("status").GetString() == "success"
            ? root.GetProperty("data").Clone()
            : throw new InvalidOperationException($"{path}: {root.GetProperty("error").GetString()}");
    }

    /// <summary>The value of each series that an expression has now; those that are no number are left out.</summary>
    /// <exception cref="InvalidOperationException">The expression is none, or its evaluation fails.</exception>
    public async Task<IReadOnlyList<double>> QueryAsync(string expression, CancellationToken ct = default)
    {
        JsonElement data = await GetAsync("query?query=" + Uri.EscapeDataString(expression), ct);
        return
        [
            .. data.GetProperty("result").EnumerateArray()
                .Select(series => double.Parse(
                    series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture))
                .Where(value => !double.IsNaN(value)),
        ];
    }

    private protected override Task PrepareAsync(CancellationToken ct) =>
        File.WriteAllTextAsync(Path.Combine(Folder, "prometheus.yml"), _configuration, ct);

    private protected override ChildCommand Command() => new(
        Program,
        [
            "--config.file", Path.Combine(Folder, "prometheus.yml"),
            "--storage.tsdb.path", Path.Combine(Folder, "data"),
            "--web.listen-address", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}"),
            "--log.level", "warn",
        ],
        BaseEnvironment(),
        LogPath);

    private protected override async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(Url, "-/ready"), ct);
        return response.StatusCode == HttpStatusCode.OK;
    }

    private protected override Task CloseAsync()
    {
        _client.Dispose();
        return Task.CompletedTask;
    }
}
