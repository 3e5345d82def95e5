using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Xunit.Abstractions;
using ZeroSharp.Architecture.Tests;
using ZeroSharp.Cluster.Tests;
using ZeroSharp.Testing.Anvil;
using ZeroSharp.Testing.Servers;

namespace ZeroSharp.Walkthrough.Tests;

/// <summary>
/// deploy/devnet/walkthrough.sh, the commands of which users type: with real servers, a real node and real proofs.
/// </summary>
public sealed class WalkthroughTests(ITestOutputHelper log)
{
    private const int BlockCount = 20;
    private const ulong FirstBlock = 2;

    // Two quiet cores need two or three minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(25);

    [ServerFact(ServerKind.RabbitMq, ServerKind.PostgreSql, NeedsAnvil = true)]
    public async Task Walkthrough_TwentyBlocksOfADevnet_AreProvedAndChained()
    {
        await using RabbitMqServer broker = new(new RabbitMqOptions());
        await using PostgreSqlServer database = new(new PostgreSqlOptions());
        await Task.WhenAll(broker.StartAsync(), database.StartAsync());
        string folder = Directory.CreateTempSubdirectory("zerosharp-walkthrough-").FullName;
        try
        {
            string run = Path.Combine(folder, "run");
            string output = await RunAsync(run, broker, database);
            log.WriteLine(output);

            Assert.Equal(2, output.Split("All proofs verified successfully!").Length - 1);
            JsonElement[] events =
                [.. (await File.ReadAllLinesAsync(Path.Combine(run, "chain.out"))).Select(line => Parse(line))];
            RequireChain(
                Parse(await File.ReadAllTextAsync(Path.Combine(run, "verdicts.json"))),
                [.. events.Where(made => made.GetProperty("event").GetString() == "block")]);
            await RequireEndedAsync(new Uri(events[0].GetProperty("rpc_url").GetString()!));

            Figures figures = new(
                await ScrapeAsync(run, "leader", "tip"),
                await ScrapeAsync(run, "worker1", "worker2"),
                Parse(await File.ReadAllTextAsync(Path.Combine(run, "all-jobs.json"))));
            log.WriteLine(figures.ToString());
            figures.Report();
            Assert.Equal(BlockCount, figures.Blocks);
            Assert.Equal(0, figures.Distance);
            Assert.InRange(figures.Latency, 0.1, Patience.TotalSeconds);
            Assert.True(figures.Cost > 0);
            Assert.True(figures.CyclesPerSecond > 0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Each statement is checked as far as it can be, and is of the block that the node made.
    private static void RequireChain(JsonElement verdicts, JsonElement[] made)
    {
        Assert.True(verdicts.GetProperty("valid").GetBoolean());
        JsonElement[] statements =
        [
            .. verdicts.GetProperty("proofs").EnumerateArray().Select(proof => proof.GetProperty("statement")),
        ];
        Assert.Equal(BlockCount, statements.Length);
        Assert.Equal(BlockCount, made.Length);
        for (int i = 0; i < BlockCount; i++)
        {
            JsonElement statement = statements[i];
            Assert.Equal("Ok", statement.GetProperty("status").GetString());
            Assert.Equal(FirstBlock + (ulong)i, statement.GetProperty("block_number").GetUInt64());
            Assert.Equal(made[i].GetProperty("hash").GetString(), statement.GetProperty("block_hash").GetString());
            Assert.True(statement.GetProperty("header_checked").GetBoolean());
            Assert.True(statement.GetProperty("parent_checked").GetBoolean());
            if (i > 0)
            {
                Assert.Equal(
                    statements[i - 1].GetProperty("post_state_root").GetString(),
                    statement.GetProperty("pre_state_root").GetString());
            }
        }
    }

    private static async Task RequireEndedAsync(Uri node)
    {
        using TcpClient client = new();
        await Assert.ThrowsAnyAsync<SocketException>(() => client.ConnectAsync(node.Host, node.Port));
    }

    private static async Task<string> RunAsync(string folder, RabbitMqServer broker, PostgreSqlServer database)
    {
        string script = Path.Combine(RepositoryRoot.Path, "deploy", "devnet", "walkthrough.sh");
        ProcessStartInfo start = new("bash", [script, $"{BlockCount}", folder])
        {
            WorkingDirectory = Path.GetDirectoryName(folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in (IEnumerable<(string, string)>)
            [
                ("ZERO", $"dotnet {Path.Combine(AppContext.BaseDirectory, "zero.dll")}"),
                ("AMQP_URI", broker.AmqpUri.ToString()),
                ("ZERO_DATABASE", database.ConnectionString),
                ("ZEROSHARP_ANVIL", Path.GetDirectoryName(AnvilTools.PathOf("anvil"))!),
                ("RPC_PORT", "0"),
                ("PATIENCE", $"{Patience.TotalSeconds}"),
            ])
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the walk-through did not end in {Patience}: {await output}{await error}");
        }

        Assert.True(process.ExitCode == 0, await output + await error);
        return await output;
    }

    private static async Task<Scrape> ScrapeAsync(string folder, params string[] names) => new(await Task.WhenAll(
        names.Select(name => File.ReadAllTextAsync(Path.Combine(folder, name + ".metrics")))));

    private static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
