using System.CommandLine;
using System.Globalization;
using System.Net;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cli.Devnet;
using ZeroSharp.Cluster.Devnet;

namespace ZeroSharp.Cli.Commands;

/// <summary>`zero devnet`: a chain on this machine, with traffic, to prove blocks of.</summary>
internal sealed class DevnetCommand
{
    private const double MinBlockTime = 0.05;
    private const double MaxBlockTime = 3600;

    private readonly Option<string> _data = ClusterOptions.DataOption("directory of the file that says what runs");
    private readonly Option<bool> _json = new("--json") { Description = "print JSON, one object a line" };

    private readonly Option<string?> _anvil = new("--anvil")
    {
        Description = $"the program anvil, or its folder; else the folder in {AnvilLocation.Variable}, or PATH",
    };

    private readonly Option<string> _host = new("--host")
    {
        Description = "address that the node listens on; whoever reaches it can send with its accounts",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<int> _port = new("--port", "-p")
    {
        Description = "port that the node listens on; 0 takes a free one",
        DefaultValueFactory = _ => 8545,
    };

    private readonly Option<string> _hardfork = new("--hardfork")
    {
        Description = "rules of the chain",
        DefaultValueFactory = _ => DevnetOptions.Hardforks[0],
    };

    private readonly Option<double> _blockTime = new("--block-time", "-b")
    {
        Description = "seconds from a block to the next one",
        DefaultValueFactory = _ => 2,
    };

    private readonly Option<ulong?> _blocks = new("--blocks")
    {
        Description = "blocks to make, after which the chain stands still; default: no end",
    };

    private readonly Option<int> _transactions = new("--transactions", "-t")
    {
        Description = "transactions in a block",
        DefaultValueFactory = _ => 4,
    };

    private readonly Option<string> _mix = new("--mix")
    {
        Description = "how often each kind of transaction comes, by weights",
        DefaultValueFactory = _ => TrafficMix.Default.ToString(),
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "the same seed and options give the same blocks",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _detach = new("--detach", "-d")
    {
        Description = "run in the background, until `devnet down`",
    };

    // How the process in the background is told which file is its own.
    private readonly Option<string?> _stateFile = new("--state-file") { Hidden = true };

    private DevnetCommand()
    {
        _hardfork.AcceptOnlyFromAmong([.. DevnetOptions.Hardforks]);
        LeaderCommand.Bound(_port, 0, 65535);
        LeaderCommand.Bound(_seed, 0, int.MaxValue);
        LeaderCommand.Bound(_transactions, 0, DevnetOptions.MaxTransactions);
        _host.Validators.Add(result =>
        {
            if (!IPAddress.TryParse(result.GetValueOrDefault<string>(), out _))
            {
                result.AddError("--host is not an address such as 127.0.0.1 or 0.0.0.0.");
            }
        });
        _blockTime.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= MinBlockTime and <= MaxBlockTime))
            {
                result.AddError(string.Create(
                    CultureInfo.InvariantCulture, $"--block-time must be between {MinBlockTime} and {MaxBlockTime}."));
            }
        });
        _mix.Validators.Add(result =>
        {
            if (TrafficMix.TryParse(result.GetValueOrDefault<string>() ?? string.Empty) is null)
            {
                result.AddError(
                    "--mix is not of the form transfer=4,token=2 with kinds out of "
                    + $"{string.Join(", ", Enum.GetValues<TrafficKind>().Select(TrafficMix.NameOf))} and weights "
                    + $"up to {TrafficMix.MaxWeight}, not all 0.");
            }
        });
        _data.Recursive = true;
        _json.Recursive = true;
    }

    public static Command Create()
    {
        DevnetCommand options = new();
        Command up = new("up", "Starts a chain, and makes blocks with transactions until Ctrl-C or SIGTERM.")
        {
            options._anvil, options._host, options._port, options._hardfork, options._blockTime, options._blocks,
            options._transactions, options._mix, options._seed, options._detach, options._stateFile,
        };
        up.SetAction(options.UpAsync);
        Command status = new("status", "Says whether a chain runs in the background, and where. Exit code 1 if not.");
        status.SetAction(options.Status);
        Command down = new("down", "Ends the chain in the background.");
        down.SetAction(options.DownAsync);
        return new Command("devnet", "Runs a chain on this machine (anvil), with traffic, to prove blocks of.")
        {
            options._data, options._json, up, status, down,
        };
    }

    private async Task<int> UpAsync(ParseResult parsed, CancellationToken cancellation)
    {
        DevnetOutput output = new(parsed.GetValue(_json));
        DevnetOptions options = new()
        {
            Program = AnvilLocation.Find(parsed.GetValue(_anvil), ClusterOptions.Variable),
            Hardfork = parsed.GetValue(_hardfork)!,
            Host = parsed.GetValue(_host)!,
            Port = parsed.GetValue(_port),
            BlockTime = TimeSpan.FromSeconds(parsed.GetValue(_blockTime)),
            BlockCount = parsed.GetValue(_blocks),
            Transactions = parsed.GetValue(_transactions),
            Mix = TrafficMix.TryParse(parsed.GetValue(_mix)!)!,
            Seed = parsed.GetValue(_seed),
        };
        if (parsed.GetValue(_detach))
        {
            return await DetachAsync(parsed, options, output, cancellation);
        }

        string? stateFile = parsed.GetValue(_stateFile);
        if (stateFile is not null)
        {
            DevnetState.LeaveTerminal();
        }

        try
        {
            await using DevnetChain chain = await DevnetChain.StartAsync(options, cancellation);
            if (stateFile is not null)
            {
                await DevnetState.OfThisProcess(chain.Url).WriteAsync(stateFile, cancellation);
            }

            output.Ready(options, chain.Url.ToString().TrimEnd('/'), chain.NodeVersion);
            await chain.RunAsync(stateFile is null ? output.Made : _ => { }, cancellation);
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // It runs until somebody ends it.
            return ExitCode.Success;
        }
        finally
        {
            if (stateFile is not null)
            {
                File.Delete(stateFile);
            }
        }
    }

    private async Task<int> DetachAsync(
        ParseResult parsed, DevnetOptions options, DevnetOutput output, CancellationToken cancellation)
    {
        string data = parsed.GetValue(_data)!;
        string file = DevnetState.FileIn(data);
        if (DevnetState.Read(file) is { } other)
        {
            throw new DevnetException(
                $"a chain runs in the background already, at {other.RpcUrl}: `zero devnet down` ends it");
        }

        Directory.CreateDirectory(data);
        (string url, string version) = await DetachedDevnet.StartAsync(
            [
                "--state-file", Path.GetFullPath(file),
                "--anvil", options.Program,
                "--hardfork", options.Hardfork,
                "--host", options.Host,
                "--port", Text(options.Port),
                "--block-time", Text(options.BlockTime.TotalSeconds),
                "--transactions", Text(options.Transactions),
                "--mix", options.Mix.ToString(),
                "--seed", Text(options.Seed),
                .. options.BlockCount is { } count ? ["--blocks", Text(count)] : Array.Empty<string>(),
            ],
            cancellation);
        output.Ready(options, url, version);
        return ExitCode.Success;
    }

    private int Status(ParseResult parsed)
    {
        DevnetState? state = DevnetState.Read(DevnetState.FileIn(parsed.GetValue(_data)!));
        new DevnetOutput(parsed.GetValue(_json)).Status(state);
        return state is null ? ExitCode.Invalid : ExitCode.Success;
    }

    private async Task<int> DownAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string file = DevnetState.FileIn(parsed.GetValue(_data)!);
        DevnetState? state = DevnetState.Read(file);
        if (state is not null)
        {
            await state.EndAsync(cancellation);
            File.Delete(file);
        }

        new DevnetOutput(parsed.GetValue(_json)).Status(null);
        return ExitCode.Success;
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
