using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using ZeroSharp.Cli.Cluster;
using ZeroSharp.Cluster.Core.Jobs;
using ZeroSharp.Cluster.Scaler;
using ZeroSharp.Cluster.Telemetry;
using ZeroSharp.Cluster.Witness;

namespace ZeroSharp.Cli.Commands;

/// <summary>`scaler`: tells KEDA how many workers the backlog needs.</summary>
internal static class ScalerCommand
{
    private const string AddressHint = "--address is not an address and port such as 127.0.0.1:6000.";

    // Of jobs that are printed; --json has all.
    private const int MaxShown = 50;

    public static Command Create()
    {
        ClusterOptions cluster = new();
        LogOptions logging = new();
        TelemetryOptions telemetry = new(isService: true);
        Option<string> address = new("--address")
        {
            Description = "address and port for KEDA's calls (gRPC); port 0 takes a free one (ZERO_SCALER_ADDRESS)",
            DefaultValueFactory = _ => ClusterOptions.Variable("ZERO_SCALER_ADDRESS") ?? "127.0.0.1:6000",
        };
        address.Validators.Add(result =>
        {
            if (TelemetryOptions.ParseAddress(result.GetValueOrDefault<string>() ?? string.Empty) is null)
            {
                result.AddError(AddressHint);
            }
        });
        Option<string?> certificate = new("--tls-cert-file")
        {
            Description = "PEM file with the certificate and those of its authorities, for TLS",
        };
        Option<string?> key = new("--tls-key-file") { Description = "PEM file with the certificate's key" };
        Option<string?> clients = new("--tls-client-ca-file")
        {
            Description = "PEM file with the authorities of callers' certificates; callers need one then",
        };
        Command command = new("scaler", "Tells KEDA how many workers the backlog needs, until SIGTERM.")
        {
            address, certificate, key, clients, Status(cluster, logging),
        };
        cluster.AddDatabaseTo(command);
        logging.AddTo(command);
        telemetry.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string name = RoleName.Create("scaler");
            using ILoggerFactory loggers = logging.Create(parsed);
            using IDisposable? scope = logging.BeginRole(parsed, loggers, "scaler", name);
            ScalerServerOptions options = ReadOptions(
                parsed.GetValue(address)!,
                parsed.GetValue(certificate),
                parsed.GetValue(key),
                parsed.GetValue(clients));

            // The tables are the leaders' to make: a scaler needs to read only, and serves while they are not there.
            await using IJobStore jobs = cluster.OpenJobs(parsed);
            await using RoleTelemetry watch = await telemetry.StartAsync(
                parsed, "scaler", name, string.Empty, [RoleChecks.Of(jobs)], loggers, cancellation);
            await using ScalerServer server = await StartAsync(jobs, options, loggers, cancellation);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Asked to stop.
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command Status(ClusterOptions cluster, LogOptions logging)
    {
        ScalingTarget standard = new();
        Option<double> latency = new("--latency-seconds")
        {
            Description = "seconds in which the backlog of each job shall be done, as in the trigger",
            DefaultValueFactory = _ => standard.Latency.TotalSeconds,
        };
        latency.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is >= 1 and <= TriggerMetadata.MaxLatencySeconds))
            {
                result.AddError($"--latency-seconds must be between 1 and {TriggerMetadata.MaxLatencySeconds}.");
            }
        });
        Option<double> activation = new("--activation-seconds")
        {
            Description = "seconds of work from which the first worker starts, as in the trigger",
        };
        Option<int> workersPerJob = new("--max-workers-per-job")
        {
            Description = "most workers that one job asks for, as in the trigger; 0 for no bound",
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new("status", "What the scaler would tell KEDA now, and why, job by job.")
        {
            latency, activation, workersPerJob, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using ILoggerFactory loggers = logging.Create(parsed, isQuiet: true);
            await using IJobStore jobs = cluster.OpenJobs(parsed);
            Backlog backlog = Backlog.Of(
                await jobs.GetOpenWorkAsync(cancellation), TimeProvider.System.GetUtcNow());
            ScalingTarget target = new()
            {
                Latency = TimeSpan.FromSeconds(parsed.GetValue(latency)),
                ActivationSeconds = Math.Max(0, parsed.GetValue(activation)),
                MaxWorkersPerJob = Math.Max(0, parsed.GetValue(workersPerJob)),
            };
            ScalingDecision decision = ScalingPolicy.Decide(backlog, target);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(writer => ScalingDocument.Write(writer, backlog, target, decision));
            }
            else
            {
                Print(backlog, target, decision);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(Backlog backlog, ScalingTarget target, ScalingDecision decision)
    {
        string activity = decision.IsActive ? "active" : "not active: none is started";
        Line($"workers wanted    {decision.Workers} ({activity})");
        Line($"backlog           {TextTable.Duration(TimeSpan.FromSeconds(backlog.Seconds))} of one worker's time");
        Line($"tasks             {backlog.OpenTasks} open, {backlog.RunningTasks} of them running");
        string origin = backlog.Rates.IsMeasured ? "measured" : "assumed: too few tasks are done";
        Line($"a worker          {backlog.Rates.CyclesPerSecond / 1e3:F1} k cycles/s ({origin})");
        Line($"target            each job within {TextTable.Duration(target.Latency)}");
        if (decision.Jobs.Count == 0)
        {
            Console.WriteLine("no job is open");
            return;
        }

        TextTable table = new("job", "block", "state", "age", "work", "open", "running", "time left", "workers");
        foreach (JobDemand job in decision.Jobs.Take(MaxShown))
        {
            table.Add(
                job.Backlog.JobId,
                job.Backlog.BlockNumber.ToString(CultureInfo.InvariantCulture),
                JobDocument.NameOf(job.Backlog.State),
                TextTable.Duration(job.Backlog.Age),
                TextTable.Duration(TimeSpan.FromSeconds(job.Backlog.Seconds)),
                job.Backlog.OpenTasks.ToString("N0", CultureInfo.InvariantCulture),
                job.Backlog.RunningTasks.ToString("N0", CultureInfo.InvariantCulture),
                TextTable.Duration(job.TimeLeft),
                job.Workers.ToString("F2", CultureInfo.InvariantCulture));
        }

        table.Print();
        if (decision.Jobs.Count > MaxShown)
        {
            Line($"and {decision.Jobs.Count - MaxShown} jobs more; --json has all");
        }
    }

    private static void Line(FormattableString text) =>
        Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static ScalerServerOptions ReadOptions(
        string address, string? certificateFile, string? keyFile, string? clientsFile)
    {
        ServedCertificate? served = ServedCertificate.Read(certificateFile, keyFile);
        if (clientsFile is not null && served is null)
        {
            throw new WitnessException("--tls-client-ca-file is for TLS: give --tls-cert-file and --tls-key-file too");
        }

        IPEndPoint listen = TelemetryOptions.ParseAddress(address) ?? throw new WitnessException(AddressHint);
        if (clientsFile is null && !IPAddress.IsLoopback(listen.Address))
        {
            Console.Error.WriteLine($"warning: everyone who can reach {listen} can read the cluster's load");
        }

        return new ScalerServerOptions
        {
            Address = listen,
            Certificate = served?.Certificate,
            CertificateChain = served?.Chain,
            ClientAuthorities = clientsFile is null ? null : ReadAuthorities(clientsFile),
        };
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        try
        {
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0
                ? authorities
                : throw new WitnessException($"--tls-client-ca-file: {file} has no certificate");
        }
        catch (Exception failure) when (
            failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WitnessException($"--tls-client-ca-file: {FailureText.OneLine(failure.Message)}", failure);
        }
    }

    private static async Task<ScalerServer> StartAsync(
        IJobStore jobs, ScalerServerOptions options, ILoggerFactory loggers, CancellationToken cancellation)
    {
        try
        {
            return await ScalerServer.StartAsync(jobs, options, loggers, TimeProvider.System, cancellation);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new IOException(
                $"KEDA cannot be served on {options.Address}: {(failure.InnerException ?? failure).Message}; "
                + "name another --address",
                failure);
        }
    }
}
