using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ZeroSharp.Testing.Anvil;

namespace ZeroSharp.Cli.Tests;

/// <summary>`zero devnet` as processes, with a real node.</summary>
public sealed partial class DevnetCommandTests : IDisposable
{
    private const int SignalTerminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _data = Directory.CreateTempSubdirectory("zerosharp-devnet-test-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [AnvilFact]
    public async Task Up_Terminated_EndsWithItsNode()
    {
        using Process process = Up("--json", "--block-time", "0.2", "--transactions", "2", "--seed", "7");
        JsonNode ready = await ReadAsync(process);
        JsonNode first = await ReadAsync(process);
        JsonNode second = await ReadAsync(process);

        Assert.Equal(0, Kill(process.Id, SignalTerminate));
        await process.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal("ready", (string?)ready["event"]);
        Assert.Equal(31337, (int?)ready["chain_id"]);
        Assert.Equal(2, (int?)ready["first_block"]);
        Assert.Equal(2, (int?)first["number"]);
        Assert.Equal(3, (int?)second["number"]);
        Assert.Equal(2, (int?)second["transactions"]);
        await RequireClosedAsync((string)ready["rpc_url"]!);
    }

    [AnvilFact]
    public async Task Up_Killed_TakesItsNodeAlong()
    {
        using Process process = Up("--json");
        JsonNode ready = await ReadAsync(process);

        process.Kill();

        await RequireClosedAsync((string)ready["rpc_url"]!);
    }

    [AnvilFact]
    public async Task Up_Text_NamesTheCommandsThatFollow()
    {
        using Process process = Up("--block-time", "60");
        List<string> lines = [];
        while (lines.Count < 7 && await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line.Trim());
        }

        Assert.Equal(0, Kill(process.Id, SignalTerminate));
        await process.WaitForExitAsync().WaitAsync(Patience);
        string url = lines[2].Split(' ')[^1];
        Assert.Equal(
            [
                $"rpc block-number --rpc-url {url}",
                $"rpc fetch --rpc-url {url} --start-block 2 | jq '.[]' > w.json",
                "leader --runtime=in-memory stdio < w.json > out && tail -n1 out > proof.json",
                "verifier --file-path proof.json",
                $"leader --runtime=in-memory rpc --rpc-url {url} --start-block 2 -o proofs",
            ],
            lines.Skip(2));
    }

    [AnvilFact]
    public async Task Detach_StatusAndDown_LeaveNothingBehind()
    {
        Assert.Equal("{\"running\":false}\n", Run(1, "status", "--json").Output);

        JsonNode ready = JsonNode.Parse(Run(0, [.. UpArguments, "--detach", "--json"]).Output)!;
        string url = (string)ready["rpc_url"]!;
        try
        {
            ZeroResult query = ZeroProcess.Run(null, "rpc", "chain-id", "-u", url);
            Assert.Equal("31337\n", query.Output);
            Assert.Equal(url, (string?)JsonNode.Parse(Run(0, "status", "--json").Output)!["rpc_url"]);
            Assert.Contains(
                "`zero devnet down` ends it", Run(69, [.. UpArguments, "--detach"]).Error, StringComparison.Ordinal);
        }
        finally
        {
            Run(0, "down");
        }

        await RequireClosedAsync(url);
        Run(1, "status");
        Run(0, "down");
        Assert.Empty(Directory.GetFileSystemEntries(_data));
    }

    [Fact]
    public void Detach_NodeThatDoesNotStart_SaysWhy()
    {
        ZeroResult result = Run(69, "up", "--detach", "--anvil", "/bin/false");

        Assert.StartsWith("error: anvil does not start", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(Directory.GetFileSystemEntries(_data));
    }

    [Fact]
    public void Up_NoAnvil_SaysWhereToGetIt()
    {
        ZeroResult result = Run(69, "up", "--anvil", "/nowhere");

        Assert.Contains("https://getfoundry.sh", result.Error, StringComparison.Ordinal);
        Assert.Contains("eng/install-anvil.sh", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("{\"process\":1}")]
    public void Status_FileThatIsNone_SaysToDeleteIt(string content)
    {
        File.WriteAllText(Path.Combine(_data, "devnet.json"), content);

        Assert.Contains("delete it", Run(69, "status").Error, StringComparison.Ordinal);
    }

    // A process of the same number that started at another time is another one, and is left alone.
    [Fact]
    public void Down_FileOfAProcessThatIsGone_IsDeleted()
    {
        string file = Path.Combine(_data, "devnet.json");
        File.WriteAllText(
            file,
            $$"""
            {"process":{{Environment.ProcessId}},"started":"2001-02-03T04:05:06Z","rpc_url":"http://127.0.0.1:1"}
            """);

        Run(0, "down");

        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("--block-time", "0")]
    [InlineData("--block-time", "NaN")]
    [InlineData("--transactions", "101")]
    [InlineData("--port", "65536")]
    [InlineData("--mix", "transfer=0")]
    [InlineData("--hardfork", "london")]
    [InlineData("--host", "example.org")]
    [InlineData("--blocks", "-1")]
    [InlineData("--seed", "-1")]
    public void Up_WrongArguments_AreUsageErrors(params string[] arguments) => Run(64, ["up", .. arguments]);

    private static string[] UpArguments =>
        ["up", "--port", "0", "--anvil", AnvilTools.PathOf("anvil"), "--block-time", "0.5"];

    private Process Up(params string[] arguments)
    {
        Process process = ZeroProcess.Start(
            ["devnet", "up", "--port", "0", "--anvil", AnvilTools.PathOf("anvil"), .. arguments]);
        process.StandardInput.Close();
        return process;
    }

    private ZeroResult Run(int exitCode, params string[] arguments)
    {
        ZeroResult result = ZeroProcess.Run(null, ["devnet", .. arguments, "--data", _data]);
        Assert.True(exitCode == result.ExitCode, $"{result.ExitCode}: {result.Output}{result.Error}");
        return result;
    }

    private static async Task<JsonNode> ReadAsync(Process process) => JsonNode.Parse(
        await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
        ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync()))!;

    private static async Task RequireClosedAsync(string url)
    {
        Uri node = new(url);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            using TcpClient client = new();
            try
            {
                await client.ConnectAsync(node.Host, node.Port);
            }
            catch (SocketException)
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "the node still listens");
            await Task.Delay(50);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
