using System.CommandLine;
using System.Globalization;
using System.Net;
using ZeroSharp.Cli.Cluster;

namespace ZeroSharp.Cli.Commands;

/// <summary>
/// `zero health`: asks a role on this machine how it is, for images that have neither shell nor curl.
/// </summary>
internal static class HealthCommand
{
    private const string DefaultAddress = "127.0.0.1:9464";
    private const string Variable = "ZERO_METRICS_ADDRESS";

    // The report has a line for each thing that a role needs.
    private const int MaxAnswerLength = 64 << 10;

    // Readiness is answered within 3 s, since each of its checks is given up then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        Option<string> address = new("--address")
        {
            Description = $"address and port that the role serves its metrics on ({Variable}, where 0.0.0.0 is "
                + $"taken as this machine); default: {DefaultAddress}",
            DefaultValueFactory = _ => ClusterOptions.Variable(Variable) ?? DefaultAddress,
        };
        address.Validators.Add(result =>
        {
            if (TelemetryOptions.ParseAddress(result.GetValueOrDefault<string>() ?? string.Empty) is not { Port: > 0 })
            {
                result.AddError($"--address is not an address and port such as {DefaultAddress}.");
            }
        });
        Option<bool> live = new("--live")
        {
            Description = "ask only whether the process lives, not whether broker, database and store answer it",
        };
        Command command = new("health", "Asks a leader, worker or scaler on this machine whether it can do its work.")
        {
            address, live,
        };
        command.SetAction((parsed, cancellation) => AskAsync(
            Reachable(TelemetryOptions.ParseAddress(parsed.GetValue(address)!)!), parsed.GetValue(live), cancellation));
        return command;
    }

    /// <summary>The address under which one that listens everywhere is reached from here.</summary>
    public static IPEndPoint Reachable(IPEndPoint address) =>
        address.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, address.Port)
        : address.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, address.Port)
        : address;

    private static async Task<int> AskAsync(IPEndPoint address, bool isLiveOnly, CancellationToken cancellation)
    {
        Uri uri = new($"http://{address}/{(isLiveOnly ? "healthz" : "readyz")}");

        // A proxy that the environment names is for other machines.
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = MaxAnswerLength,
        };
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(uri, cancellation);
            string report = (await answer.Content.ReadAsStringAsync(cancellation)).TrimEnd('\n');
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                Console.WriteLine(report);
                return ExitCode.Success;
            }

            return Fail(answer.StatusCode == HttpStatusCode.ServiceUnavailable
                ? $"not ready: {report.Replace("\n", "; ", StringComparison.Ordinal)}"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{uri} answers with status {(int)answer.StatusCode}; is it the address of a role's metrics?"));
        }
        catch (HttpRequestException failure)
        {
            return Fail($"no answer from {uri}: {failure.Message}; is it what the role's --metrics-address names?");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Fail($"no answer from {uri} within {Patience.TotalSeconds} s");
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"error: {FailureText.OneLine(message)}");
        return ExitCode.Unavailable;
    }
}
