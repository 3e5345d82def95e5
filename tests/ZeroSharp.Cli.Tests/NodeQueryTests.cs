using System.Text.Json.Nodes;
using ZeroSharp.Testing.Anvil;

namespace ZeroSharp.Cli.Tests;

/// <summary>`rpc block-number`, `rpc chain-id`, `rpc block` and `rpc call` as processes, against a real node.</summary>
public sealed class NodeQueryTests
{
    [AnvilFact]
    public async Task Queries_Node_PrintWhatItSays()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("osaka");
        string hash = await node.SendAsync(
            $$"""{"from":"{{node.Accounts[0]}}","to":"{{node.Accounts[1]}}","value":"0x7"}""");
        while (await node.CallAsync("eth_getTransactionReceipt", $"[\"{hash}\"]") is null)
        {
            await Task.Delay(20);
        }

        Assert.Equal("2\n", Query("block-number"));
        Assert.Equal("{\"block_number\":2}\n", Query("block-number", "--json"));
        Assert.Equal("31337\n", Query("chain-id"));
        Assert.Equal("{\"chain_id\":31337}\n", Query("chain-id", "--json"));
        Assert.Equal("\"0x2\"\n", Query("call", "eth_blockNumber"));
        Assert.Equal("null\n", Query("call", "eth_getBlockByNumber", "0x63", "false"));
        Assert.Equal(
            "\"0x21e19e0c9bab2400007\"\n", Query("call", "eth_getBalance", node.Accounts[1], "latest"));

        string text = Query("block");
        Assert.Contains("number       2\n", text, StringComparison.Ordinal);
        Assert.Contains("transactions 1\n  " + hash, text, StringComparison.Ordinal);
        Assert.Equal(text, Query("block", "0x2"));
        Assert.Contains(
            $"{node.Accounts[0]} -> {node.Accounts[1]}, 0x7 wei", Query("block", "--full"), StringComparison.Ordinal);
        JsonNode block = JsonNode.Parse(Query("block", "2", "--json"))!;
        Assert.Equal(hash, (string?)block["transactions"]![0]);
        Assert.Equal((string?)block["hash"], (string?)JsonNode.Parse(
            Query("block", (string)block["hash"]!, "--json", "--full"))!["transactions"]![0]!["blockHash"]);

        string Query(params string[] arguments)
        {
            ZeroResult result = ZeroProcess.Run(null, ["rpc", .. arguments, "--rpc-url", node.Url.ToString()]);
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Empty(result.Error);
            return result.Output;
        }
    }

    [AnvilFact]
    public async Task Queries_WhatTheNodeHasNot_AreErrorsOfOneLine()
    {
        await using AnvilNode node = await AnvilNode.StartAsync("osaka");

        RequireError("the node has no block 99", "block", "99");
        RequireError("nothing_here: the node replied with error -32601", "call", "nothing_here");

        void RequireError(string expected, params string[] arguments)
        {
            ZeroResult result = ZeroProcess.Run(null, ["rpc", .. arguments, "--rpc-url", node.Url.ToString()]);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(expected, result.Error, StringComparison.Ordinal);
            Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.Empty(result.Output);
        }
    }

    // What a node says is shown, and must not speak to the terminal.
    [Fact]
    public void Block_NodeThatSaysAnything_PrintsItHarmlessly()
    {
        using ScriptedNode node = new((_, _) => Task.FromResult(new NodeAnswer(JsonNode.Parse(
            """{"number":"0xffffffffffffffffff","hash":"\u001b[31mred","timestamp":7,"transactions":[5,{"a":1}]}"""))));

        ZeroResult result = ZeroProcess.Run(null, "rpc", "block", "-u", node.Url.ToString());

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("hash         ?[31mred", result.Output, StringComparison.Ordinal);
        Assert.Contains("number       none", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void BlockNumber_NodeThatGivesNone_IsAnError()
    {
        using ScriptedNode node = new((_, _) => Task.FromResult(new NodeAnswer("many")));

        ZeroResult result = ZeroProcess.Run(null, "rpc", "block-number", "-u", node.Url.ToString());

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no number", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("block", "newest")]
    [InlineData("call")]
    [InlineData("call", "eth_call", "{to:1}")]
    public void Queries_WrongArguments_AreUsageErrors(params string[] arguments)
    {
        ZeroResult result = ZeroProcess.Run(null, ["rpc", .. arguments, "-u", "http://127.0.0.1:1"]);

        Assert.Equal(64, result.ExitCode);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
    }
}
