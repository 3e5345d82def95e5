using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Devnet;

namespace ZeroSharp.Testing.Anvil;

/// <summary>
/// A real node with a chain of its own: anvil on a free port, which ends with this object. The chain has block 1,
/// and each block is twelve seconds after the one before; a block is mined for each transaction, or by
/// <see cref="MineAsync"/> after <see cref="SetAutomineAsync"/>.
/// </summary>
/// <remarks>
/// Its genesis block is that of <see cref="DevnetGenesis"/>. Slots that are cleared and accounts that are empty stay in
/// anvil's tries, so that blocks which clear a slot, or touch an account that stays empty, have another state root than
/// Ethereum's; so has the transactions root of blob transactions. For an account that does not exist and delegates
/// (EIP-7702), anvil gives a refund that only accounts that exist give.
/// </remarks>
public sealed class AnvilNode : IAsyncDisposable
{
    /// <summary>The first block that follows from its parent.</summary>
    public const ulong FirstBlock = DevnetGenesis.FirstProvable;

    private const int MaxPolls = 200;

    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(25);

    private readonly AnvilProcess _process;
    private readonly HttpClient _http = new();
    private int _nextId;

    private AnvilNode(AnvilProcess process)
    {
        _process = process;
    }

    /// <summary>Where the node listens.</summary>
    public Uri Url => _process.Url;

    /// <summary>Accounts with ether that the node signs for, in lower case.</summary>
    public IReadOnlyList<string> Accounts { get; private set; } = [];

    /// <summary>Starts a node.</summary>
    /// <param name="hardfork">anvil's name of the rules: shanghai, cancun, prague, osaka.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static Task<AnvilNode> StartAsync(string hardfork, CancellationToken cancellation = default) =>
        StartAsync(hardfork, isBare: false, cancellation);

    /// <summary>Starts a node as anvil comes, without the contracts that Prague needs.</summary>
    /// <param name="hardfork">anvil's name of the rules: shanghai, cancun, prague, osaka.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static Task<AnvilNode> StartBareAsync(string hardfork, CancellationToken cancellation = default) =>
        StartAsync(hardfork, isBare: true, cancellation);

    private static async Task<AnvilNode> StartAsync(string hardfork, bool isBare, CancellationToken cancellation)
    {
        AnvilOptions options = new()
        {
            Program = AnvilTools.PathOf("anvil"),
            Hardfork = hardfork,
            Genesis = isBare ? null : DevnetGenesis.Json,
            MinesAtOnce = true,
        };
        AnvilNode node = new(await AnvilProcess.StartAsync(options, cancellation));
        try
        {
            await node.PrepareAsync(cancellation);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a call; the parameters are a JSON array.</summary>
    /// <exception cref="InvalidOperationException">The node gives an error.</exception>
    public async Task<JsonNode?> CallAsync(
        string method, string parameters = "[]", CancellationToken cancellation = default)
    {
        int id = Interlocked.Increment(ref _nextId);
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(
            $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}"""));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await _http.PostAsync(Url, content, cancellation);
        JsonNode reply = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation))!;
        return reply["error"] is { } error
            ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}")
            : reply["result"];
    }

    /// <summary>Sends a transaction from an account that the node signs for; returns its hash.</summary>
    /// <param name="transaction">A JSON object as of eth_sendTransaction.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<string> SendAsync(string transaction, CancellationToken cancellation = default) =>
        (string)(await CallAsync("eth_sendTransaction", $"[{transaction}]", cancellation))!;

    /// <summary>Creates a contract with init code; returns its address.</summary>
    public async Task<string> CreateAsync(string initCode, CancellationToken cancellation = default)
    {
        string hash = await SendAsync($$"""{"from":"{{Accounts[0]}}","data":"{{initCode}}"}""", cancellation);
        for (int attempt = 0; attempt < MaxPolls; attempt++)
        {
            if (await CallAsync("eth_getTransactionReceipt", $"[\"{hash}\"]", cancellation) is { } receipt)
            {
                return (string)receipt["contractAddress"]!;
            }

            await Task.Delay(PollPause, cancellation);
        }

        throw new InvalidOperationException($"the transaction {hash} is in no block");
    }

    /// <summary>Whether each transaction gets a block of its own at once.</summary>
    public async Task SetAutomineAsync(bool isOn, CancellationToken cancellation = default) =>
        await CallAsync("evm_setAutomine", isOn ? "[true]" : "[false]", cancellation);

    /// <summary>Mines a block with the transactions that wait.</summary>
    public async Task MineAsync(CancellationToken cancellation = default) =>
        await CallAsync("evm_mine", "[]", cancellation);

    /// <summary>The number of the newest block.</summary>
    public async Task<ulong> ReadNumberAsync(CancellationToken cancellation = default) =>
        Convert.ToUInt64((string)(await CallAsync("eth_blockNumber", "[]", cancellation))!, 16);

    /// <summary>
    /// Replaces the newest blocks by as many others without transactions, and one more: a reorganisation of the chain.
    /// </summary>
    public async Task ReorganiseAsync(int depth, CancellationToken cancellation = default)
    {
        ulong first = await ReadNumberAsync(cancellation) + 1 - (ulong)depth;
        JsonNode replaced = (await CallAsync("eth_getBlockByNumber", $"[\"0x{first:x}\",false]", cancellation))!;
        await CallAsync("anvil_rollback", $"[{depth}]", cancellation);

        // The base fee is not rolled back. A second later, so that no block is again the one that it replaces.
        ulong next = Convert.ToUInt64((string)replaced["timestamp"]!, 16) + 1;
        await CallAsync("evm_setNextBlockTimestamp", $"[{next}]", cancellation);
        await CallAsync(
            "anvil_setNextBlockBaseFeePerGas", $"[\"{(string)replaced["baseFeePerGas"]!}\"]", cancellation);
        for (int i = 0; i <= depth; i++)
        {
            await MineAsync(cancellation);
        }
    }

    /// <summary>Sends a transaction with a blob (EIP-4844), and does not wait for its block.</summary>
    /// <param name="account">The number of the account that sends it.</param>
    public async Task SendBlobAsync(int account, CancellationToken cancellation = default)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "a blob", cancellation);
            await CastAsync(
                [
                    "send", Accounts[account], "--value", "1", "--from", Accounts[account], "--unlocked", "--async",
                    "--blob", "--path", file,
                ],
                cancellation);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Runs cast against this node; returns what it prints.</summary>
    /// <exception cref="InvalidOperationException">cast fails.</exception>
    public async Task<string> CastAsync(IEnumerable<string> arguments, CancellationToken cancellation = default)
    {
        ProcessStartInfo start = new(AnvilTools.PathOf("cast"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("--rpc-url");
        start.ArgumentList.Add(Url.ToString());
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0
            ? (await output).Trim()
            : throw new InvalidOperationException("cast: " + await error);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        JsonArray accounts = (JsonArray)(await CallAsync("eth_accounts", "[]", cancellation))!;
        Accounts = [.. accounts.Select(account => (string)account!)];
        await CallAsync("anvil_setBlockTimestampInterval", "[12]", cancellation);
        await MineAsync(cancellation);
    }
}
