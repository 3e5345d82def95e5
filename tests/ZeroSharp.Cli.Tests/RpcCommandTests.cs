using System.Text.Json.Nodes;
using ZeroSharp.Testing.Anvil;

namespace ZeroSharp.Cli.Tests;

/// <summary>`rpc fetch` and `rpc extract` as processes, against a real node.</summary>
public sealed class RpcCommandTests
{
    private const string UrlVariable = "ZERO_RPC_URL";

    [AnvilFact]
    public async Task Fetch_SeveralBlocks_PrintsAnArrayThatExecutes()
    {
        await using AnvilNode node = await StartAsync(blocks: 3);

        ZeroResult fetched = ZeroProcess.Run(
            null, "rpc", "fetch", "--rpc-url", node.Url.ToString(), "--start-block", "2", "--end-block", "0x4");
        ZeroResult executed = ZeroProcess.Run(fetched.Output, "execute", "--native", "--json", "-");

        Assert.Equal(0, fetched.ExitCode);
        JsonArray blocks = (JsonArray)JsonNode.Parse(fetched.Output)!;
        Assert.Equal(3, blocks.Count);
        Assert.Contains("block 4: 1 transactions", fetched.Error, StringComparison.Ordinal);
        Assert.Contains("(3 of 3)", fetched.Error, StringComparison.Ordinal);
        string? root = (string?)blocks[0]!["other_data"]!["checkpoint_state_trie_root"];
        Assert.All(blocks, block =>
            Assert.Equal(root, (string?)block!["other_data"]!["checkpoint_state_trie_root"]));
        Assert.True(executed.ExitCode == 0, executed.Error);
        Assert.Equal(3, executed.Output.Split("\"header_checked\":true,\"parent_checked\":true").Length - 1);
    }

    [AnvilFact]
    public async Task Fetch_Intervals_MeanTheSameBlocks()
    {
        await using AnvilNode node = await StartAsync(blocks: 3);
        Environment.SetEnvironmentVariable(UrlVariable, node.Url.ToString());
        try
        {
            string[] lines = Lines("-i", "2..=3");
            Assert.Equal(2, lines.Length);
            Assert.Equal(lines, Lines("-i", "2..4"));
            Assert.Equal(lines[1], Assert.Single(Lines("-s", "3", "-c", "1")));
            Assert.Equal(Lines("-s", "4"), Lines("-s", "latest"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(UrlVariable, null);
        }

        static string[] Lines(params string[] which)
        {
            ZeroResult result = ZeroProcess.Run(
                null, ["rpc", "fetch", "--format", "zero-bin", "--json-lines", "--quiet", "-T", "native", .. which]);
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Empty(result.Error);
            return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    [AnvilFact]
    public async Task Fetch_OutputFile_IsWholeOrNotThere()
    {
        await using AnvilNode node = await StartAsync(blocks: 1);
        string folder = Directory.CreateTempSubdirectory("zerosharp-fetch-").FullName;
        try
        {
            string file = Path.Combine(folder, "witness.json");
            string cache = Path.Combine(folder, "cache");
            string[] common = ["rpc", "fetch", "-u", node.Url.ToString(), "-o", file, "--cache-dir", cache];

            ZeroResult absent = ZeroProcess.Run(null, [.. common, "-s", "2", "-e", "99"]);
            Assert.Equal(2, absent.ExitCode);
            Assert.Contains("error: block 3: the node does not have it", absent.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(file));

            Assert.Equal(0, ZeroProcess.Run(null, [.. common, "-s", "2", "--format", "execution-witness"]).ExitCode);
            Assert.Single(Directory.GetFiles(cache));
            Assert.Equal(["witness.json"], Directory.GetFiles(folder).Select(Path.GetFileName));
            Assert.Equal(0, ZeroProcess.Run(null, "execute", "--native", file).ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [AnvilFact]
    public async Task Extract_Transaction_PrintsItsBlock()
    {
        await using AnvilNode node = await StartAsync(blocks: 1);
        string hash = await node.SendAsync(
            $$"""{"from":"{{node.Accounts[1]}}","to":"{{node.Accounts[0]}}","value":"0x7"}""");
        while (await node.CallAsync("eth_getTransactionReceipt", $"[\"{hash}\"]") is null)
        {
            await Task.Delay(20);
        }

        ZeroResult found = ZeroProcess.Run(null, "rpc", "extract", "--tx", hash, "-u", node.Url.ToString());
        ZeroResult unknown = ZeroProcess.Run(
            null, "rpc", "extract", "--tx", "0x" + new string('1', 64), "-u", node.Url.ToString());

        Assert.True(found.ExitCode == 0, found.Error);
        Assert.Contains("transaction 0 of block 3", found.Error, StringComparison.Ordinal);
        Assert.Single((JsonArray)JsonNode.Parse(found.Output)!);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("no block with the transaction", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fetch_NodeThatIsNotThere_SaysSoWithoutCredentials()
    {
        ZeroResult result = ZeroProcess.Run(
            null,
            [
                "rpc", "fetch", "-u", "http://me:secret@127.0.0.1:1/v3/key", "-s", "1",
                "--max-retries", "1", "--backoff", "1",
            ]);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:1", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("v3", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("--rpc-url", "fetch", "-s", "1")]
    [InlineData("http", "fetch", "-s", "1", "-u", "file:///x")]
    public void Fetch_NoUsableUrl_SaysWhereToNameIt(string expected, params string[] arguments)
    {
        ZeroResult result = ZeroProcess.Run(null, ["rpc", .. arguments]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fetch", "-u", "http://x")]
    [InlineData("fetch", "-u", "http://x", "-s", "1", "-i", "1..2")]
    [InlineData("fetch", "-u", "http://x", "-s", "-1")]
    [InlineData("fetch", "-u", "http://x", "-s", "0x12345678123456781234")]
    [InlineData("fetch", "-u", "http://x", "-i", "1...2")]
    [InlineData("fetch", "-u", "http://x", "-s", "1", "-t", "other")]
    [InlineData("fetch", "-u", "http://x", "-s", "1", "--max-retries", "-1")]
    [InlineData("fetch", "-u", "http://x", "-s", "1", "--rpc-header", "Nothing")]
    [InlineData("extract", "-u", "http://x")]
    [InlineData("extract", "-u", "http://x", "--tx", "0x12")]
    public void Rpc_WrongArguments_AreUsageErrors(params string[] arguments)
    {
        ZeroResult result = ZeroProcess.Run(null, ["rpc", .. arguments]);

        Assert.Equal(64, result.ExitCode);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
    }

    // Blocks 2, 3, ... have a transaction each.
    private static async Task<AnvilNode> StartAsync(int blocks)
    {
        AnvilNode node = await AnvilNode.StartAsync("osaka");
        for (int i = 0; i < blocks; i++)
        {
            await node.SetAutomineAsync(false);
            await node.SendAsync($$"""{"from":"{{node.Accounts[0]}}","to":"{{node.Accounts[1]}}","value":"0x1"}""");
            await node.MineAsync();
        }

        await node.SetAutomineAsync(true);
        return node;
    }
}
