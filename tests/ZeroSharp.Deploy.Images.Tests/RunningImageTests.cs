using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Deploy.Images.Tests;

/// <summary>The images as processes: not root, and with a file system that cannot be written to.</summary>
[Collection(ImageCollection.Name)]
public sealed class RunningImageTests(BuiltImages images)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly Dictionary<string, string> Nothing = [];

    public static TheoryData<string> RoleImages => [.. BuiltImages.Roles];

    [ImageTheory]
    [MemberData(nameof(RoleImages))]
    public async Task EntryPoint_Version_IsThatOfTheImage(string name)
    {
        await using ImageRun run = ImageRun.Start(images, name, ImageRun.CreateData(images), Nothing, "--version");

        string output = (await run.WaitAsync(Patience)).Require();

        Assert.StartsWith($"zero {BuiltImages.Version}+{images.Revision}\n", output, StringComparison.Ordinal);
        Assert.Contains("block program 0x", output, StringComparison.Ordinal);
    }

    [ImageFact]
    public async Task Jumpbox_HasTheTools_AndCannotBeWrittenTo()
    {
        const string Script = """
            set -e
            id -u
            grep -E 'CapEff|NoNewPrivs' /proc/self/status
            for file in /here /app/here /usr/local/bin/here /home/app/here /etc/here; do
                if touch "$file" 2> /dev/null; then echo "wrote $file"; exit 1; fi
            done
            touch /data/here /tmp/here
            for tool in bash curl jq; do "$tool" --version | head -n 1; done
            test -s /etc/ssl/certs/ca-certificates.crt
            for role in zero leader worker rpc verifier; do "$role" --version | head -n 1; done
            zero execute --native --json /usr/share/doc/zerosharp/small.json | jq -e type > /dev/null
            bash -ic '
                COMP_LINE="worker --drain" COMP_POINT=14
                _zero_complete worker --drain worker
                printf "completed %s\n" "${COMPREPLY[@]}"'
            """;
        await using ImageRun run = ImageRun.Start(
            images, "jumpbox", ImageRun.CreateData(images), Nothing, "bash", "-c", Script);

        string output = (await run.WaitAsync(Patience)).Require();

        Assert.StartsWith("1654\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\n", output, StringComparison.Ordinal);
        Assert.Contains("jq-1.", output, StringComparison.Ordinal);
        Assert.Contains("curl ", output, StringComparison.Ordinal);
        Assert.Equal(5, output.Split($"zero {BuiltImages.Version}+").Length - 1);
        Assert.Contains("zero queues status", output, StringComparison.Ordinal);
        Assert.Contains("completed --drain-timeout\n", output, StringComparison.Ordinal);
    }

    [ImageFact]
    public async Task Jumpbox_WithoutACommand_WaitsUntilSigterm()
    {
        await using ImageRun run = ImageRun.Start(images, "jumpbox", ImageRun.CreateData(images), Nothing);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.False(run.HasExited);

        run.Terminate();

        Assert.Equal(0, (await run.WaitAsync(TimeSpan.FromSeconds(20))).ExitCode);
    }

    /// <summary>A cluster of the images on a real broker: a block goes in over HTTP, and its proof verifies.</summary>
    [ImageFact(ServerKind.RabbitMq)]
    public async Task Roles_OnRabbitMq_BecomeReady_ProveABlock_AndEndOnSigterm()
    {
        await using RabbitMqServer broker = new(new() { User = "prover", Password = "a/b:c@d" });
        await broker.StartAsync();
        string data = ImageRun.CreateData(images);
        (int workerPort, int leaderPort, int apiPort) = FreePorts();
        Dictionary<string, string> worker = Environment(broker, workerPort);
        Dictionary<string, string> leader = Environment(broker, leaderPort);

        await using ImageRun unhealthy = AskHealth("worker", data, worker);
        Assert.Equal(69, (await unhealthy.WaitAsync(Patience)).ExitCode);

        await using ImageRun proving = ImageRun.Start(
            images, "worker", data, worker, "--threads", "1", "--memory", "1.5GiB");
        await using ImageRun leading = ImageRun.Start(
            images,
            "leader",
            data,
            leader,
            ["--runtime=amqp", "--memory", "1.5GiB", "http", "--port", Number(apiPort), "--allow-anonymous"]);
        string report = await WaitUntilHealthyAsync("worker", data, worker, proving);
        Assert.Contains("broker: ok", report, StringComparison.Ordinal);
        report = await WaitUntilHealthyAsync("leader", data, leader, leading);
        Assert.Contains("ok", report, StringComparison.Ordinal);
        await using ImageRun live = AskHealth("leader", data, leader, "--live");
        Assert.Equal("ok\n", (await live.WaitAsync(Patience)).Require());

        string script = $$"""
            set -eo pipefail
            jq '{prover_input: ., previous: null}' /usr/share/doc/zerosharp/small.json \
                | curl -sS --fail-with-body --data-binary @- http://127.0.0.1:{{apiPort}}/prove > /tmp/proof.json
            verifier --file-path /tmp/proof.json
            zero queues status --json | jq 'length'
            """;
        await using ImageRun user = ImageRun.Start(images, "jumpbox", data, leader, "bash", "-c", script);
        string output = (await user.WaitAsync(Patience)).Require();
        Assert.Contains("All proofs verified successfully!", output, StringComparison.Ordinal);

        proving.Terminate();
        leading.Terminate();
        Assert.Equal(0, (await proving.WaitAsync(Patience)).ExitCode);
        Assert.Equal(0, (await leading.WaitAsync(Patience)).ExitCode);
        Assert.True(File.Exists(Path.Combine(data, "jobs.db")));
    }

    private ImageRun AskHealth(
        string name, string data, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        IEnumerable<string> command =
            ImageRun.Strings(images.Settings(name).GetProperty("Healthcheck"), "Test").Skip(1);
        return ImageRun.StartProgram(images, name, data, environment, command.Concat(arguments));
    }

    private async Task<string> WaitUntilHealthyAsync(
        string name, string data, IReadOnlyDictionary<string, string> environment, ImageRun role)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            await using ImageRun health = AskHealth(name, data, environment);
            ProgramResult result = await health.WaitAsync(Patience);
            if (result.ExitCode == 0)
            {
                return result.Output;
            }

            Assert.Equal(69, result.ExitCode);
            Assert.True(
                Stopwatch.GetElapsedTime(start) < Patience && !role.HasExited, $"{name}: {result.Error}\n{role.Log}");
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static Dictionary<string, string> Environment(RabbitMqServer broker, int metricsPort) => new()
    {
        ["AMQP_URI"] = broker.AmqpUri.ToString(),
        ["ZERO_METRICS_ADDRESS"] = $"0.0.0.0:{Number(metricsPort)}",
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static (int First, int Second, int Third) FreePorts()
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, 3).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        int[] ports = [.. listeners.Select(listener =>
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        })];
        foreach (TcpListener listener in listeners)
        {
            listener.Dispose();
        }

        return (ports[0], ports[1], ports[2]);
    }
}
