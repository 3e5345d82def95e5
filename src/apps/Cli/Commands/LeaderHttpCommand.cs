using System.CommandLine;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Http;
using ZeroSharp.Cluster.Http.Ethproofs;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Commands;

/// <summary>`leader http`: takes blocks over HTTP.</summary>
internal static class LeaderHttpCommand
{
    public static Command Create(LeaderCommand shared)
    {
        Option<int> port = new("--port", "-p") { Description = "port", DefaultValueFactory = _ => 8080 };
        Option<string> address = new("--address")
        {
            Description = "address to listen on; 0.0.0.0 for all",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        Option<string[]> keyFiles = new("--api-key-file")
        {
            Description = "file with the API keys of callers, one a line; may be repeated (ZERO_API_KEYS_FILE; "
                + "ZERO_API_KEY is one key more)",
            DefaultValueFactory = _ => ClusterOptions.Variable("ZERO_API_KEYS_FILE") is { } file ? [file] : [],
        };
        Option<bool> anonymous = new("--allow-anonymous") { Description = "serve callers without an API key" };
        Option<string> maxBody = new("--max-body")
        {
            Description = "largest request",
            DefaultValueFactory = _ => "256MiB",
        };
        Option<string?> certificate = new("--tls-cert-file")
        {
            Description = "PEM file with the certificate and those of its authorities, for HTTPS",
        };
        Option<string?> key = new("--tls-key-file") { Description = "PEM file with the certificate's key" };
        Command command = new("http", "Proves the blocks that it gets over HTTP, until SIGTERM.")
        {
            port, address, keyFiles, anonymous, maxBody, certificate, key,
        };
        EthproofsFlags ethproofs = new();
        ethproofs.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!IPAddress.TryParse(parsed.GetValue(address), out IPAddress? listen)
                || parsed.GetValue(port) is < 0 or > ushort.MaxValue)
            {
                throw new WitnessException("--address or --port is not one that can be listened on");
            }

            ServedCertificate? served =
                ServedCertificate.Read(parsed.GetValue(certificate), parsed.GetValue(key));
            LeaderApiOptions options = new()
            {
                Address = new IPEndPoint(listen, parsed.GetValue(port)),
                Keys = await ReadKeysAsync(parsed.GetValue(keyFiles)!, parsed.GetValue(anonymous), cancellation),
                MaxBodyLength = ByteSize.TryParse(parsed.GetValue(maxBody)!, out long bytes) && bytes > 0
                    ? bytes
                    : throw new WitnessException($"--max-body '{parsed.GetValue(maxBody)}' is not a size"),
                Certificate = served?.Certificate,
                CertificateChain = served?.Chain,
            };
            if (options.Keys is null && !IPAddress.IsLoopback(listen))
            {
                Console.Error.WriteLine($"warning: everyone who can reach {listen} can submit and cancel blocks");
            }

            EthproofsOptions? reports = await ethproofs.ReadAsync(parsed, cancellation);
            ProofDirectory? folder = shared.OpenOutput(parsed);
            using ILoggerFactory loggers = shared.Logging.Create(parsed);
            using IDisposable? scope = shared.Logging.BeginRole(parsed, loggers, "leader", shared.Name);
            await using LeaderRuntime runtime = await shared.OpenAsync(parsed, loggers, cancellation);
            await runtime.DuringAsync(
                async token =>
                {
                    await ServeAsync(runtime, options, token);
                    return true;
                },
                [.. EthproofsFlags.Reporting(runtime, reports), .. Exporting(runtime, folder)],
                cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task ServeAsync(
        LeaderRuntime runtime, LeaderApiOptions options, CancellationToken cancellation)
    {
        LeaderApiServices services = new(
            runtime.Leader,
            runtime.Submission,
            runtime.Jobs,
            runtime.Artifacts,
            runtime.Broker,
            runtime.Options.PricePerWorkerHour);
        await using LeaderApi api = await LeaderApi.StartAsync(
            services, options, runtime.Loggers, TimeProvider.System, cancellation);
        Console.Error.WriteLine($"listening on {api.Address}");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private static IEnumerable<Func<CancellationToken, Task>> Exporting(LeaderRuntime runtime, ProofDirectory? folder)
    {
        if (folder is not null)
        {
            yield return new ProofExport(runtime.Jobs, runtime.Artifacts, folder, TimeProvider.System).RunAsync;
        }
    }

    private static async Task<ApiKeys?> ReadKeysAsync(
        string[] files, bool allowsAnonymous, CancellationToken cancellation)
    {
        List<string> keys = [];
        foreach (string file in files)
        {
            keys.AddRange(Encoding.UTF8.GetString(await InputFile.ReadAsync(file, cancellation)).Split('\n'));
        }

        if (ClusterOptions.Variable("ZERO_API_KEY") is { } variable)
        {
            keys.Add(variable);
        }

        bool isNoneNamed = files.Length == 0 && keys.Count == 0;
        if (isNoneNamed != allowsAnonymous)
        {
            throw new WitnessException(isNoneNamed
                ? "no API keys: give --api-key-file FILE, or --allow-anonymous to serve everyone who can connect"
                : "there are API keys, and --allow-anonymous: give one of both");
        }

        if (isNoneNamed)
        {
            return null;
        }

        try
        {
            return new ApiKeys(keys);
        }
        catch (ArgumentException failure)
        {
            throw new WitnessException($"--api-key-file: {failure.Message}", failure);
        }
    }
}
