using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ZeroSharp.Cluster.Scaler.Simulation;

namespace ZeroSharp.Cli;

/// <summary>zero bench --autoscaling: a simulated day of load with each way of scaling the workers.</summary>
internal sealed class AutoscalingBench
{
    private static readonly SimulationOptions Standard = new();

    private readonly Option<bool> _autoscaling = new("--autoscaling")
    {
        Description = "simulate a day of blocks with workers that KEDA scales, our way and by queue length; no INPUT",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "with --autoscaling: the load's seed; the same seed gives the same figures",
        DefaultValueFactory = _ => Standard.Seed,
    };

    private readonly Option<double> _speed = Number(
        "--cycles-per-second", "cycles that a worker proves a second", Standard.CyclesPerSecond, 1000, 1e9);

    private readonly Option<double> _gas = Number(
        "--block-gas", "mean gas of a block in busy hours", Standard.MeanGas, 0, LoadDay.MaxGas);

    private readonly Option<double> _nodeStart = Number(
        "--node-start", "seconds until a new machine works", Standard.NodeStart, 1, 3600);

    private readonly Option<double> _latency = Number(
        "--latency-seconds", "target of the external scaler", Standard.Target.Latency.TotalSeconds, 1, 86_400);

    private readonly Option<double> _messages = Number(
        "--messages-per-worker", "target of the RabbitMQ scaler", Standard.MessagesPerWorker, 0.1, 100_000);

    private readonly Option<double> _maxReplicas = Number(
        "--max-replicas", "most workers", Standard.MaxReplicas, 1, 1000);

    private readonly Option<double> _price = Number(
        "--price-per-worker-hour", "US dollars for a machine", Standard.PricePerWorkerHour, 0, 1000);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            _autoscaling, _seed, _speed, _gas, _nodeStart, _latency, _messages, _maxReplicas, _price,
        })
        {
            command.Add(option);
        }
    }

    /// <summary>Whether it is asked for.</summary>
    public bool IsAskedFor(System.CommandLine.Parsing.CommandResult result) => result.GetValue(_autoscaling);

    /// <summary>The same.</summary>
    public bool IsAskedFor(ParseResult parsed) => parsed.GetValue(_autoscaling);

    /// <summary>Simulates and prints.</summary>
    public void Run(ParseResult parsed, bool isJson)
    {
        SimulationOptions options = new()
        {
            Seed = parsed.GetValue(_seed),
            CyclesPerSecond = parsed.GetValue(_speed),
            MeanGas = parsed.GetValue(_gas),
            NodeStart = parsed.GetValue(_nodeStart),
            Target = new() { Latency = TimeSpan.FromSeconds(parsed.GetValue(_latency)) },
            MessagesPerWorker = parsed.GetValue(_messages),
            MaxReplicas = (int)parsed.GetValue(_maxReplicas),
            PricePerWorkerHour = parsed.GetValue(_price),
        };
        IReadOnlyList<AutoscalingResult> results = AutoscalingComparison.Run(options);
        if (isJson)
        {
            JsonOutput.Write(writer => Write(writer, options, results));
        }
        else
        {
            Print(options, results);
        }
    }

    private static Option<double> Number(string name, string description, double standard, double min, double max)
    {
        Option<double> option = new(name)
        {
            Description = "with --autoscaling: " + description,
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() >= min && result.GetValueOrDefault<double>() <= max))
            {
                result.AddError(string.Create(
                    CultureInfo.InvariantCulture, $"{name} must be between {min:0.###} and {max:0.###}."));
            }
        });
        return option;
    }

    private static void Print(SimulationOptions options, IReadOnlyList<AutoscalingResult> results)
    {
        int count = results[0].Latencies.Count;
        double work = results.Min(result => result.BusySeconds) / 3600;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count:N0} blocks in a day, {work:F0} worker-hours of work, seed {options.Seed}"));
        TextTable table = new(
            "scaling", "replicas", "largest", "median", "p95", "p99", "node-hours", "wasted", "cost a day");
        foreach (AutoscalingResult result in results)
        {
            table.Add(
                result.Name,
                result.MeanReplicas.ToString("F1", CultureInfo.InvariantCulture),
                result.MaxReplicas.ToString(CultureInfo.InvariantCulture),
                TextTable.Duration(TimeSpan.FromSeconds(result.Latency(0.5))),
                TextTable.Duration(TimeSpan.FromSeconds(result.Latency(0.95))),
                TextTable.Duration(TimeSpan.FromSeconds(result.Latency(0.99))),
                result.PaidHours.ToString("F0", CultureInfo.InvariantCulture),
                result.WastedHours.ToString("F0", CultureInfo.InvariantCulture),
                string.Create(
                    CultureInfo.InvariantCulture, $"{result.PaidHours * options.PricePerWorkerHour:F2} $"));
        }

        table.Print();
    }

    private static void Write(
        Utf8JsonWriter writer, SimulationOptions options, IReadOnlyList<AutoscalingResult> results)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seed", options.Seed);
        writer.WriteStartArray("results");
        foreach (AutoscalingResult result in results)
        {
            writer.WriteStartObject();
            writer.WriteString("scaling", result.Name);
            writer.WriteNumber("blocks", result.Latencies.Count);
            writer.WriteNumber("mean_replicas", result.MeanReplicas);
            writer.WriteNumber("max_replicas", result.MaxReplicas);
            writer.WriteNumber("median_latency_seconds", result.Latency(0.5));
            writer.WriteNumber("p95_latency_seconds", result.Latency(0.95));
            writer.WriteNumber("p99_latency_seconds", result.Latency(0.99));
            writer.WriteNumber("node_hours", result.PaidHours);
            writer.WriteNumber("wasted_node_hours", result.WastedHours);
            writer.WriteNumber("cost_usd", result.PaidHours * options.PricePerWorkerHour);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
