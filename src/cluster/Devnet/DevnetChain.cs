using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroSharp.Cluster.Witness.Rpc;

namespace ZeroSharp.Cluster.Devnet;

/// <summary>
/// A chain for development: anvil with contracts in its genesis block, and blocks of made-up transactions at a steady
/// pace. Its blocks are Ethereum's from <see cref="DevnetGenesis.FirstProvable"/> on, to the state root.
/// </summary>
public sealed class DevnetChain : IAsyncDisposable
{
    /// <summary>For the signal that ended anvil to reach this process too.</summary>
    private static readonly TimeSpan SignalPause = TimeSpan.FromMilliseconds(500);

    private readonly DevnetOptions _options;
    private readonly AnvilProcess _node;
    private readonly JsonRpcClient _client;
    private Traffic _traffic = new([], TrafficMix.Default, 0);

    private DevnetChain(DevnetOptions options, AnvilProcess node)
    {
        _options = options;
        _node = node;
        _client = new JsonRpcClient(new RpcOptions { Url = node.Url, MaxRetries = 0 });
    }

    /// <summary>Where its node listens.</summary>
    public Uri Url => _node.Url;

    /// <summary>What the node says that it is.</summary>
    public string NodeVersion { get; private set; } = string.Empty;

    /// <summary>Starts the node; the chain has block 1 then, which nothing follows from.</summary>
    /// <exception cref="DevnetException">It does not start.</exception>
    public static async Task<DevnetChain> StartAsync(DevnetOptions options, CancellationToken cancellation)
    {
        AnvilProcess node = await AnvilProcess.StartAsync(
            new AnvilOptions
            {
                Program = options.Program,
                Hardfork = options.Hardfork,
                Host = options.Host,
                Port = options.Port,
                Arguments = ["--order", "fifo"],
            },
            cancellation);
        DevnetChain chain = new(options, node);
        try
        {
            chain.NodeVersion = (await chain.CallAsync("web3_clientVersion", "[]", cancellation)).ToString();
            string[] accounts =
            [
                .. (await chain.CallAsync("eth_accounts", "[]", cancellation)).EnumerateArray()
                    .Select(account => account.GetString()!),
            ];
            chain._traffic = new Traffic(accounts, options.Mix, options.Seed);

            // Times of the chain, and not of the clock: the same seed gives the same hashes.
            int seconds = Math.Max(1, (int)Math.Ceiling(options.BlockTime.TotalSeconds));
            await chain.CallAsync(
                "anvil_setBlockTimestampInterval", string.Create(CultureInfo.InvariantCulture, $"[{seconds}]"),
                cancellation);
            await chain.CallAsync("evm_mine", "[]", cancellation);
            return chain;
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Makes blocks until cancelled, each after the time of a block; or as many as the options say, and then waits to
    /// be cancelled.
    /// </summary>
    /// <param name="made">Told of each block.</param>
    /// <exception cref="DevnetException">The node ends, or does not take a transaction.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; it ends in no other way.</exception>
    public async Task RunAsync(Action<DevnetBlock> made, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(_options.BlockTime, _options.Time);
        for (ulong count = 0; ; count++)
        {
            await timer.WaitForNextTickAsync(cancellation);
            if (_options.BlockCount is { } limit && count >= limit)
            {
                await ThrowIfEndedAsync(cancellation);
                continue;
            }

            made(await MineAsync(cancellation));
        }
    }

    /// <summary>Makes a block of the next transactions.</summary>
    /// <exception cref="DevnetException">The node has ended, or does not take a transaction.</exception>
    public async Task<DevnetBlock> MineAsync(CancellationToken cancellation)
    {
        for (int i = 0; i < _options.Transactions; i++)
        {
            await CallAsync(
                "eth_sendTransaction", new JsonArray(_traffic.Next()).ToJsonString(), cancellation);
        }

        await CallAsync("evm_mine", "[]", cancellation);
        JsonElement block = await CallAsync("eth_getBlockByNumber", "[\"latest\",false]", cancellation);
        DevnetBlock made = new(
            Number(block, "number"),
            block.GetProperty("hash").GetString()!,
            block.GetProperty("transactions").GetArrayLength(),
            Number(block, "gasUsed"));
        return made.TransactionCount == _options.Transactions
            ? made
            : throw new DevnetException(
                $"block {made.Number} has {made.TransactionCount} of {_options.Transactions} transactions: is somebody "
                + "else sending with the accounts of the chain, or mining?");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _node.DisposeAsync();
    }

    private static ulong Number(JsonElement value, string name) => ulong.Parse(
        value.GetProperty(name).GetString()!.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private async Task<JsonElement> CallAsync(string method, string parameters, CancellationToken cancellation)
    {
        try
        {
            return (await _client.CallAsync(new RpcCall(method, parameters), cancellation)).Result;
        }
        catch (RpcException failure)
        {
            await ThrowIfEndedAsync(cancellation);
            throw new DevnetException(failure.Message, failure);
        }
    }

    // Ctrl-C at a terminal reaches anvil too, and may reach it first.
    private async Task ThrowIfEndedAsync(CancellationToken cancellation)
    {
        if (_node.HasEnded)
        {
            await Task.Delay(SignalPause, _options.Time, cancellation);
            throw new DevnetException("anvil has ended; start the chain again");
        }
    }
}
