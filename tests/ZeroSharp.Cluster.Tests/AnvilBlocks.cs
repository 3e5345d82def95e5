using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroSharp.Testing.Anvil;

namespace ZeroSharp.Cluster.Tests;

/// <summary>Blocks of a node with a chain of its own, for provers.</summary>
internal static class AnvilBlocks
{
    /// <summary>The first block of <see cref="MineMixedAsync"/> with something in it.</summary>
    public const ulong FirstMixed = AnvilNode.FirstBlock + 1;

    /// <summary>
    /// Mines a block that creates a contract, then one with transfers, a creation, storage writes, a slot that is
    /// set, cleared and set again, and an account that delegates (EIP-7702), then one with a call of that account.
    /// </summary>
    /// <remarks>anvil's blocks with blobs and with slots cleared for good are not Ethereum's; see AnvilNode.</remarks>
    public static async Task<ulong> MineMixedAsync(AnvilNode node)
    {
        StoreContract contract = await StoreContract.CreateAsync(node);
        await node.SetAutomineAsync(false);
        await SendTransferAsync(node, 1, 2);
        await SendTransferAsync(node, 2, 3);
        await contract.SendCreationAsync(3);
        await contract.SendAsync(4, (1, 7), (2, 9));
        await contract.SendAsync(5, (3, 5), (3, 0), (3, 4));
        await contract.DelegateAsync(waits: false, (5, 6));
        await node.MineAsync();
        await node.SetAutomineAsync(true);
        await contract.SendToDelegateAsync((5, 8), (6, 1));
        return await node.ReadNumberAsync();
    }

    /// <summary>
    /// Mines a block with transfers, a creation, slots that are written and cleared, blobs, and an account that
    /// delegates (EIP-7702); returns its number. Execution gives other roots than its header has.
    /// </summary>
    public static async Task<ulong> MineEverythingAsync(AnvilNode node)
    {
        StoreContract contract = await StoreContract.CreateAsync(node);
        await contract.SendAsync(1, (1, 7), (2, 9), (3, 5));
        await node.SetAutomineAsync(false);
        await SendTransferAsync(node, 1, 2);
        await contract.SendCreationAsync(2);
        await contract.SendAsync(3, (1, 0), (2, 8), (4, 1));
        await contract.DelegateAsync(waits: false, (5, 6));
        await node.SendBlobAsync(4);
        await node.MineAsync();
        return await node.ReadNumberAsync();
    }

    /// <summary>Mines blocks of one transfer each.</summary>
    public static async Task<ulong> MineTransfersAsync(AnvilNode node, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await SendTransferAsync(node, 0, 1);
        }

        return await node.ReadNumberAsync();
    }

    /// <summary>Blocks in zero-bin's format, one document after the other.</summary>
    public static async Task<IReadOnlyList<string>> FetchAsync(AnvilNode node, ulong first, ulong last)
    {
        await using ZeroRun run = ZeroRun.Start(
            new Dictionary<string, string>(),
            null,
            ["rpc", "fetch", "--rpc-url", node.Url.ToString(), "--start-block", $"{first}", "--end-block", $"{last}"]);
        (int exitCode, string output) = await run.WaitAsync(TestCluster.Patience);
        Assert.True(exitCode == 0, run.Tail());
        return
        [
            .. JsonNode.Parse(output)!.AsArray()
                .Select(block => block!.ToJsonString(JsonSerializerOptions.Default)),
        ];
    }

    private static Task<string> SendTransferAsync(AnvilNode node, int from, int to) => node.SendAsync(
        $$"""{"from":"{{node.Accounts[from]}}","to":"{{node.Accounts[to]}}","value":"0x1"}""");
}
