using System.CommandLine;
using System.CommandLine.Parsing;
using ZeroSharp.Cluster.Witness.Rpc;

namespace ZeroSharp.Cli.Commands;

/// <summary>The options that say where a node is, how it is spoken to, and how it gives witnesses.</summary>
internal sealed class NodeOptions
{
    /// <summary>Where the node is, if no option says it.</summary>
    private static readonly string[] UrlVariables = ["ZERO_RPC_URL", "ZERO_BIN_RPC_URL"];

    private static readonly (string Name, WitnessSourceType Type)[] Types =
    [
        ("auto", WitnessSourceType.Auto),
        ("native", WitnessSourceType.Native),
        ("jerigon", WitnessSourceType.Jerigon),
        ("execution-witness", WitnessSourceType.ExecutionWitness),
    ];

    private readonly Option<string?> _url = new("--rpc-url", "-u")
    {
        Description = "URL of the node; else that in ZERO_RPC_URL or ZERO_BIN_RPC_URL",
    };

    private readonly Option<string[]> _headers = new("--rpc-header")
    {
        Description = "header of each request, such as 'Authorization: Bearer TOKEN'; may be given several times",
    };

    private readonly Option<string> _type = new("--rpc-type", "-t", "-T")
    {
        Description = "by which calls the node gives witnesses; auto takes debug_executionWitness, or eth_getWitness, "
            + "or else standard calls (native)",
        DefaultValueFactory = _ => Types[0].Name,
    };

    private readonly Option<int> _backoff = Number(
        "--backoff", 250, 1, 60_000, "milliseconds before the first retry; each further one waits twice as long");

    private readonly Option<int> _retries = Number("--max-retries", 5, 0, 100, "retries of a request");

    private readonly Option<int> _concurrency =
        Number("--max-concurrent-requests", 16, 1, 1024, "requests to the node at once");

    private readonly Option<int> _timeout = Number("--timeout", 60, 1, 3600, "seconds that a request may take");

    private readonly Option<double?> _rate = new("--requests-per-second")
    {
        Description = "calls to the node in a second at most",
    };

    private readonly Option<string?> _chain = ChainOption.Create();

    private readonly Option<string?> _cache = new("--cache-dir")
    {
        Description = "folder in which witnesses are kept by block hash",
    };

    private readonly Option<string> _cacheSize = new("--cache-size")
    {
        Description = "bytes that the cache may have; the oldest witnesses make room",
        DefaultValueFactory = _ => "4GiB",
    };

    public NodeOptions()
    {
        _type.AcceptOnlyFromAmong([.. Types.Select(type => type.Name)]);
        _rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } rate && !(rate > 0 && rate <= 1e6))
            {
                result.AddError("--requests-per-second must be above 0 and at most 1000000.");
            }
        });
        _cacheSize.Validators.Add(result =>
        {
            if (!ByteSize.TryParse(result.GetValueOrDefault<string>() ?? string.Empty, out _))
            {
                result.AddError("--cache-size is not a size such as 4GiB.");
            }
        });
        _headers.Validators.Add(CheckHeaders);
    }

    public void AddTo(Command command)
    {
        AddConnectionTo(command);
        foreach (Option option in (Option[])[_type, _chain, _cache, _cacheSize])
        {
            command.Add(option);
        }
    }

    /// <summary>Adds only what says where the node is and how it is spoken to.</summary>
    public void AddConnectionTo(Command command)
    {
        foreach (Option option in (Option[])[_url, _headers, _backoff, _retries, _concurrency, _rate, _timeout])
        {
            command.Add(option);
        }
    }

    /// <exception cref="RpcException">No URL is given, or it is none.</exception>
    public JsonRpcClient CreateClient(ParseResult parsed)
    {
        string? text = parsed.GetValue(_url)
            ?? UrlVariables.Select(Environment.GetEnvironmentVariable)
                .FirstOrDefault(value => value is { Length: > 0 });
        if (text is null)
        {
            throw new RpcException($"name the node with --rpc-url, or in the environment variable {UrlVariables[0]}");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
        {
            throw new RpcException("--rpc-url is not a URL; it must begin with http:// or https://");
        }

        return new JsonRpcClient(new RpcOptions
        {
            Url = url,
            Headers = [.. (parsed.GetValue(_headers) ?? []).Select(SplitHeader)],
            MaxConcurrentRequests = parsed.GetValue(_concurrency),
            MaxRetries = parsed.GetValue(_retries),
            Backoff = TimeSpan.FromMilliseconds(parsed.GetValue(_backoff)),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
            RequestsPerSecond = parsed.GetValue(_rate),
        });
    }

    /// <exception cref="ZeroSharp.Cluster.Witness.WitnessException">The chain is none.</exception>
    public async Task<WitnessSourceOptions> ReadAsync(ParseResult parsed, CancellationToken cancellation) => new()
    {
        Type = Types.First(type => type.Name == parsed.GetValue(_type)).Type,
        Chain = parsed.GetValue(_chain) is { } chain ? await ChainOption.ReadAsync(chain, cancellation) : null,
        Cache = parsed.GetValue(_cache) is { } folder
            ? new WitnessCache(folder, CommonOptions.Bytes(parsed.GetValue(_cacheSize)!))
            : null,
    };

    private static Option<int> Number(string name, int initial, int least, int most, string description)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => initial };
        option.Validators.Add(result =>
        {
            int value = result.GetValueOrDefault<int>();
            if (value < least || value > most)
            {
                result.AddError($"{name} must be between {least} and {most}.");
            }
        });
        return option;
    }

    // The value is not shown: it is a secret.
    private static void CheckHeaders(OptionResult result)
    {
        foreach (string header in result.GetValueOrDefault<string[]>() ?? [])
        {
            if (header.IndexOf(':', StringComparison.Ordinal) < 1 || header.Any(char.IsControl))
            {
                result.AddError("--rpc-header is not of the form 'Name: value'.");
            }
        }
    }

    private static (string Name, string Value) SplitHeader(string header)
    {
        int colon = header.IndexOf(':', StringComparison.Ordinal);
        return (header[..colon].Trim(), header[(colon + 1)..].Trim());
    }
}
