using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cluster.Telemetry;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Cluster;

/// <summary>Where a role's metrics and traces go.</summary>
internal sealed class TelemetryOptions
{
    private const string AddressHint = "--metrics-address is not an address and port such as 127.0.0.1:9464.";

    private readonly Option<string?> _address = new("--metrics-address")
    {
        Description = "address and port of /metrics, /healthz and /readyz, such as 127.0.0.1:9464; port 0 takes a free "
            + "one; default: none",
    };

    private readonly Option<string?> _collector = new("--otlp-endpoint")
    {
        Description = "OTLP collector for metrics and traces, such as http://localhost:4317 "
            + "(OTEL_EXPORTER_OTLP_ENDPOINT); default: none",
    };

    /// <param name="isService">
    /// Whether the command runs for long: one that does not is not to take the address that the environment names
    /// for a service beside it.
    /// </param>
    public TelemetryOptions(bool isService)
    {
        if (isService)
        {
            _address.Description += " (ZERO_METRICS_ADDRESS)";
            _address.DefaultValueFactory = _ => ClusterOptions.Variable("ZERO_METRICS_ADDRESS");
        }

        _address.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && ParseAddress(text) is null)
            {
                result.AddError(AddressHint);
            }
        });
        _collector.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text
                && !(Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
            {
                result.AddError("--otlp-endpoint is no address: write http://host:port or https://host:port.");
            }
        });
    }

    /// <summary>The cluster whose folders the role writes to; null where it writes to none.</summary>
    public ClusterOptions? Cluster { get; init; }

    /// <summary>An address with its port; null if the text is none.</summary>
    public static IPEndPoint? ParseAddress(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0
            || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return null;
        }

        string host = text[..colon];
        if (host == "localhost")
        {
            return new IPEndPoint(IPAddress.Loopback, port);
        }

        // Without brackets the last part of an IPv6 address would pass for a port, and "1" for 0.0.0.1.
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        return (isBracketed || host.Count(character => character == '.') == 3)
            && IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)
            ? new IPEndPoint(address, port)
            : null;
    }

    /// <summary>Adds the options to a command and those below it.</summary>
    public void AddTo(Command command)
    {
        _address.Recursive = true;
        _collector.Recursive = true;
        command.Add(_address);
        command.Add(_collector);
    }

    /// <summary>Begins to record what a role does.</summary>
    /// <param name="role">leader, worker, scaler or rpc.</param>
    /// <param name="instance">Its name.</param>
    /// <param name="program">Digest of the program; empty where the role proves none.</param>
    /// <param name="checks">What the role needs.</param>
    /// <param name="stopping">When it takes no more work.</param>
    /// <exception cref="IOException">The address is taken.</exception>
    public Task<RoleTelemetry> StartAsync(
        ParseResult parsed,
        string role,
        string instance,
        string program,
        IReadOnlyList<ReadinessCheck> checks,
        ILoggerFactory loggers,
        CancellationToken stopping) => RoleTelemetry.StartAsync(
        new RoleOptions
        {
            Role = role,
            Instance = instance,
            Program = program,
            Version = typeof(TelemetryOptions).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
            MetricsAddress = parsed.GetValue(_address) is { } text
                ? ParseAddress(text) ?? throw new WitnessException(AddressHint)
                : null,
            OtlpEndpoint = parsed.GetValue(_collector) is { } endpoint ? new Uri(endpoint) : null,
            Volumes = Cluster?.Volumes(parsed) ?? new Dictionary<string, string>(),
            Checks = checks,
            Stopping = stopping,
        },
        TimeProvider.System,
        loggers.CreateLogger<RoleTelemetry>(),
        stopping);
}
