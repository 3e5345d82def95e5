using System.CommandLine;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Http.Ethproofs;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Cluster;

/// <summary>Where a leader reports its blocks to.</summary>
internal sealed class EthproofsFlags
{
    private readonly Option<string?> _address = new("--ethproofs-url")
    {
        Description = "endpoint to report blocks to, such as https://ethproofs.org (ZERO_ETHPROOFS_URL)",
        DefaultValueFactory = _ => ClusterOptions.Variable("ZERO_ETHPROOFS_URL"),
    };

    private readonly Option<string?> _keyFile = new("--ethproofs-key-file")
    {
        Description = "file with the endpoint's key (ZERO_ETHPROOFS_KEY_FILE)",
        DefaultValueFactory = _ => ClusterOptions.Variable("ZERO_ETHPROOFS_KEY_FILE"),
    };

    private readonly Option<long?> _cluster = new("--ethproofs-cluster-id")
    {
        Description = "number that the endpoint gave to this cluster (ZERO_ETHPROOFS_CLUSTER_ID)",
        DefaultValueFactory = _ => long.TryParse(
            ClusterOptions.Variable("ZERO_ETHPROOFS_CLUSTER_ID"), CultureInfo.InvariantCulture, out long id)
            ? id
            : null,
    };

    private readonly Option<string?> _verifier = new("--ethproofs-verifier-id")
    {
        Description = "what the endpoint calls the verifier (ZERO_ETHPROOFS_VERIFIER_ID); "
            + "default: the program's digest",
        DefaultValueFactory = _ => ClusterOptions.Variable("ZERO_ETHPROOFS_VERIFIER_ID"),
    };

    private readonly Option<ulong> _chain = new("--ethproofs-chain-id")
    {
        Description = "chain whose blocks are reported",
        DefaultValueFactory = _ => 1,
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_address, _keyFile, _cluster, _verifier, _chain])
        {
            command.Add(option);
        }
    }

    /// <summary>What reports a leader's blocks while it runs; nothing where no endpoint is named.</summary>
    public static IEnumerable<Func<CancellationToken, Task>> Reporting(LeaderRuntime runtime, EthproofsOptions? options)
    {
        if (options is not null)
        {
            yield return async cancellation =>
            {
                using EthproofsReporter reporter = new(
                    runtime.Jobs,
                    runtime.Artifacts,
                    options,
                    TimeProvider.System,
                    runtime.Loggers.CreateLogger<EthproofsReporter>());
                await reporter.RunAsync(cancellation);
            };
        }
    }

    /// <summary>The options; null where no endpoint is named.</summary>
    /// <exception cref="WitnessException">Some are missing, or of no use.</exception>
    public async Task<EthproofsOptions?> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_address) is not { } address)
        {
            return null;
        }

        if (parsed.GetValue(_keyFile) is not { } keyFile || parsed.GetValue(_cluster) is not { } cluster)
        {
            throw new WitnessException("--ethproofs-url needs --ethproofs-key-file and --ethproofs-cluster-id");
        }

        string key = Encoding.UTF8.GetString(await InputFile.ReadAsync(keyFile, cancellation)).Trim();
        if (key.Length == 0 || key.Any(character => character is <= ' ' or > '~'))
        {
            throw new WitnessException("--ethproofs-key-file: it does not hold one key");
        }

        try
        {
            return new EthproofsOptions
            {
                Address = new Uri(address),
                Key = key,
                ClusterId = cluster,
                VerifierId = parsed.GetValue(_verifier),
                ChainId = parsed.GetValue(_chain),
            };
        }
        catch (Exception failure) when (failure is ArgumentException or UriFormatException)
        {
            throw new WitnessException($"--ethproofs-url: {FailureText.OneLine(failure.Message)}", failure);
        }
    }
}
