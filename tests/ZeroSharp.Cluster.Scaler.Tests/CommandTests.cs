using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Net.Client;
using ZeroSharp.Architecture.Tests;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Scaler.Wire;
using ZeroSharp.Cluster.Store;
using ZeroSharp.Cluster.Tests;
using static ZeroSharp.Cluster.Store.Tests.Samples;

namespace ZeroSharp.Cluster.Scaler.Tests;

/// <summary>The command, as a process.</summary>
public sealed partial class CommandTests(Databases databases) : IClassFixture<Databases>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Scaler_OneJob_IsServedMeasuredAndEndedInOrder()
    {
        string data = databases.NewFolder();
        await AddJobAsync(data);
        await using ZeroRun scaler = ZeroRun.Start(
            new Dictionary<string, string>
            {
                ["ZERO_SCALER_ADDRESS"] = "127.0.0.1:0",
                ["ZERO_METRICS_ADDRESS"] = "127.0.0.1:0",
                ["ZERO_DATA"] = data,
            },
            null,
            "scaler");
        Uri address = Address(await scaler.WaitForLineAsync("KEDA is served on", Patience));
        using GrpcChannel channel = GrpcChannel.ForAddress(address);
        ExternalScaler.ExternalScalerClient client = new(channel);

        GetMetricsResponse response = await client.GetMetricsAsync(new GetMetricsRequest
        {
            ScaledObjectRef = RunningScaler.Asking(("latencySeconds", "30")), MetricName = "zerosharp-workers",
        });
        Assert.Equal(41, Assert.Single(response.MetricValues).MetricValueFloat);

        Uri metrics = Address(await scaler.WaitForLineAsync("metrics are served", Patience));
        using HttpClient http = new() { BaseAddress = metrics };
        string scrape = await http.GetStringAsync("/metrics");
        Assert.Equal(41, Value(scrape, "zerosharp_scaler_workers_wanted"));
        Assert.InRange(Value(scrape, "zerosharp_scaler_backlog_seconds"), 612, 614);
        Assert.Equal(200_000, Value(scrape, "zerosharp_scaler_cycles_per_second"));
        Assert.Equal(0, Value(scrape, "zerosharp_scaler_failures_total"));
        Assert.Equal(
            Documented(), TypePattern().Matches(scrape).Select(match => match.Groups[1].Value)
                .Where(name => name.StartsWith("zerosharp_scaler_", StringComparison.Ordinal)).Order());
        Assert.Equal("ok\n", await http.GetStringAsync("/healthz"));
        Assert.Equal("database: ok\n", await http.GetStringAsync("/readyz"));

        scaler.Terminate();
        (int exitCode, string output) = await scaler.WaitAsync(Patience);
        Assert.Equal((0, string.Empty), (exitCode, output));
    }

    [Fact]
    public async Task Status_OneJob_SaysWhatIsWantedAndWhy()
    {
        string data = databases.NewFolder();
        await AddJobAsync(data);

        (int exitCode, string json) = await RunAsync(
            "scaler", "status", "--data", data, "--latency-seconds", "30", "--json");
        Assert.Equal(0, exitCode);
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.Equal(41, document.RootElement.GetProperty("workers_wanted").GetInt32());
        Assert.False(document.RootElement.GetProperty("cycles_per_second_measured").GetBoolean());
        JsonElement job = document.RootElement.GetProperty("jobs")[0];
        Assert.Equal((Id(1), 144), (job.GetProperty("id").GetString(), job.GetProperty("tasks_open").GetInt32()));

        (exitCode, string text) = await RunAsync("scaler", "status", "--data", data);
        Assert.Equal(0, exitCode);
        Assert.Contains("workers wanted    21", text, StringComparison.Ordinal);
        Assert.Contains(Id(1), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_OfTheRole_IsSaid()
    {
        (int exitCode, string output) = await RunAsync("scaler", "--version");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("zero ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, "--address", "localhost")]
    [InlineData(2, "--address", "127.0.0.1:0", "--tls-cert-file", "/nowhere.pem")]
    [InlineData(2, "--address", "127.0.0.1:0", "--tls-client-ca-file", "/nowhere.pem")]
    public async Task Scaler_WrongOptions_AreRefusedInALine(int expected, params string[] arguments)
    {
        await using ZeroRun scaler = ZeroRun.Start(
            new Dictionary<string, string> { ["ZERO_DATA"] = databases.NewFolder() },
            null,
            ["scaler", .. arguments]);

        Assert.Equal(expected, (await scaler.WaitAsync(Patience)).ExitCode);
        Assert.StartsWith("error: ", scaler.Log[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_Autoscaling_PrintsTheSameAsTheDocument()
    {
        (int exitCode, string output) = await RunAsync("bench", "--autoscaling");

        Assert.Equal(0, exitCode);
        string[] rows = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
            .Select(line => "| " + ColumnGap().Replace(line.Trim(), " | ") + " |")];
        Assert.Equal(5, rows.Length);
        string document = await File.ReadAllTextAsync(
            Path.Combine(RepositoryRoot.Path, "docs", "internals", "autoscaling.md"));
        Assert.All(rows, row => Assert.Contains(row, document, StringComparison.Ordinal));
    }

    private static async Task AddJobAsync(string data)
    {
        await using IJobStore jobs = JobStores.Open(Path.Combine(data, "jobs.db"), TimeProvider.System);
        await jobs.InitializeAsync(None);

        // Old enough for half of the latency: 610 s of proving and 2.9 s of aggregation.
        await jobs.SubmitAsync(NewJob(1) with { GasUsed = 20_000_000 }, None);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using ZeroRun run = ZeroRun.Start(new Dictionary<string, string>(), null, arguments);
        return await run.WaitAsync(Patience);
    }

    private static Uri Address(string line) => new(AddressPattern().Match(line).Value);

    private static double Value(string scrape, string name) => double.Parse(
        Assert.Single(scrape.Split('\n'), line => Regex.IsMatch(line, $"^{name}[ {{]")).Split(' ')[1],
        CultureInfo.InvariantCulture);

    private static IEnumerable<string> Documented() => RowPattern()
        .Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "reference", "metrics.md")))
        .Select(match => match.Groups[1].Value)
        .Order();

    [GeneratedRegex(@"http://[0-9.:]+")]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"^# TYPE (\S+) ", RegexOptions.Multiline)]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"^\| `(zerosharp_scaler_[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    [GeneratedRegex(" {2,}")]
    private static partial Regex ColumnGap();
}
