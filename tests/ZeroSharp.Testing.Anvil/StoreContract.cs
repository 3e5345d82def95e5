using System.Globalization;

namespace ZeroSharp.Testing.Anvil;

/// <summary>A contract on a node that stores the words of the call data in pairs (slot, value).</summary>
public sealed class StoreContract
{
    private const string InitCode =
        "0x601a80600b6000396000f3" + "60005b3681101560185780602001358135556040016002" + "565b00";

    // The key of anvil's first account.
    private const string Key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private readonly AnvilNode _node;

    private StoreContract(AnvilNode node, string address)
    {
        _node = node;
        Address = address;
    }

    public string Address { get; }

    /// <summary>Puts one on the chain.</summary>
    public static async Task<StoreContract> CreateAsync(AnvilNode node) =>
        new(node, await node.CreateAsync(InitCode));

    /// <summary>Sends the creation of another one.</summary>
    public Task SendCreationAsync(int account) =>
        _node.SendAsync($$"""{"from":"{{_node.Accounts[account]}}","data":"{{InitCode}}","gas":"0xf4240"}""");

    /// <summary>Sends a call that stores slots.</summary>
    /// <param name="account">The number of the account that sends it.</param>
    /// <param name="slots">Each slot with its value, in the order in which they are stored.</param>
    public Task SendAsync(int account, params IEnumerable<(int Slot, int Value)> slots) => _node.SendAsync(
        $$"""
        {"from":"{{_node.Accounts[account]}}","to":"{{Address}}","gas":"0xf4240","data":"{{Data(slots)}}"}
        """);

    /// <summary>Random slots of a small range are set and changed, by two calls in each of many blocks.</summary>
    public async Task SendRandomAsync(int blockCount, Random random)
    {
        await _node.SetAutomineAsync(false);
        for (int block = 0; block < blockCount; block++)
        {
            for (int account = 0; account < 2; account++)
            {
                await SendAsync(account, [.. Enumerable.Range(0, random.Next(1, 12)).Select(
                    _ => (random.Next(40), random.Next(1, 1000)))]);
            }

            await _node.MineAsync();
        }
    }

    /// <summary>
    /// The first account delegates to the contract (EIP-7702), and is called as one by the same transaction.
    /// </summary>
    /// <param name="waits">Whether to wait until a block has the transaction.</param>
    public Task DelegateAsync(bool waits, params IEnumerable<(int Slot, int Value)> slots) =>
        _node.CastAsync(
            [
                "send", _node.Accounts[0], Data(slots), "--private-key", Key, "--auth", Address,
                .. waits ? Array.Empty<string>() : ["--async"],
            ]);

    /// <summary>Calls the first account, once it has delegated.</summary>
    public Task SendToDelegateAsync(params IEnumerable<(int Slot, int Value)> slots) =>
        _node.CastAsync(["send", _node.Accounts[0], Data(slots), "--private-key", Key]);

    private static string Data(IEnumerable<(int Slot, int Value)> slots) =>
        "0x" + string.Concat(slots.Select(slot => Word(slot.Slot) + Word(slot.Value)));

    private static string Word(int value) => value.ToString("x64", CultureInfo.InvariantCulture);
}
